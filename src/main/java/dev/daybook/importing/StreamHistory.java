package dev.daybook.importing;

import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.List;

/** What counts of the streams of a journal. Thread-safe. */
public record StreamHistory(Journal journal, Codec codec, Timelines timelines) {

    private static final int PAGE = 1_000;

    /** What counts of a stream, oldest first, and the revision that it has. */
    public record Known(List<Recorded> entries, long revision) {
        static final Known NOTHING = new Known(List.of(), -1);
    }

    /** Returns what counts of a stream. */
    public Known of(StreamId stream) {
        return of(stream, timelines.current());
    }

    /** Returns what counts of a stream in that timeline. */
    public Known of(StreamId stream, Timeline timeline) {
        var known = new ArrayList<Recorded>();
        long revision = -1;
        List<Entry> page = journal.readStream(stream, 0, PAGE);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                if (timeline.counts(entry)) {
                    known.add(codec.recorded(entry));
                }
            }
            revision = page.getLast().revision();
            page = page.size() < PAGE ? List.of() : journal.readStream(stream, revision + 1, PAGE);
        }
        return new Known(known, revision);
    }
}
