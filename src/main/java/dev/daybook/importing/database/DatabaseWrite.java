package dev.daybook.importing.database;

import dev.daybook.importing.file.FileStamp;
import dev.daybook.importing.file.FileStore.Written;
import dev.daybook.importing.file.FileSwap;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One change of a database of SQLite that a tool has in use: waits for those of the tool, and keeps them out until it is
 * committed, or closed without that and taken back. For one thread.
 */
public final class DatabaseWrite implements AutoCloseable {

    /** A transaction of a tool that people wait for is shorter. */
    public static final String WAITING = "PRAGMA busy_timeout = 5000";

    private final Path file;
    private final Connection connection;
    private final SqlTables tables;
    private final List<Optional<FileStamp>> before;

    private DatabaseWrite(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
        this.tables = SqlTables.of(connection);
        this.before = stamps();
    }

    /**
     * Begins one.
     *
     * @param root is not left, wherever links lead
     * @throws IOException if a link leads out of it, or somebody else writes for too long
     */
    public static DatabaseWrite begin(Path root, Path file) throws IOException {
        if (!FileSwap.isInside(root.toRealPath(), file)) {
            throw new IOException("a link leads %s out of %s: it is left as it is".formatted(file, root));
        }
        if (FileStamp.at(file).isEmpty()) {
            throw new IOException("%s is no plain file: a link is never written".formatted(file));
        }
        try {
            Connection connection = DriverManager.getConnection(
                    "jdbc:sqlite:file:%s?mode=rw".formatted(file.toUri().getRawPath()));
            boolean begun = false;
            try {
                execute(connection, WAITING);
                execute(connection, "BEGIN IMMEDIATE");
                var write = new DatabaseWrite(file, connection);
                begun = true;
                return write;
            } finally {
                if (!begun) {
                    connection.close();
                }
            }
        } catch (SQLException e) {
            throw failed(file, e);
        }
    }

    /** Returns a database and what of it stands in its log. */
    public static Stream<Path> files(Path file) {
        return Stream.of(file, log(file)).filter(it -> stamp(it).isPresent());
    }

    private static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    static IOException failed(Path file, SQLException e) {
        return new IOException(
                "%s cannot be written (%s): nothing was changed; try again".formatted(file, e.getMessage()), e);
    }

    public SqlTables tables() {
        return tables;
    }

    /** Returns whether there is anything to commit. */
    public boolean isChange() throws IOException {
        try {
            return number("SELECT total_changes()") > 0;
        } catch (SQLException e) {
            throw failed(file, e);
        }
    }

    /**
     * Commits.
     *
     * @return what was written; nothing if nothing was, or if another came so soon after that nobody can say how the files
     *     stood in between
     * @throws IOException if it cannot be: then nothing was changed
     */
    public List<Written> commit() throws IOException {
        long version;
        try {
            boolean changed = isChange();
            version = number("PRAGMA data_version");
            execute(connection, "COMMIT");
            if (!changed) {
                return List.of();
            }
        } catch (SQLException e) {
            throw failed(file, e);
        }
        try {
            execute(connection, "PRAGMA busy_timeout = 0");
            execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)"); // else the last to close it does, after we looked
            List<Optional<FileStamp>> after = stamps();
            return number("PRAGMA data_version") == version ? written(after) : List.of();
        } catch (SQLException _) {
            return List.of(); // it is committed, only not known how it stands
        }
    }

    private List<Written> written(List<Optional<FileStamp>> after) {
        return List.of(
                new Written(file, before.getFirst(), after.getFirst()),
                new Written(log(file), before.getLast(), after.getLast()));
    }

    private List<Optional<FileStamp>> stamps() {
        return Stream.of(file, log(file)).map(DatabaseWrite::stamp).toList();
    }

    /** Whoever opens a database makes an empty log. */
    private static Optional<FileStamp> stamp(Path it) {
        return FileStamp.at(it).filter(stamp -> stamp.sizeBytes() > 0);
    }

    private long number(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(sql)) {
            return answer.next() ? answer.getLong(1) : 0;
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Takes back what was not committed. */
    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
