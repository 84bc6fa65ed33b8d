package dev.daybook.journal.sql;

import dev.daybook.journal.Blobs;
import dev.daybook.journal.Chain;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a journal in a database is asked, each question on a connection that is lent for it. */
public abstract class SqlJournal implements Journal {

    /** A question put to the journal. */
    public interface Question<T> {
        T ask(Reader reader) throws SQLException;
    }

    /** Has a reader answer. */
    protected abstract <T> T ask(Question<T> question);

    @Override
    public final List<Entry> readForward(Selection selection, Position after, int limit) {
        return ask(reader -> reader.read(selection, Reader.Direction.FORWARD, after, limit));
    }

    @Override
    public final List<Entry> readForward(Position after, int limit, long bytesMax) {
        return ask(reader -> reader.read(after, limit, bytesMax));
    }

    @Override
    public final List<Entry> readBackward(Selection selection, Position before, int limit) {
        return ask(reader -> reader.read(selection, Reader.Direction.BACKWARD, before, limit));
    }

    @Override
    public final List<Entry> readStream(StreamId stream, long revision, int limit) {
        return ask(reader -> reader.readStream(stream, revision, limit));
    }

    @Override
    public final Optional<Entry> find(UUID id) {
        return ask(reader -> reader.find(id));
    }

    @Override
    public final Optional<Sha256> link(Position at) {
        return at.equals(Position.START) ? Optional.of(Chain.GENESIS) : ask(reader -> reader.link(at));
    }

    @Override
    public final List<ChainStep> chain(Position after, int limit) {
        return ask(reader -> reader.chain(after, limit));
    }

    @Override
    public final long revision(StreamId stream) {
        return ask(reader -> reader.revision(stream));
    }

    @Override
    public final List<StreamId> streams(String category, String prefix) {
        return ask(reader -> reader.streams(category, prefix));
    }

    @Override
    public final List<StreamId> streams(String category, Source.Project project) {
        return ask(reader -> reader.streams(category, project));
    }

    @Override
    public final List<Source.Project> projects(String tool) {
        return ask(reader -> reader.projects(tool));
    }

    @Override
    public final Optional<Position> erasedBy(Position at) {
        return ask(reader -> reader.erasedBy(at));
    }

    @Override
    public final Set<Sha256> named(Set<Sha256> blobs, Set<Position> besides) {
        return ask(reader -> reader.named(blobs, besides));
    }

    @Override
    public final Blobs blobs() {
        return hash -> ask(reader -> reader.blob(hash));
    }
}
