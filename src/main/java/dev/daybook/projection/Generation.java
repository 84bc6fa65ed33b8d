package dev.daybook.projection;

import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteErrorCode;

/**
 * The rows of a projection in one {@link Place}, open for writing: how far they go, and what was set aside. Used by one
 * thread at a time.
 */
final class Generation implements AutoCloseable {

    /**
     * What the rows account for.
     *
     * @param madeOf the last entry they depend on: the one at {@code position}, or the last before it of which rows may be
     *     made, or the rollback behind it by which they were made
     * @param loaded whether its indexes are there
     */
    record Checkpoint(Position position, Link madeOf, int timeline, int starts, boolean loaded) {}

    /** After a start so many entries are passed over again, undecoded. */
    private static final long UNWRITTEN_MAX = 1_000;

    private static final String CHECKPOINT = """
        CREATE TABLE checkpoint (
          one      INTEGER PRIMARY KEY CHECK (one = 1),
          position INTEGER NOT NULL,
          made_of  INTEGER NOT NULL, -- the position of the last entry that the rows depend on
          chain    TEXT    NOT NULL, -- its link in the journal's hash chain
          timeline INTEGER NOT NULL,
          starts   INTEGER NOT NULL,
          loaded   INTEGER NOT NULL
        ) STRICT;
        INSERT INTO checkpoint (one, position, made_of, chain, timeline, starts, loaded)
          VALUES (1, 0, 0, '%s', 0, 0, 0);
        """.formatted("0".repeat(2 * Sha256.SIZE_BYTES));

    private static final Query READ_CHECKPOINT =
            DSL.query("SELECT position, made_of, chain, timeline, starts, loaded FROM checkpoint");
    private static final Query MOVE =
            DSL.query("UPDATE checkpoint SET position = ?, made_of = ?, chain = ?, timeline = ?, starts = 0");
    private static final Query START = DSL.query("UPDATE checkpoint SET starts = starts + 1");
    private static final Query LOADED = DSL.query("UPDATE checkpoint SET loaded = 1");
    private final Place place;
    private final Ddl ddl;
    private final PlaceConnection connection;
    private final Quarantine quarantine;
    private Checkpoint checkpoint; // as committed, or further where no rows are made
    private Position written; // as committed
    private Checkpoint moved; // as the open transaction has it

    private Generation(Place place, Ddl ddl, PlaceConnection connection) {
        this.place = place;
        this.ddl = ddl;
        this.connection = connection;
        this.quarantine = new Quarantine(connection);
        try {
            this.checkpoint = connection.seen(this::readCheckpoint);
            this.moved = checkpoint;
            this.written = checkpoint.position();
            quarantine.read();
        } catch (TablesFailed e) {
            connection.giveUp();
            throw e;
        }
    }

    /** As {@link #create(Place, Ddl, boolean)}, in a file. */
    static Generation create(Path file, Ddl ddl, boolean withIndexes) {
        return create(new FilePlace(file), ddl, withIndexes);
    }

