package dev.daybook.journal.sqlite;

import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.sql.Statements;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OpenFiles;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** How this package opens SQLite files, and what their errors mean. */
final class Sqlite {

    private static final String FULL = "cannot grow: the disk is full. Free some space and start again";

    /** What SQLite takes at once of the file that those who read a journal share. */
    private static final long SHARED_BYTES = 32 << 10;

    /** Only a backup or another tool ever holds the lock; longer than this is a mistake to be told. */
    static final int BUSY_TIMEOUT_MS = 5_000;

    private static final int OPENING_PAUSE_MS = 10;

    private static final int WRITER_CACHE_KIB = 65_536;
    private static final int READER_CACHE_KIB = 16_384;

    /** 32 MiB, some tens of commits of an import: a page that changes in each is copied into the file once. */
    private static final int CHECKPOINT_PAGES = 8_192;

    private static final int WAL_BYTES_KEPT = 64 << 20;

    /**
     * Opens a connection that writes. There is one per file: two that write or checkpoint at once were a source of
     * corruption in older SQLite, and are slower in every one.
     */
    static Connection writer(Path file, SQLiteConfig.SynchronousMode synchronous) throws SQLException {
        createPrivately(file);
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setCacheSize(-PageCache.kib(WRITER_CACHE_KIB));
        config.setJournalSizeLimit(WAL_BYTES_KEPT);
        // The driver would ask for the last row id after every insert, which costs a fifth of it.
        config.setGetGeneratedKeys(false);
        // A failed read through a mapping kills the process instead of failing the append.
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "0");
        Connection connection = waiting(config, file);
        try {
            execute(connection, "PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /**
     * Opens a file that another may be making at the same time: to give it a write-ahead log, SQLite wants it for itself
     * and is refused at once where another writes, whatever the time-out.
     */
    private static Connection waiting(SQLiteConfig config, Path file) throws SQLException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BUSY_TIMEOUT_MS);
        while (true) {
            try {
                return config.createConnection(url(file));
            } catch (SQLException e) {
                if (!isBusy(e)
                        || System.nanoTime() - end > 0
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(OPENING_PAUSE_MS));
        }
    }

    private static boolean isBusy(SQLException e) {
        return e instanceof SQLiteException sqlite
                && (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code;
    }

    /** Opens a connection that cannot write. */
    static Connection reader(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setCacheSize(-PageCache.kib(READER_CACHE_KIB));
        return config.createConnection("jdbc:sqlite:" + ReadOnlyUri.of(file));
    }

    /** Opens a connection that cannot write and has read nothing yet: other settings look at the file. */
    static Connection plainReader(String uri) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        return config.createConnection("jdbc:sqlite:" + uri);
    }

    /** Opens a database that is of no use before it is whole, so that nothing is kept for a way back. */
    static Connection building(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.OFF);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setCacheSize(-65_536);
        config.setGetGeneratedKeys(false);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /**
     * Takes back what was under way when the process or the power failed before the file had a write-ahead log. Any
     * program that opens it to write does so; who only reads cannot.
     */
    static void takeBackInterrupted(Path file) throws SQLException {
        if (Files.exists(file) && Files.exists(file.resolveSibling(file.getFileName() + "-journal"))) {
            try (Connection connection = DriverManager.getConnection(url(file));
                    var query = connection.prepareStatement("PRAGMA schema_version")) {
                Statements.number(query);
            }
        }
    }

    static Connection inMemory() throws SQLException {
        return new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    /** Makes an empty file for the owner alone; SQLite gives its -wal and -shm the same rights. */
    static void createPrivately(Path file) {
        try {
            Files.createFile(file, OwnerOnly.file(file));
        } catch (FileAlreadyExistsException e) {
            // it has the rights its owner gave it
        } catch (IOException e) {
            throw new JournalUnavailable(
                    "%s cannot be created: %s. Choose another folder, or make this one".formatted(file, e), e);
        }
    }

    static void createFolderPrivately(Path folder) throws IOException {
        DurableFiles.makeFolders(folder, OwnerOnly.folder(folder));
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    static boolean isConstraint(SQLException e) {
        return e instanceof SQLiteException sqlite
                && (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
    }

    /** Returns the failure as the one who opens a journal meets it. */
    static JournalUnavailable unavailable(Path file, SQLException e) {
        return isDamage(e)
                ? new JournalDamaged(
                        Pages.of(file)
                                .missing()
                                .map(text -> "%s is cut off: %s".formatted(file.getFileName(), text))
                                .orElseGet(() -> explain(file, e)),
                        e)
                : new JournalUnavailable(explain(file, e), e);
    }

    static boolean isDamage(SQLException e) {
        return e instanceof SQLiteException sqlite
                && switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)) {
                    case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
                    default -> false;
                };
    }

    /** Says what happened to a file and what to do, for the operator. */
    static String explain(Path file, SQLException e) {
        String happened;
        if (e instanceof SQLiteException sqlite) {
            happened = isForWantOfRoom(file, sqlite)
                    ? FULL
                    : isForWantOfFiles(sqlite) ? "cannot be opened: " + OpenFiles.TOO_FEW : explain(sqlite);
        } else {
            happened = "cannot be used: " + e.getMessage();
        }
        return "%s %s".formatted(file.getFileName(), happened);
    }

    /** What many share to read beside a writer is a file, too: SQLite does not say why that could not be made. */
    private static boolean isForWantOfRoom(Path file, SQLiteException e) {
        try {
            return e.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE
                    && Files.getFileStore(file).getUsableSpace() < SHARED_BYTES;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isForWantOfFiles(SQLiteException e) {
        return (e.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_CANTOPEN.code && OpenFiles.areTooFew();
    }

    private static String explain(SQLiteException e) {
        return switch (SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff)) {
            case SQLITE_FULL -> FULL;
            case SQLITE_IOERR ->
                "met an I/O error (%s). Check the disk and its free space, start again, and run verify"
                        .formatted(e.getResultCode());
            case SQLITE_BUSY, SQLITE_LOCKED -> "is locked by another program. Stop that one and start again";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
                "cannot be written (%s). Look at the rights of the file and its folder and start again"
                        .formatted(e.getResultCode());
            case SQLITE_CORRUPT -> "is damaged: a page is not what it was (%s)".formatted(e.getMessage());
            case SQLITE_NOTADB ->
                "is damaged: its first page, bytes 0 to 99, is not the header of a SQLite database (%s)"
                        .formatted(e.getResultCode());
            case SQLITE_CONSTRAINT ->
                "was changed by another program (%s). Stop that one, run verify, and start again"
                        .formatted(e.getMessage());
            default -> "cannot be used (%s). Start again, and run verify".formatted(e.getMessage());
        };
    }

    private Sqlite() {}
}
