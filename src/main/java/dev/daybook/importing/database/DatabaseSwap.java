package dev.daybook.importing.database;

import dev.daybook.domain.Rejected;
import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Puts a database of SQLite, with its log, in the place of another: whoever opens it after a kill, wherever that came,
 * finds all of the old state or all of the new one.
 *
 * <p>A log beside another database would be carried out on it. So the old one takes its own log in first, then the new
 * one comes as it is with its log taken in; to that the log may come, as to carry it out again changes nothing; and last
 * the database as it is without it. Each step is one renaming, on the disk before the next.
 */
public final class DatabaseSwap {

    /** What stands beside a database and is one with it. */
    static final List<String> LOGS = DatabaseCopy.ASIDE;

    /** Also what is made anew by whoever opens it. */
    public static final List<String> ASIDE =
            Stream.concat(LOGS.stream(), Stream.of("-shm")).toList();

    private static final String WHOLE = ".whole";
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_LOCKED = 6;

    private final Path database;
    private final Map<Path, Path> unpacked;
    private final Consumer<Path> next;

    /**
     * @param unpacked where what is to stand in a place is now, beside it: of the database, and of its logs if it has any
     * @param next told of each file before it is put in its place
     */
    public DatabaseSwap(Path database, Map<Path, Path> unpacked, Consumer<Path> next) {
        this.database = database;
        this.unpacked = unpacked;
        this.next = next;
    }

    /** Returns the logs that a database may have. */
    public static List<Path> logs(Path database) {
        return LOGS.stream().map(ending -> sibling(database, ending)).toList();
    }

    /** Returns whether a file begins as one. */
    public static boolean isOne(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(Database.MAGIC.length), Database.MAGIC);
        }
    }

    private static Path sibling(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /**
     * Has the database that is there take its log in.
     *
     * @throws Rejected if somebody has it open; nothing was changed
     */
    public void settle() {
        if (Files.isRegularFile(database)) {
            try {
                takeIn(database);
            } catch (SQLException e) {
                int code = e.getErrorCode() & 0xff;
                if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
                    throw Rejected.conflict(
                            "%s is open in another program: end that, then restore again; nothing was changed",
                            database);
                }
                // no database, or a damaged one: there is no state of it to keep
            }
        }
    }

    /** Takes a log in, as the only one who has the database open. */
    private static void takeIn(Path database) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            statement.execute(
                    "PRAGMA locking_mode = EXCLUSIVE"); // where there is a log, this shows all who have it open
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("COMMIT");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /** Puts it in the place of the one that is settled. */
    public void run() throws IOException {
        Path made = unpacked.getOrDefault(database, database);
        Optional<Path> whole = whole(made);
        try {
            for (String ending : ASIDE) {
                Files.deleteIfExists(sibling(database, ending)); // taken in
            }
            if (whole.isPresent()) {
                next.accept(database);
                DurableFiles.rename(whole.get(), database);
            }
            for (Path log : logs(database)) {
                if (unpacked.containsKey(log)) {
                    next.accept(log);
                    DurableFiles.rename(unpacked.getOrDefault(log, log), log);
                }
            }
            next.accept(database);
            DurableFiles.rename(made, database);
        } finally {
            if (whole.isPresent()) {
                Files.deleteIfExists(whole.get());
            }
        }
    }

    /** Returns a copy with its log taken in; nothing if it has none, or is no database. */
    private Optional<Path> whole(Path made) throws IOException {
        Path whole = sibling(made, WHOLE);
        boolean hasLog = false;
        try {
            Files.copy(made, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            for (String ending : LOGS) {
                Path log = unpacked.get(sibling(database, ending));
                if (log != null) {
                    Files.copy(log, sibling(whole, ending), StandardCopyOption.REPLACE_EXISTING);
                    hasLog = true;
                }
            }
            if (hasLog) {
                takeIn(whole);
                DurableFiles.sync(whole);
                return Optional.of(whole);
            }
        } catch (SQLException _) {
            // put back as it is, whatever it is
        } finally {
            for (String ending : ASIDE) {
                Files.deleteIfExists(sibling(whole, ending));
            }
        }
        Files.deleteIfExists(whole);
        return Optional.empty();
    }
}
