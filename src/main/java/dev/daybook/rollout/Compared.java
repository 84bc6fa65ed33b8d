package dev.daybook.rollout;

import dev.daybook.journal.StreamId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a comparison found.
 *
 * @param total things that either side tells of
 * @param consistent those that both tell alike
 * @param inconsistent those that they tell differently
 * @param journalOnly those that only the journal tells of
 * @param fileOnly those that only the files tell of
 * @param lost those that were acknowledged and are missing where the truth stands
 * @param different the things that they tell differently, or only one of them does: all of them, and how
 * @param discrepancies each difference, as many as are listed
 * @param unreadable units whose files cannot be compared, and why; they are not counted
 */
public record Compared(
        long total,
        long consistent,
        long inconsistent,
        long journalOnly,
        long fileOnly,
        long lost,
        Map<StreamId, Difference> different,
        List<Discrepancy> discrepancies,
        Map<String, String> unreadable) {

    /** How both sides tell of a thing that they do not tell alike. */
    public enum Difference {
        JOURNAL_ONLY,
        FILES_ONLY,
        /** Both know it, and the journal says something that the files do not. */
        JOURNAL_SAYS_MORE,
        /** Both know it, and only the files say something that the journal does not. */
        FILES_SAY_MORE
    }

    /** More than these are counted, not listed. */
    static final int LISTED_MAX = 1_000;

    static final Compared NOTHING = new Compared(0, 0, 0, 0, 0, 0, Map.of(), List.of(), Map.of());

    public Compared {
        different = Collections.unmodifiableMap(new LinkedHashMap<>(different)); // in the order of the sides
        discrepancies = List.copyOf(discrepancies);
        unreadable = Map.copyOf(unreadable);
    }

    /** Returns all of them together. */
    public static Compared all(Collection<Compared> some) {
        return some.stream().reduce(NOTHING, Compared::plus);
    }

    static Compared unreadable(String unit, String why) {
        return new Compared(0, 0, 0, 0, 0, 0, Map.of(), List.of(), Map.of(unit, why));
    }

    /** Returns the things that differ in one of these ways. */
    List<StreamId> things(Set<Difference> ways) {
        return different.entrySet().stream()
                .filter(entry -> ways.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    public boolean isEqual() {
        return consistent == total && unreadable.isEmpty();
    }

    /** Returns the part of it that is consistent. */
    Compared consistentOnly() {
        return new Compared(consistent, consistent, 0, 0, 0, 0, Map.of(), List.of(), unreadable);
    }

    Compared plus(Compared it) {
        var different = new LinkedHashMap<>(this.different);
        different.putAll(it.different);
        var listed = new ArrayList<>(discrepancies);
        for (Discrepancy each : it.discrepancies) { // all of a thing: they are settled together
            if (listed.size() < LISTED_MAX || listed.getLast().thing().equals(each.thing())) {
                listed.add(each);
            }
        }
        var unreadable = new TreeMap<>(this.unreadable);
        unreadable.putAll(it.unreadable);
        return new Compared(
                total + it.total,
                consistent + it.consistent,
                inconsistent + it.inconsistent,
                journalOnly + it.journalOnly,
                fileOnly + it.fileOnly,
                lost + it.lost,
                different,
                listed,
                unreadable);
    }
}
