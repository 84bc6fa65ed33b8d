package dev.daybook.http;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rollbacks changed what a stream's entries come to. Most touch few streams, and one that was touched stays so:
 * each stream is looked at once per rollback, and what was found is kept. Thread-safe.
 */
final class RollbackMarks {

    private static final int STREAMS_MAX = 10_000;

    /** Most streams are known by their newest entry. */
    private static final int BATCH = 50;

    /** The numbers of the rollbacks up to {@code upTo} that touched a stream, rising. */
    private record Marks(int upTo, List<Integer> numbers) {

        static final Marks NONE = new Marks(0, List.of());
    }

    private final Journal journal;
    private final Map<StreamId, Marks> known = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamId, Marks> eldest) {
            return size() > STREAMS_MAX;
        }
    };

    RollbackMarks(Journal journal) {
        this.journal = journal;
    }

    /** Returns the number of the newest rollback of {@code timeline} that touched the stream, 0 if none did. */
    int newest(StreamId stream, Timeline timeline) {
        if (timeline.number() == 0 || Timeline.alwaysCounts(stream)) {
            return 0;
        }
        return marks(stream, timeline).numbers().stream()
                .filter(number -> number <= timeline.number())
                .reduce(0, Math::max);
    }

    private Marks marks(StreamId stream, Timeline timeline) {
        Marks marks;
        synchronized (known) {
            marks = known.getOrDefault(stream, Marks.NONE);
        }
        if (marks.upTo() >= timeline.number()) {
            return marks;
        }
        var numbers = new ArrayList<>(marks.numbers());
        for (Timeline each = timeline;
                each.number() > marks.upTo();
                each = each.before().orElseThrow()) {
            if (touches(each, stream)) {
                numbers.add(each.number());
            }
        }
        Marks found = new Marks(timeline.number(), List.copyOf(numbers));
        synchronized (known) {
            known.put(stream, found);
        }
        return found;
    }

    private boolean touches(Timeline timeline, StreamId stream) {
        Timeline earlier = timeline.before().orElseThrow();
        Position from = timeline.changedFrom();
        Position before = timeline.since();
        while (true) {
            List<Entry> batch = journal.readBackward(Selection.stream(stream), before, BATCH);
            for (Entry entry : batch) {
                if (from.isAfter(entry.position())) {
                    return false;
                }
                if (timeline.counts(entry) != earlier.counts(entry)) {
                    return true;
                }
            }
            if (batch.size() < BATCH) {
                return false;
            }
            before = batch.getLast().position();
        }
    }
}
