package dev.daybook.importing.run;

import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What counts of the streams of a journal. Thread-safe. */
public record StreamHistory(Journal journal, Codec codec, Timelines timelines) {

    private static final int PAGE = 1_000;

    /**
     * What counts of a stream, oldest first, and the revision that it has.
     *
     * @param erased the hashes of what was told and erased since: whoever tells it again is not heard
     * @param rolledBack what does not count, oldest first
     */
    public record Known(List<Recorded> entries, long revision, Set<Sha256> erased, List<Entry> rolledBack) {
        static final Known NOTHING = new Known(List.of(), -1, Set.of(), List.of());
    }

    /** Returns what counts of a stream. */
    public Known of(StreamId stream) {
        return of(stream, timelines.current());
    }

    /** Returns what counts of a stream in that timeline. */
    public Known of(StreamId stream, Timeline timeline) {
        var known = new ArrayList<Recorded>();
        var erased = new HashSet<Sha256>();
        var rolledBack = new ArrayList<Entry>();
        long revision = -1;
        List<Entry> page = journal.readStream(stream, 0, PAGE);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                if (timeline.counts(entry)) {
                    known.add(codec.recorded(entry));
                } else if (entry.payload().isErased()) {
                    Position before = new Position(entry.position().value() - 1);
                    erased.add(journal.chain(before, 1).getFirst().payloadHash());
                } else {
                    rolledBack.add(entry);
                }
            }
            revision = page.getLast().revision();
            page = page.size() < PAGE ? List.of() : journal.readStream(stream, revision + 1, PAGE);
        }
        return new Known(known, revision, erased, rolledBack);
    }
}
