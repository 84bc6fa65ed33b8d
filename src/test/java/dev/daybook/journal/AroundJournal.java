package dev.daybook.journal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A journal around another, for tests: to count what is read, or to step in between. */
public class AroundJournal implements Journal {

    private final Journal inner;

    protected AroundJournal(Journal inner) {
        this.inner = inner;
    }

    @Override
    public CompletableFuture<Appended> append(Append append) {
        return inner.append(append);
    }

    @Override
    public List<Entry> readForward(Selection selection, Position after, int limit) {
        return inner.readForward(selection, after, limit);
    }

    @Override
    public List<Entry> readBackward(Selection selection, Position before, int limit) {
        return inner.readBackward(selection, before, limit);
    }

    @Override
    public List<Entry> readStream(StreamId stream, long revision, int limit) {
        return inner.readStream(stream, revision, limit);
    }

    @Override
    public Optional<Entry> find(UUID id) {
        return inner.find(id);
    }

    @Override
    public Position head() {
        return inner.head();
    }

    @Override
    public Optional<Position> erasedBy(Position at) {
        return inner.erasedBy(at);
    }

    @Override
    public Set<Sha256> named(Set<Sha256> blobs, Set<Position> besides) {
        return inner.named(blobs, besides);
    }

    @Override
    public Optional<Sha256> link(Position at) {
        return inner.link(at);
    }

    @Override
    public List<ChainStep> chain(Position after, int limit) {
        return inner.chain(after, limit);
    }

    @Override
    public long revision(StreamId stream) {
        return inner.revision(stream);
    }

    @Override
    public List<StreamId> streams(String category, String prefix) {
        return inner.streams(category, prefix);
    }

    @Override
    public List<StreamId> streams(String category, Source.Project project) {
        return inner.streams(category, project);
    }

    @Override
    public List<Source.Project> projects(String tool) {
        return inner.projects(tool);
    }

    @Override
    public Optional<String> unavailable() {
        return inner.unavailable();
    }

    @Override
    public Blobs blobs() {
        return inner.blobs();
    }

    @Override
    public Subscription subscribe(Consumer<List<Entry>> listener) {
        return inner.subscribe(listener);
    }

    @Override
    public void close() {
        inner.close();
    }
}
