package dev.daybook.importing.database;

import dev.daybook.importing.file.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.sqlite.SQLiteConnection;

/**
 * A copy of a SQLite file of another program, which may be writing it: one state that its writer has committed, in a
 * folder of its own, which is removed at the end. Nothing is changed beside or inside the original.
 *
 * <p>Files that nobody writes are copied as they are, what stands aside with them: SQLite itself could not open all of
 * them without writing. They are taken for that if they were last written a while ago, and still stand there so
 * afterwards: within the same moment two writings have the same time. Else SQLite copies them under its own lock; what
 * it needs for that is there as long as somebody writes.
 */
public final class DatabaseCopy implements AutoCloseable {

    /** What holds pages of the database besides itself. */
    static final List<String> ASIDE = List.of("-wal", "-journal");

    /** Much more than the clock of a file system is coarse. */
    private static final Duration QUIET = Duration.ofMillis(200);

    /** Longer than any transaction of a tool that people wait for. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final int BUSY_MS = 1;
    private static final int BUSY_TIMES = 100;
    private static final int ALL_PAGES = -1;

    private static final CopyOption[] COPYING = {LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES};

    /** Where SQLite's readers lock a file: part of its format. */
    private static final long SHARED_AT = 0x4000_0002;

    private static final long SHARED_BYTES = 510;
    private static final long READ_VERSION_AT = 19;
    private static final int READ_VERSION_LOG = 2;

    private final Path folder;
    private final Path file;

    private DatabaseCopy(Path folder, Path file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * Copies the database.
     *
     * @throws IOException if it cannot be read, or somebody holds it so long that no state of it can be had
     */
    public static DatabaseCopy of(Path original) throws IOException {
        Path folder = Files.createTempDirectory("daybook-");
        var copy = new DatabaseCopy(folder, folder.resolve("copy.db"));
        try {
            copy.take(original);
            return copy;
        } catch (IOException e) {
            copy.close();
            throw e;
        }
    }

    /** The database; what stands aside is beside it. */
    public Path file() {
        return file;
    }

    /** Returns what stands beside it and belongs to it, under the same endings. */
    public List<Path> aside() {
        return ASIDE.stream()
                .map(text -> sibling(file, text))
                .filter(Files::exists)
                .toList();
    }

    private void take(Path original) throws IOException {
        long endNs = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            boolean last = System.nanoTime() > endNs;
            if (copied(original, last)) {
                return;
            }
            try {
                if (backup(original)) {
                    return;
                }
            } catch (SQLException e) {
                if (last) {
                    throw new IOException(held(original, String.valueOf(e.getMessage())), e);
                }
            }
            if (last) {
                throw new IOException(held(original, "it writes without end"));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static String held(Path original, String why) {
        return "%s is held by another program (%s): end that".formatted(original.getFileName(), why);
    }

    /** Copies the files if nobody writes to them; {@code young} ones too, if nothing happens meanwhile. */
    private boolean copied(Path original, boolean young) throws IOException {
        Map<String, FileStamp> before = stamps(original);
        long nowNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        if (!young
                && before.values().stream().anyMatch(fileStamp -> fileStamp.modifiedNs() > nowNs - QUIET.toNanos())) {
            return false;
        }
        try {
            for (String it : before.keySet()) {
                Files.copy(sibling(original, it), sibling(file, it), COPYING);
            }
            if (stamps(original).equals(before)) {
                return true;
            }
        } catch (NoSuchFileException _) {
            // somebody has just ended writing
        }
        clear();
        return false;
    }

    private static Map<String, FileStamp> stamps(Path original) {
        var stamps = new LinkedHashMap<String, FileStamp>();
        Stream.concat(Stream.of(""), ASIDE.stream())
                .forEach(text -> FileStamp.at(sibling(original, text)).ifPresent(stamp -> stamps.put(text, stamp)));
        return stamps;
    }

    private static Path sibling(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /**
     * Has SQLite copy all pages in one go, as its writer has committed them; returns whether that could be done.
     *
     * <p>Reading a database with a log makes what is missing of the log. As long as others have it open nothing is
     * missing; the lock is the one that whoever closes it last, and removes the log, must have for himself.
     */
    private boolean backup(Path original) throws SQLException, IOException {
        try (FileChannel channel =
                        FileChannel.open(original, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                FileLock lock = channel.tryLock(SHARED_AT, SHARED_BYTES, true)) {
            if (lock == null || (hasLog(channel) && !isOpen(original))) {
                return false;
            }
            backup(original, file);
            return true;
        } catch (OverlappingFileLockException _) {
            return false; // another thread is copying it
        } catch (SQLException e) {
            clear();
            throw e;
        }
    }

    private static void backup(Path original, Path to) throws SQLException {
        String address = "jdbc:sqlite:file:%s?mode=ro&readonly_shm=1"
                .formatted(original.toAbsolutePath().toUri().getRawPath());
        try (var connection = DriverManager.getConnection(address)) {
            backup(connection, to);
        }
    }

    /** Has SQLite copy all pages of an open database into a file of any name. */
    static void backup(Connection connection, Path to) throws SQLException {
        int answer = connection
                .unwrap(SQLiteConnection.class)
                .getDatabase()
                .backup("main", to.toString(), (_, _) -> {}, BUSY_MS, BUSY_TIMES, ALL_PAGES);
        if (answer != 0) {
            throw new SQLException("SQLite's backup ended with " + answer);
        }
    }

    /** Returns whether changes are written to a log first, as the beginning of the file says. */
    private static boolean hasLog(FileChannel channel) throws IOException {
        var version = ByteBuffer.allocate(1);
        return channel.read(version, READ_VERSION_AT) == 1 && version.get(0) == READ_VERSION_LOG;
    }

    private static boolean isOpen(Path original) {
        return Stream.of("-wal", "-shm")
                .allMatch(text -> FileStamp.at(sibling(original, text)).isPresent());
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path it : files.toList()) {
                Files.deleteIfExists(it);
            }
        }
    }

    @Override
    public void close() {
        try {
            clear();
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // the folder is one of the machine's own for passing things
        }
    }
}