    /** Makes a new place with the tables, and with the indexes unless it is going to be loaded. */
    static Generation create(Place place, Ddl ddl, boolean withIndexes) {
        try {
            Connection connection = place.make(CHECKPOINT + Quarantine.TABLE, ddl);
            var generation = new Generation(place, ddl, new PlaceConnection(place, connection));
            if (withIndexes) {
                generation.finishLoad();
            }
            return generation;
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
    }

    /** As {@link #open(Place, Ddl)}; where the folder of the file cannot be written, to read it only. */
    static Generation open(Path file, Ddl ddl) {
        return open(new FilePlace(file), ddl);
    }

    /**
     * Opens a place that was made before.
     *
     * @throws TablesFailed if it cannot be used, or its tables are others
     */
    static Generation open(Place place, Ddl ddl) {
        try {
            var generation = new Generation(place, ddl, new PlaceConnection(place, place.connect()));
            Optional<String> difference = generation.connection.seen(
                    () -> place.difference(generation.tables(), ddl, generation.checkpoint.loaded()));
            if (difference.isPresent()) {
                generation.close();
                throw new TablesFailed(new SQLException(difference.get(), null, SQLiteErrorCode.SQLITE_ERROR.code));
            }
            return generation;
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
    }

    /** Returns its file, if that is its place. */
    Path file() {
        return place.file();
    }

    /** Has all that is written belong to the lease of that epoch, and reads how far the rows go by then. */
    void claim(long epoch) {
        place.claim(epoch, tables());
        readAgain();
    }

    /** As {@link Place#held}. */
    Connection held() throws SQLException {
        return place.held();
    }

    Tables tables() {
        return connection.tables();
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    /**
     * Connects again if the connection was given up, and reads how far it is: a commit that failed may be there.
     */
    void ready() {
        if (!connection.reconnect()) {
            return;
        }
        try {
            readAgain();
        } catch (TablesFailed e) {
            connection.giveUp();
            throw e;
        }
    }

    private void readAgain() {
        observed(connection.seen(this::readCheckpoint));
        quarantine.read();
    }

    /** Lets the connection go until {@link #ready}: nobody writes here for a while, or another process does. */
    void rest() {
        connection.giveUp();
    }

    /** Notes how far the rows go that are written, by another process maybe. */
    void observed(Checkpoint now) {
        checkpoint = now;
        written = now.position();
    }

    /**
     * Notes that the rows go up to {@code position}, of which none is made since the checkpoint, without writing it: who
     * begins at what is written passes over the same again.
     *
     * @return false, with nothing noted, if others read how far the rows go, or too much was not written yet
     */
    boolean note(Position position) {
        if (place.isReadByOthers() || position.value() - written.value() > UNWRITTEN_MAX) {
            return false;
        }
        checkpoint = new Checkpoint(
                position, checkpoint.madeOf(), checkpoint.timeline(), checkpoint.starts(), checkpoint.loaded());
        return true;
    }

    /** Returns whether the rows go further than is written. */
    boolean isNoted() {
        return checkpoint.position().isAfter(written);
    }

    /** Counts a start without progress; a commit takes it back. */
    void start() {
        observed(connection.alone(() -> {
            tables().execute(START);
            return readCheckpoint();
        }));
    }

    void begin() {
        moved = checkpoint;
        connection.begin();
    }

    boolean isInTransaction() {
        return connection.isInTransaction();
    }

    void move(Position position, Link madeOf, int timeline) {
        tables().execute(
                        MOVE,
                        position.value(),
                        madeOf.position().value(),
                        madeOf.hash().toString(),
                        timeline);
        moved = new Checkpoint(position, madeOf, timeline, 0, checkpoint.loaded());
    }

    void commit() {
        connection.commit();
        checkpoint = moved;
        written = moved.position();
    }

    /** Undoes the open transaction, if one is open. After an error of the disk the connection is given up for it. */
    void rollback() {
        if (!connection.rollback()) {
            return;
        }
        try {
            quarantine.read();
        } catch (TablesFailed e) {
            connection.giveUp();
        }
    }

    /** Makes the indexes and says that they are there, in one transaction. */
    void finishLoad() {
        begin();
        connection.execute(place.indexes(ddl));
        tables().execute(LOADED);
        moved = readCheckpoint();
        commit();
    }

    private Checkpoint readCheckpoint() {
        List<Checkpoint> rows = tables().fetch(READ_CHECKPOINT, Generation::checkpoint);
        if (rows.isEmpty()) {
            throw new TablesFailed(
                    new SQLException("its checkpoint is missing", null, SQLiteErrorCode.SQLITE_CORRUPT.code));
        }
        return rows.getFirst();
    }

    private static Checkpoint checkpoint(ResultSet row) throws SQLException {
        return new Checkpoint(
                new Position(row.getLong(1)),
                new Link(new Position(row.getLong(2)), Sha256.parse(row.getString(3))),
                row.getInt(4),
                row.getInt(5),
                row.getInt(6) == 1);
    }

    @Override
    public void close() {
        connection.close();
    }
}
