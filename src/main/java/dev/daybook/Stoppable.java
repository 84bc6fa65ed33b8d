package dev.daybook;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A journal that takes nothing more once it was told to stop, while the journal behind it goes on: for an import that
 * may run for minutes when the process is to end. Thread-safe.
 */
final class Stoppable implements Journal {

    private static final String STOPPED = "Daybook was told to stop; the next import goes on from here";

    private final Journal journal;
    private volatile boolean stopped;

    Stoppable(Journal journal) {
        this.journal = journal;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public CompletableFuture<Appended> append(Append append) {
        return stopped ? CompletableFuture.failedFuture(new JournalUnavailable(STOPPED)) : journal.append(append);
    }

    @Override
    public Optional<String> unavailable() {
        return stopped ? Optional.of(STOPPED) : journal.unavailable();
    }

    @Override
    public List<Entry> readForward(Selection selection, Position after, int limit) {
        return journal.readForward(selection, after, limit);
    }

    @Override
    public List<Entry> readForward(Position after, int limit, long bytesMax) {
        return journal.readForward(after, limit, bytesMax);
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
    public Optional<Position> erasedBy(Position at) {
        return journal.erasedBy(at);
    }

    @Override
    public Set<Sha256> named(Set<Sha256> blobs, Set<Position> besides) {
        return journal.named(blobs, besides);
    }

    @Override
    public Optional<Sha256> link(Position at) {
        return journal.link(at);
    }

    @Override
    public List<ChainStep> chain(Position after, int limit) {
        return journal.chain(after, limit);
    }

    @Override
    public long revision(StreamId stream) {
        return journal.revision(stream);
    }

    @Override
    public List<StreamId> streams(String category, String prefix) {
        return journal.streams(category, prefix);
    }

    @Override
    public List<StreamId> streams(String category, Source.Project project) {
        return journal.streams(category, project);
    }

    @Override
    public List<Source.Project> projects(String tool) {
        return journal.projects(tool);
    }

    @Override
    public Blobs blobs() {
        return journal.blobs();
    }

    @Override
    public Subscription subscribe(Consumer<List<Entry>> listener) {
        return journal.subscribe(listener);
    }

    /** Whoever opened the journal behind it closes it. */
    @Override
    public void close() {
        stop();
    }
}
