package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Timeline;
import dev.daybook.journal.sqlite.ReadOnlyUri;
import dev.daybook.projection.RebuildProgress.Phase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/**
 * Replays the journal into a file beside the live one, as far as the live rows go, and compares the two. The live tables
 * are held as they are only while rows are compared, and move on.
 */
final class Replay {

    /** Tries, where the live tables are swapped or rolled back while it replays. */
    private static final int ROUNDS_MAX = 5;

    /** The live tables are held when no more entries than about these are to be posted, or others write faster than that. */
    private static final long LAST_ENTRIES = 500;

    private static final int PURSUITS_MAX = 3;

    /**
     * What came of it.
     *
     * @param position up to which both go
     * @param timeline what counts in both
     * @param tables before: the live ones; after: what a replay gives
     * @param rows the first ones of each table that differ, with all they hold
     */
    record Compared(Position position, Timeline timeline, List<TableDifference> tables, List<RowComparison.Row> rows) {}

    private final Path folder;
    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final ReadModels.Slot slot;
    private final Pace pace;
    private final Consumer<RebuildProgress> listener;

    Replay(
            Path folder,
            Journal journal,
            Codec codec,
            Timelines timelines,
            ReadModels.Slot slot,
            Pace pace,
            Consumer<RebuildProgress> listener) {
        this.folder = folder;
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.slot = slot;
        this.pace = pace;
        this.listener = listener;
    }

    /** Hashes the rows of a file as they are now. */
    static String hash(Path file) {
        try (Connection connection = readOnly(file)) {
            return TableHash.of(connection, false);
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
    }

    static Connection readOnly(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        return config.createConnection("jdbc:sqlite:" + ReadOnlyUri.of(file));
    }

    /** Opens a file that is written meanwhile: what is read of it is as it was at this moment. */
    static Connection held(Path file) throws SQLException {
        Connection connection = readOnly(file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            reached(connection); // the first read says which moment it is
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns how far the rows of a file go. */
    static Position reached(Connection connection) throws SQLException {
        return new Position(checkpoint(connection, "position"));
    }

    private static long checkpoint(Connection connection, String column) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + column + " FROM checkpoint")) {
            boolean _ = row.next();
            return row.getLong(1);
        }
    }

    /**
     * Compares.
     *
     * @param rowsMax rows of each table that are told
     * @throws Rejected if rollbacks or rebuilds come in between all the time
     */
    Compared compare(int rowsMax) {
        for (int round = 1; round <= ROUNDS_MAX; round++) {
            Optional<Compared> compared = attempt(rowsMax);
            if (compared.isPresent()) {
                return compared.get();
            }
        }
        throw Rejected.conflict(
                "rollbacks and rebuilds overtook the comparison of %s %d times: ask again",
                slot.ddl().name(), ROUNDS_MAX);
    }

    private Optional<Compared> attempt(int rowsMax) {
        Generation.Checkpoint posted = slot.live().posted();
        Timeline timeline = timeline(posted.position(), posted.timeline());
        long started = System.nanoTime();
        try (ScratchFile scratch = new ScratchFile(folder, journal, codec, slot, timeline)) {
            Position last = posted.position();
            for (int i = 0; i < PURSUITS_MAX && last.value() - scratch.reached().value() > LAST_ENTRIES; i++) {
                Position aim = last;
                scratch.post(aim, now -> report(Phase.POSTING, now, aim, started));
                last = slot.live().checkpoint();
            }
            return compare(scratch, timeline, rowsMax, started);
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
    }

    /** Returns nothing if the live rows are others by now than those that were replayed. */
    private Optional<Compared> compare(ScratchFile scratch, Timeline timeline, int rowsMax, long started)
            throws SQLException {
        slot.live().settle(); // what was replayed is not to go further than what is read
        try (Connection live = slot.live().generation().held()) {
            Position last = reached(live);
            Timeline counting = timeline(last, (int) checkpoint(live, "timeline"));
            if (scratch.reached().isAfter(last)
                    || (counting.number() != timeline.number()
                            && !slot.projection().get().seesVoid())) {
                return Optional.empty();
            }
            scratch.post(last, now -> report(Phase.POSTING, now, last, started));
            try (Connection replayed = scratch.read()) {
                report(Phase.COMPARING, last, last, started);
                var rows =
                        new RowComparison(live, replayed, rowsMax, () -> report(Phase.COMPARING, last, last, started));
                List<TableDifference> tables = rows.run();
                return Optional.of(new Compared(last, timeline, tables, rows.found()));
            }
        }
    }

    /** Returns what counts: rows that were mended in place may know of a rollback behind the last entry they show. */
    private Timeline timeline(Position last, int number) {
        Timeline timeline = timelines.current();
        while (timeline.since().isAfter(last) && timeline.number() > number) {
            timeline = timeline.before().orElseThrow();
        }
        return timeline;
    }

    private void report(Phase phase, Position done, Position total, long started) {
        listener.accept(RebuildProgress.since(List.of(slot.ddl().name()), phase, 0, done, total, started));
        pace.rest();
    }
}
