package dev.daybook.rollout;

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
record Streams(Journal journal, Codec codec, Timelines timelines) {

    private static final int PAGE = 1_000;

    /** Returns what counts of a stream, oldest first. */
    List<Recorded> of(StreamId stream) {
        Timeline timeline = timelines.current();
        var known = new ArrayList<Recorded>();
        List<Entry> page = journal.readStream(stream, 0, PAGE);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                if (timeline.counts(entry)) {
                    known.add(codec.recorded(entry));
                }
            }
            page = page.size() < PAGE
                    ? List.of()
                    : journal.readStream(stream, page.getLast().revision() + 1, PAGE);
        }
        return known;
    }
}
