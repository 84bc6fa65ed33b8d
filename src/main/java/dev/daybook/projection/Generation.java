package dev.daybook.projection;

import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    /** A stream that is set aside, or that is being tried carefully while {@code attempts} are below the limit. */
    record SetAside(
            String stream, long position, String type, int attempts, long parked, boolean quarantined, String error) {}

    /** After a start so many entries are passed over again, undecoded. */
    private static final long UNWRITTEN_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

    private static final String BOOKKEEPING = """
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
        CREATE TABLE quarantine (
          stream      TEXT    PRIMARY KEY,
          position    INTEGER NOT NULL,
          type        TEXT    NOT NULL,
          attempts    INTEGER NOT NULL,
          parked      INTEGER NOT NULL,
          quarantined INTEGER NOT NULL,
          error       TEXT    NOT NULL
        ) STRICT;
        """.formatted("0".repeat(2 * Sha256.SIZE_BYTES));

    private static final Query READ_CHECKPOINT =
            DSL.query("SELECT position, made_of, chain, timeline, starts, loaded FROM checkpoint");
    private static final Query MOVE =
            DSL.query("UPDATE checkpoint SET position = ?, made_of = ?, chain = ?, timeline = ?, starts = 0");
    private static final Query START = DSL.query("UPDATE checkpoint SET starts = starts + 1");
    private static final Query LOADED = DSL.query("UPDATE checkpoint SET loaded = 1");
    private static final Query SET_ASIDE = DSL.query(
            "SELECT stream, position, type, attempts, parked, quarantined, error FROM quarantine ORDER BY position");
    private static final Query TRY = DSL.query("INSERT INTO quarantine VALUES (?, ?, ?, 1, 0, 0, '')"
            + " ON CONFLICT (stream) DO UPDATE SET attempts = CASE WHEN quarantine.position = excluded.position"
            + " THEN quarantine.attempts + 1 ELSE 1 END, position = excluded.position, type = excluded.type");
    private static final Query QUARANTINE =
            DSL.query("UPDATE quarantine SET quarantined = ?, error = ? WHERE stream = ?");
    private static final Query PARK = DSL.query("UPDATE quarantine SET parked = parked + 1 WHERE stream = ?");
    private static final Query FREE = DSL.query("DELETE FROM quarantine WHERE stream = ?");
    private static final Query COMMIT = DSL.query("COMMIT");
    private static final Query ROLLBACK = DSL.query("ROLLBACK");

    private final Place place;
    private final Ddl ddl;
    private Connection connection;
    private JdbcTables tables;
    private final Map<String, SetAside> setAside = new HashMap<>();
    private Checkpoint checkpoint; // as committed, or further where no rows are made
    private Position written; // as committed
    private Checkpoint moved; // as the open transaction has it
    private boolean inTransaction;
    private boolean givenUp;

    private Generation(Place place, Ddl ddl, Connection connection) {
        this.place = place;
        this.ddl = ddl;
        this.connection = connection;
        this.tables = new JdbcTables(connection);
        try {
            this.checkpoint = seen(this::readCheckpoint);
            this.moved = checkpoint;
            this.written = checkpoint.position();
            readSetAside();
        } catch (TablesFailed e) {
            giveUp();
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
            Connection connection = place.make(BOOKKEEPING, ddl);
            var generation = new Generation(place, ddl, connection);
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
            var generation = new Generation(place, ddl, place.connect());
            Optional<String> difference =
                    generation.seen(() -> place.difference(generation.tables, ddl, generation.checkpoint.loaded()));
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
        place.claim(epoch, tables);
        observed(seen(this::readCheckpoint));
        readSetAside();
    }

    /** As {@link Place#held}. */
    Connection held() throws SQLException {
        return place.held();
    }

    Tables tables() {
        return tables;
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    List<SetAside> setAside() {
        return List.copyOf(setAside.values());
    }

    boolean isQuarantined(StreamId stream) {
        if (setAside.isEmpty()) {
            return false;
        }
        SetAside it = setAside.get(stream.toString());
        return it != null && it.quarantined();
    }

    /**
     * Connects again if the connection was given up, and reads how far it is: a commit that failed may be there.
     */
    void ready() {
        if (!givenUp) {
            return;
        }
        try {
            connection = place.connect();
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
        tables = new JdbcTables(connection);
        givenUp = false;
        try {
            observed(seen(this::readCheckpoint));
            readSetAside();
        } catch (TablesFailed e) {
            giveUp();
            throw e;
        }
    }

    /** Lets the connection go until {@link #ready}: nobody writes here for a while, or another process does. */
    void rest() {
        if (!givenUp) {
            giveUp();
        }
    }

    /** Notes how far the rows go that are written, by another process maybe. */
    void observed(Checkpoint now) {
        checkpoint = now;
        moved = now;
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
        moved = checkpoint;
        return true;
    }

    /** Returns whether the rows go further than is written. */
    boolean isNoted() {
        return checkpoint.position().isAfter(written);
    }

    /** Lets go of a connection of which nobody knows what it still holds; what it had not committed is undone. */
    private void giveUp() {
        givenUp = true;
        inTransaction = false;
        moved = checkpoint;
        try {
            tables.close();
        } catch (SQLException e) {
            // the connection is closed below, and its statements with it
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("{} does not close: {}", place, e.getMessage());
        }
    }

    /** Counts a start without progress; a commit takes it back. */
    void start() {
        observed(alone(() -> {
            tables.execute(START);
            return readCheckpoint();
        }));
    }

    void begin() {
        inTransaction = true; // also if it fails: whether one is open then, is not known
        place.begin(tables);
    }

    /** Has one thing done, in a transaction of its own if none is open and the place wants one. */
    private <T> T alone(Supplier<T> work) {
        return alone(work, place::begin);
    }

    private void executeAlone(Query statement, Object... values) {
        boolean _ = alone(() -> {
            tables.execute(statement, values);
            return true;
        });
    }

    /** Has one thing read, whoever writes here. */
    private <T> T seen(Supplier<T> work) {
        return alone(work, place::look);
    }

    private <T> T alone(Supplier<T> work, Consumer<Tables> begin) {
        if (inTransaction || !place.isTransactionNeeded()) {
            return work.get();
        }
        T done;
        try {
            inTransaction = true;
            begin.accept(tables);
            done = work.get();
            tables.execute(COMMIT);
        } catch (RuntimeException e) {
            undo();
            throw e;
        }
        inTransaction = false;
        return done;
    }

    void move(Position position, Link madeOf, int timeline) {
        tables.execute(
                MOVE, position.value(), madeOf.position().value(), madeOf.hash().toString(), timeline);
        moved = new Checkpoint(position, madeOf, timeline, 0, checkpoint.loaded());
    }

    void commit() {
        tables.execute(COMMIT);
        inTransaction = false;
        checkpoint = moved;
        written = moved.position();
    }

    /** Undoes the open transaction, if one is open. After an error of the disk the connection is given up for it. */
    void rollback() {
        if (givenUp) {
            return;
        }
        if (tables.isBroken()) {
            giveUp();
            return;
        }
        if (!inTransaction) {
            return;
        }
        moved = checkpoint;
        undo();
        if (tables.isBroken()) {
            giveUp();
            return;
        }
        try {
            readSetAside();
        } catch (TablesFailed e) {
            giveUp();
        }
        if (tables.isBroken()) {
            giveUp();
        }
    }

    private void undo() {
        inTransaction = false;
        try {
            tables.forget();
            tables.execute(ROLLBACK);
        } catch (TablesFailed e) {
            LOG.debug("{} has rolled back by itself: {}", place, e.getMessage());
        }
    }

    /** Counts an attempt, durably, before it is made. Returns how many there were with it. */
    int countAttempt(StreamId stream, Position position, String type) {
        executeAlone(TRY, stream.toString(), position.value(), type);
        readSetAside();
        SetAside it = setAside.get(stream.toString());
        return it == null ? 0 : it.attempts();
    }

    void quarantine(StreamId stream, boolean quarantined, String error) {
        executeAlone(QUARANTINE, quarantined, error, stream.toString());
        readSetAside();
    }

    /** Counts an event that waits behind the first of its stream. */
    void park(StreamId stream) {
        tables.execute(PARK, stream.toString());
        setAside.computeIfPresent(
                stream.toString(),
                (_, setAside) -> new SetAside(
                        setAside.stream(),
                        setAside.position(),
                        setAside.type(),
                        setAside.attempts(),
                        setAside.parked() + 1,
                        setAside.quarantined(),
                        setAside.error()));
    }

    void free(StreamId stream) {
        executeAlone(FREE, stream.toString());
        setAside.remove(stream.toString());
    }

    /** Makes the indexes and says that they are there, in one transaction. */
    void finishLoad() {
        begin();
        try (Statement statement = connection.createStatement()) {
            for (String index : place.indexes(ddl)) {
                statement.executeUpdate(index);
            }
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
        tables.execute(LOADED);
        moved = readCheckpoint();
        commit();
    }

    private Checkpoint readCheckpoint() {
        List<Checkpoint> rows = tables.fetch(READ_CHECKPOINT, Generation::checkpoint);
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

    private void readSetAside() {
        setAside.clear();
        seen(() -> tables.fetch(
                        SET_ASIDE,
                        row -> new SetAside(
                                row.getString(1),
                                row.getLong(2),
                                row.getString(3),
                                row.getInt(4),
                                row.getLong(5),
                                row.getInt(6) == 1,
                                row.getString(7))))
                .forEach(oneSetAside -> setAside.put(oneSetAside.stream(), oneSetAside));
    }

    @Override
    public void close() {
        if (givenUp) {
            return;
        }
        try {
            tables.close();
            connection.close(); // the last connection also writes the log back and removes it
        } catch (SQLException e) {
            LOG.warn("{} does not close: {}", place, e.getMessage()); // what was committed is there
        }
    }
}
