package dev.daybook.importing;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Stands before a journal and hands everything on, for a test that steps in between. */
abstract class JournalInBetween implements Journal {

    protected final Journal journal;

    JournalInBetween(Journal journal) {
        this.journal = journal;
    }

    @Override
    public CompletableFuture<Appended> append(Append append) {
        return journal.append(append);
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
