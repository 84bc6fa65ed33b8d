package dev.daybook.journal.sqlite;

import dev.daybook.journal.Micros;
import dev.daybook.journal.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of each run of a step, in the file itself: one that is done is written with what it did. */
public final class SchemaRuns {

    static final String TABLE = "schema_run";

    /** Whether a step was taken or taken back. */
    public enum Direction {
        UP,
        DOWN
    }

    public enum Outcome {
        DONE,
        FAILED,
        TIMED_OUT
    }

    /**
     * @param attempts how often it was tried: more than once where another process held the file
     * @param message why it was not done
     */
    public record Run(
            int version,
            String name,
            Direction direction,
            Instant startedAt,
            Duration duration,
            int attempts,
            Outcome outcome,
            Optional<String> message) {}

    static void create(Connection connection) throws SQLException {
        Sqlite.execute(connection, """
            CREATE TABLE IF NOT EXISTS schema_run (
              id          INTEGER PRIMARY KEY,
              version     INTEGER NOT NULL,
              name        TEXT    NOT NULL,
              direction   TEXT    NOT NULL CHECK (direction IN ('UP', 'DOWN')),
              started_at  INTEGER NOT NULL, -- microseconds since 1970
              duration_us INTEGER NOT NULL,
              attempts    INTEGER NOT NULL,
              outcome     TEXT    NOT NULL CHECK (outcome IN ('DONE', 'FAILED', 'TIMED_OUT')),
              message     TEXT              -- why it was not done
            ) STRICT\
            """);
    }

    static void add(Connection connection, Run run) throws SQLException {
        try (var insert = connection.prepareStatement(
                "INSERT INTO schema_run (version, name, direction, started_at, duration_us, attempts, outcome, message)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setInt(1, run.version());
            insert.setString(2, run.name());
            insert.setString(3, run.direction().name());
            insert.setLong(4, Micros.of(run.startedAt()));
            insert.setLong(5, run.duration().toNanos() / 1_000);
            insert.setInt(6, run.attempts());
            insert.setString(7, run.outcome().name());
            insert.setString(8, run.message().orElse(null));
            insert.executeUpdate();
        }
    }

    /** Returns all of them, the oldest first; none of a file that an earlier program made. */
    static List<Run> all(Connection connection) throws SQLException {
        var runs = new ArrayList<Run>();
        try (var exists =
                connection.prepareStatement("SELECT count(*) FROM sqlite_schema WHERE name = '" + TABLE + "'")) {
            if (Statements.number(exists).orElse(0) == 0) {
                return runs;
            }
        }
        try (var query = connection.prepareStatement("SELECT version, name, direction, started_at, duration_us,"
                        + " attempts, outcome, message FROM schema_run ORDER BY id");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                runs.add(new Run(
                        row.getInt(1),
                        row.getString(2),
                        Direction.valueOf(row.getString(3)),
                        Micros.instant(row.getLong(4)),
                        Duration.ofNanos(row.getLong(5) * 1_000),
                        row.getInt(6),
                        Outcome.valueOf(row.getString(7)),
                        Optional.ofNullable(row.getString(8))));
            }
        }
        return runs;
    }

    private SchemaRuns() {}
}
