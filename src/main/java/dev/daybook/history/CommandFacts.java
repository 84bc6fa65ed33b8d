package dev.daybook.history;

import dev.daybook.event.EventIds;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What one command wrote: its entries stand one after the other. */
final class CommandFacts {

    private CommandFacts() {}

    /** Returns what was written together with an entry, it included, in order. */
    static List<Entry> with(Entry entry, Journal journal) {
        return with(entry, journal, Integer.MAX_VALUE);
    }

    /** As {@link #with(Entry, Journal)}, at most so many on each side of it: an import writes a hundred thousand at once. */
    static List<Entry> with(Entry entry, Journal journal, int besideMax) {
        Deque<Entry> written = new ArrayDeque<>(List.of(entry));
        Optional<Entry> next = before(entry, journal);
        for (int before = 0;
                before < besideMax
                        && next.filter(other -> areOfOne(other, entry)).isPresent();
                before++) {
            written.addFirst(next.get());
            next = before(next.get(), journal);
        }
        next = after(entry, journal);
        for (int after = 0;
                after < besideMax
                        && next.filter(other -> areOfOne(other, entry)).isPresent();
                after++) {
            written.addLast(next.get());
            next = after(next.get(), journal);
        }
        return List.copyOf(written);
    }

    private static boolean areOfOne(Entry one, Entry other) {
        return EventIds.areOfOneCommand(one.id(), other.id());
    }

    private static Optional<Entry> before(Entry entry, Journal journal) {
        return journal.readBackward(Selection.all(), entry.position(), 1).stream()
                .findFirst();
    }

    private static Optional<Entry> after(Entry entry, Journal journal) {
        Position position = entry.position();
        return journal.readForward(Selection.all(), position, 1).stream().findFirst();
    }
}
