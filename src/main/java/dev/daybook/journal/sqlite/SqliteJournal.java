package dev.daybook.journal.sqlite;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Entry;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.sql.Prepared;
import dev.daybook.journal.sql.Reader;
import dev.daybook.journal.sql.SchemaStep;
import dev.daybook.journal.sql.SqlJournal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * A journal in one SQLite file.
 *
 * <p>One thread writes, in groups, with {@code synchronous=FULL}; reads run on connections of their own and see the
 * last commit. An append that finds more than some hundred megabytes waiting blocks until there is room. After an
 * error of the disk, and once its files are not at their paths any more, the journal can still be read but takes
 * nothing until it is opened again.
 */
public final class SqliteJournal extends SqlJournal {

    /** How much of what the start looks at, see {@link StartCheck#run}: who only reads is answered sooner. */
    private static final int ALL = 1;

    private static final int A_QUARTER = 4;

    private static final String READ_ONLY = "the journal is opened to be read only";

    private final Optional<Writer> writer;
    private final Readers readers;

    private SqliteJournal(Optional<Writer> writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /**
     * Opens the journal in that file, makes it if there is none, and brings an older schema up to date, with a backup
     * in {@code backups/} beside it.
     *
     * <p>Looks at the end, the beginning and a sample of the entries first: what is plainly damaged is not written to.
     *
     * @throws JournalDamaged if the file is damaged, or another program's
     * @throws JournalUnavailable if it is newer than this program, or cannot be written
     */
    public static SqliteJournal open(Path file, InstantSource clock) {
        return open(file, clock, List.of());
    }

    /**
     * As {@link #open(Path, InstantSource)}, of a copy that is yet to be finished: it may lack the entry that says why the
     * payload of an earlier one is no more, and so is not looked at.
     */
    public static SqliteJournal openUnfinished(Path file, InstantSource clock) {
        return open(file, clock, List.of(), Optional.empty());
    }

    /** @param pragmas for the writer's connection; tests make the disk small with them */
    static SqliteJournal open(Path file, InstantSource clock, List<String> pragmas) {
        return open(file, clock, pragmas, Optional.of(ALL));
    }

    private static SqliteJournal open(Path file, InstantSource clock, List<String> pragmas, Optional<Integer> part) {
        new Schema(file, clock).migrate();
        Identity before = Identity.of(file);
        try {
            Connection connection = Sqlite.writer(file, SynchronousMode.FULL);
            try {
                for (String pragma : pragmas) {
                    Sqlite.execute(connection, pragma);
                }
                Erasures.again(connection);
                var rows = new JournalRows(connection);
                var identity = Identity.of(file);
                if (!identity.isSameFileAs(before)) {
                    throw new JournalUnavailable(
                            "%s was replaced while it was being opened: start again".formatted(file));
                }
                var readers = new Readers(file, identity);
                try {
                    part.ifPresent(wanted -> refuseDamaged(file, readers, wanted));
                    return new SqliteJournal(Optional.of(new Writer(file, clock, connection, rows, identity)), readers);
                } catch (SQLException | RuntimeException e) {
                    readers.close();
                    throw e;
                }
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw Sqlite.unavailable(file, e);
        }
    }

    /**
     * Opens the journal in that file to read it, while another process may write it: nothing is made, brought up to date
     * or waited for. Its head is what it is at each question; nobody is told of what is appended.
     *
     * @throws JournalDamaged if the file is damaged, or another program's
     * @throws JournalUnavailable if it is not there, or not of this program's version
     */
    public static SqliteJournal reading(Path file, InstantSource clock) {
        Schema schema = new Schema(file, clock);
        if (schema.info().stream().anyMatch(step -> step.state() != SchemaStep.State.APPLIED)) {
            throw new JournalUnavailable("%s is not of this program's version".formatted(file));
        }
        try {
            var readers = new Readers(file, Identity.of(file));
            try {
                refuseDamaged(file, readers, A_QUARTER);
                return new SqliteJournal(Optional.empty(), readers);
            } catch (RuntimeException e) {
                readers.close();
                throw e;
            }
        } catch (SQLException e) {
            throw Sqlite.unavailable(file, e);
        }
    }

    private static void refuseDamaged(Path file, Readers readers, int part) {
        readers.ask(reader -> new StartCheck(reader.statements(), reader.rows(), part).run())
                .ifPresent(damage -> {
                    throw new JournalDamaged("%s is damaged: %s".formatted(file.getFileName(), damage));
                });
    }

    @Override
    protected <T> T ask(Question<T> question) {
        return readers.ask(question);
    }

    @Override
    public CompletableFuture<Appended> append(Append append) {
        if (writer.isEmpty()) {
            return CompletableFuture.failedFuture(new JournalUnavailable(READ_ONLY));
        }
        Prepared prepared = Prepared.of(append, hash -> readers.ask(reader -> reader.hasBlob(hash)));
        writer.get().append(prepared);
        return prepared.done();
    }

    @Override
    public Position head() {
        return new Position(writer.isPresent() ? writer.get().head() : readers.ask(Reader::head));
    }

    @Override
    public Optional<String> unavailable() {
        return writer.flatMap(Writer::unavailable);
    }

    @Override
    public CompletableFuture<Void> foldLog() {
        return writer.map(Writer::foldLog).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    @Override
    public Subscription subscribe(Consumer<List<Entry>> listener) {
        return writer.map(writer -> writer.subscribe(listener)).orElse(() -> {});
    }

    @Override
    public void close() {
        // The readers stay open while the last appends are written, as listeners may still read. The writer closes
        // last:
        // the last connection to close checkpoints the write-ahead log into the file, and the readers may not write.
        writer.ifPresent(Writer::finish);
        readers.close();
        writer.ifPresent(Writer::close);
    }
}
