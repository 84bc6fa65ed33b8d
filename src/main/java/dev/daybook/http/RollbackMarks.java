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
 * a stream is read once for all rollbacks since it was looked at last, and what was found is kept. Thread-safe.
 */
final class RollbackMarks {

    private static final int STREAMS_MAX = 10_000;

    /** Most streams were not written to since the rollbacks that are looked at: their newest entry says so. */
    private static final int FIRST = 4;

    private static final int BATCH = 50;

    /** The numbers of the rollbacks up to {@code upTo} that touched a stream. */
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
        numbers.addAll(touching(stream, since(marks.upTo(), timeline)));
        Marks found = new Marks(timeline.number(), List.copyOf(numbers));
        synchronized (known) {
            known.put(stream, found);
        }
        return found;
    }

    /** Returns the timelines that followed the one of that number, the newest first. */
    private static List<Timeline> since(int number, Timeline newest) {
        var timelines = new ArrayList<Timeline>();
        for (Timeline each = newest;
                each.number() > number;
                each = each.before().orElseThrow()) {
            timelines.add(each);
        }
        return timelines;
    }

    /** Returns the numbers of those rollbacks that touched the stream, from one reading of it. */
    private List<Integer> touching(StreamId stream, List<Timeline> rollbacks) {
        var touching = new ArrayList<Integer>();
        var open = new ArrayList<>(rollbacks);
        Position before = rollbacks.getFirst().since();
        int limit = FIRST;
        boolean more = true;
        while (more) {
            List<Entry> batch = journal.readBackward(Selection.stream(stream), before, limit);
            for (Entry entry : batch) {
                open.removeIf(rollback -> rollback.changedFrom().isAfter(entry.position()));
                open.removeIf(rollback -> touches(rollback, entry) && touching.add(rollback.number()));
            }
            more = batch.size() == limit && !open.isEmpty();
            before = batch.isEmpty() ? before : batch.getLast().position();
            limit = BATCH;
        }
        return touching;
    }

    private static boolean touches(Timeline rollback, Entry entry) {
        return rollback.since().isAfter(entry.position())
                && rollback.counts(entry) != rollback.before().orElseThrow().counts(entry);
    }
}
