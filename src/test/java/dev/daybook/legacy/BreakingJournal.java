package dev.daybook.legacy;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Takes so many appends and no more, as if the process had been killed there. */
public final class BreakingJournal implements Journal {

    private final Journal journal;
    private int left;
    private int taken;

    public BreakingJournal(Journal journal, int appends) {
        this.journal = journal;
        this.left = appends;
    }

    @Override
    public CompletableFuture<Appended> append(Append append) {
        if (left-- > 0) {
            taken++;
            return journal.append(append);
        }
        return CompletableFuture.failedFuture(new JournalUnavailable("the power went off"));
    }

    /** Returns how many appends it took. */
    public int taken() {
        return taken;
    }

    @Override
    public List<Entry> readForward(Selection selection, Position after, int limit) {
        return journal.readForward(selection, after, limit);
    }

    @Override
    public List<Entry> readBackward(Selection selection, Position before, int limit) {
        return journal.readBackward(selection, before, limit);
    }

    @Override
    public List<Entry> readStream(StreamId stream, long revision, int limit) {
        return journal.readStream(stream, revision, limit);
    }

    @Override
    public Optional<Entry> find(UUID id) {
        return journal.find(id);
    }

    @Override
    public Position head() {
        return journal.head();
    }

    @Override
    public Optional<Sha256> link(Position at) {
        return journal.link(at);
    }

    @Override
    public long revision(StreamId stream) {
        return journal.revision(stream);
    }

    @Override
    public Optional<String> unavailable() {
        return journal.unavailable();
    }

    @Override
    public Blobs blobs() {
        return journal.blobs();
    }

    @Override
    public Subscription subscribe(Consumer<List<Entry>> listener) {
        return journal.subscribe(listener);
    }

    @Override
    public void close() {
        // the journal behind it goes on
    }
}
