package dev.daybook.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The entries of one category, each once and in their order: first those that stand in the journal, then each that is
 * appended, before its append is acknowledged. Until closed.
 */
public final class Tail implements AutoCloseable {

    private static final int BATCH = 1_000;

    private final String category;
    private final Consumer<Entry> reader;
    private final Journal.Subscription subscription;
    private final List<Entry> arrivedWhileLoading = new ArrayList<>();
    private boolean loading = true;
    private volatile Position upTo = Position.START;

    /**
     * Reads what stands in the journal before it returns.
     *
     * @param reader called by this thread, later by the journal's writer thread: it must be quick and not throw
     */
    @SuppressWarnings("this-escape") // what arrives before the constructor is done is kept for its end
    public Tail(Journal journal, String category, Consumer<Entry> reader) {
        this.category = category;
        this.reader = reader;
        subscription = journal.subscribe(this::arrived);
        Selection selection = Selection.category(category);
        List<Entry> batch = journal.readForward(selection, Position.START, BATCH);
        while (!batch.isEmpty()) { // holds no lock: a writer that notifies may hold the one that a read needs
            batch.forEach(this::read);
            batch = journal.readForward(selection, upTo, BATCH);
        }
        synchronized (arrivedWhileLoading) {
            arrivedWhileLoading.forEach(this::read);
            arrivedWhileLoading.clear();
            loading = false;
        }
    }

    private void arrived(List<Entry> entries) {
        synchronized (arrivedWhileLoading) {
            for (Entry entry : entries) {
                if (entry.stream().category().equals(category)) {
                    if (loading) {
                        arrivedWhileLoading.add(entry);
                    } else {
                        read(entry);
                    }
                }
            }
        }
    }

    /** Returns the position of the newest of them. */
    public Position upTo() {
        return upTo;
    }

    private void read(Entry entry) {
        if (entry.position().isAfter(upTo)) {
            reader.accept(entry);
            upTo = entry.position();
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
