package dev.daybook.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who is told of the entries of every commit. Thread-safe; one thread tells. */
public final class Listeners {

    private final List<Consumer<List<Entry>>> listeners = new CopyOnWriteArrayList<>();

    public Journal.Subscription add(Consumer<List<Entry>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    /**
     * Tells all of them. What they keep of the journal in memory has a gap where one fails, so whoever decides by it
     * would decide wrongly: their promise is broken, the journal's is not, as the entries are durable.
     *
     * @return how they failed
     */
    public List<Failed> tell(List<Entry> entries) {
        var failed = new ArrayList<Failed>();
        for (Consumer<List<Entry>> listener : listeners) {
            try {
                listener.accept(entries);
            } catch (RuntimeException e) {
                failed.add(new Failed(entries.getFirst().position(), e));
            }
        }
        return failed;
    }

    /** A listener that failed, at the first entry that it was told of. */
    public record Failed(Position at, RuntimeException why) {

        /** Returns what the journal is from now on. */
        public JournalUnavailable unavailable() {
            return new JournalUnavailable(
                    "what follows the journal failed at position %s (%s): start again; until then the journal can be read but takes nothing"
                            .formatted(at, why.getMessage()),
                    why);
        }
    }
}
