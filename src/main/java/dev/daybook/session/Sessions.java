package dev.daybook.session;

import dev.daybook.domain.LongText;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions as the journal tells them, without waiting for a read model. Thread-safe.
 *
 * <p>The last few are kept, so that a long conversation is not read from its beginning with each of its messages.
 */
public final class Sessions {

    private static final int BATCH = 500;

    /** As many as people work on at once. */
    private static final int KEPT_MAX = 16;

    /** Larger ones would fill a small heap. */
    private static final long KEPT_CHARS_MAX = 128 * 1024;

    /**
     * A session at some revision.
     *
     * @param record nothing if there was none, or none any more
     * @param revision the last one that was read, whether or not it still counts; -1 if there is none
     */
    public record AtRevision(Optional<SessionRecord> record, long revision) {
        static final AtRevision NOTHING = new AtRevision(Optional.empty(), -1);
    }

    private record Kept(int rollbacks, AtRevision told) {}

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Map<SessionId, Kept> kept = new LinkedHashMap<>(KEPT_MAX, 0.75f, true);

    public Sessions(Journal journal, Codec codec, Timelines timelines) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
    }

    public static StreamId stream(SessionId session) {
        return new StreamId("session", session.text());
    }

    /** Returns the session as it is. */
    public AtRevision now(SessionId session) {
        Timeline timeline = timelines.current();
        AtRevision told = after(known(session, timeline), session, timeline, Long.MAX_VALUE);
        keep(session, new Kept(timeline.number(), told));
        return told;
    }

    /** Returns the session as it was at {@code revision}, as far as that still counts. */
    public AtRevision upTo(SessionId session, long revision) {
        return revision == Long.MAX_VALUE
                ? now(session)
                : after(AtRevision.NOTHING, session, timelines.current(), revision);
    }

    private AtRevision after(AtRevision before, SessionId session, Timeline timeline, long revision) {
        Optional<SessionRecord> record = before.record();
        long last = before.revision();
        List<Entry> batch;
        do {
            batch = journal.readStream(stream(session), last + 1, BATCH);
            for (Entry entry : batch) {
                if (entry.revision() > revision) {
                    return new AtRevision(record, last);
                }
                if (timeline.counts(entry) && codec.decode(entry) instanceof SessionEvent event) {
                    record = SessionRecord.after(record, event);
                }
                last = entry.revision();
            }
        } while (batch.size() == BATCH);
        return new AtRevision(record, last);
    }

    private AtRevision known(SessionId session, Timeline timeline) {
        synchronized (kept) {
            Kept it = kept.get(session);
            return it != null && it.rollbacks == timeline.number()
                    ? it.told
                    : AtRevision.NOTHING; // a rollback makes another one
        }
    }

    private void keep(SessionId session, Kept it) {
        boolean small = it.told.record().map(Sessions::chars).orElse(Long.MAX_VALUE) <= KEPT_CHARS_MAX;
        synchronized (kept) {
            Kept other = kept.get(session);
            if (!small) {
                kept.remove(session);
            } else if (other == null || other.rollbacks != it.rollbacks || other.told.revision() < it.told.revision()) {
                kept.put(session, it);
            }
            if (kept.size() > KEPT_MAX) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }

    private static long chars(SessionRecord record) {
        long chars = record.profile().task().length();
        for (Instance it : record.instances()) {
            chars += it.output().map(LongText::text).map(String::length).orElse(0);
        }
        return chars
                + record.messages().stream()
                        .mapToLong(message -> message.content().text().length())
                        .sum();
    }
}
