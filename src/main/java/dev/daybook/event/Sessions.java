package dev.daybook.event;

import dev.daybook.domain.session.SessionEvent;
import dev.daybook.domain.session.SessionId;
import dev.daybook.domain.session.SessionRecord;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.List;
import java.util.Optional;

/** Sessions as the journal tells them, without waiting for a read model. Thread-safe. */
public record Sessions(Journal journal, Codec codec, Timelines timelines) {

    private static final int BATCH = 500;

    /**
     * A session at some revision.
     *
     * @param record nothing if there was none, or none any more
     * @param revision the last one that was read, whether or not it still counts; -1 if there is none
     */
    public record Told(Optional<SessionRecord> record, long revision) {}

    public static StreamId stream(SessionId session) {
        return new StreamId("session", session.text());
    }

    /** Returns the session as it is. */
    public Told now(SessionId session) {
        return upTo(session, Long.MAX_VALUE);
    }

    /** Returns the session as it was at {@code revision}, as far as that still counts. */
    public Told upTo(SessionId session, long revision) {
        Timeline timeline = timelines.current();
        Optional<SessionRecord> record = Optional.empty();
        long last = -1;
        List<Entry> batch;
        do {
            batch = journal.readStream(stream(session), last + 1, BATCH);
            for (Entry entry : batch) {
                if (entry.revision() > revision) {
                    return new Told(record, last);
                }
                if (timeline.counts(entry) && codec.decode(entry) instanceof SessionEvent event) {
                    record = SessionRecord.after(record, event);
                }
                last = entry.revision();
            }
        } while (batch.size() == BATCH);
        return new Told(record, last);
    }
}
