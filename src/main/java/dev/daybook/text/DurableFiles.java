package dev.daybook.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Files whose changes outlast a power cut: what was done is on the disk when a method returns. A name in a folder is a
 * change of that folder, see fsync(2).
 */
public final class DurableFiles {

    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /** The name of a folder is on the disk after so long, whoever made it: systems hold changes back for half of it at most. */
    private static final long FRESH_MS = 60_000;

    /** Files that are brought to the disk at once. */
    private static final int SYNCS = 32;

    /** Writes a new file for its owner alone. Its name is on the disk with {@link #syncFolder}. */
    public static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel out = FileChannel.open(file, NEW, OwnerOnly.file(file))) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
    }

    /**
     * Writes a file for its owner alone, in place of the one of that name: there is always the old one or the new one.
     * What was left beside it by whoever was killed while doing so goes.
     */
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        write(fresh, bytes);
        rename(fresh, file);
    }

    /** Renames a file, in place of one of that name in the same folder. */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(to.resolveSibling(""));
    }

    /** Brings what a file holds to the disk. */
    public static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Brings the names in a folder to the disk. */
    public static void syncFolder(Path folder) throws IOException {
        force(folder);
    }

    /** Opened to be read, as a folder can be, and a file that may not be written. */
    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Makes a folder, and those above it, unless it is there. What is synced in a folder is lost with its name: that, too, is
     * on the disk when this returns, also where somebody else makes it at the same time, or was killed before it was there.
     * In a folder that may be written but not read no name can be brought to the disk: there the system does it, in its time.
     */
    public static void makeFolders(Path folder, FileAttribute<?>... attributes) throws IOException {
        var fresh = new ArrayList<Path>();
        for (Path each = folder.toAbsolutePath(); each.getParent() != null && isFresh(each); each = each.getParent()) {
            fresh.add(each);
        }
        Files.createDirectories(folder, attributes);
        for (Path each : fresh) {
            syncName(each);
        }
    }

    /** Returns whether the name of a folder may not be on the disk yet. One from before the clock was set back counts as such. */
    private static boolean isFresh(Path folder) {
        try {
            var found = Files.readAttributes(folder, BasicFileAttributes.class);
            long ageMs = System.currentTimeMillis() - found.creationTime().toMillis();
            return !found.isDirectory() || ageMs < FRESH_MS;
        } catch (IOException _) {
            return true; // whoever makes it is told why that cannot be
        }
    }

    private static void syncName(Path folder) throws IOException {
        try {
            syncFolder(folder.resolveSibling(""));
        } catch (AccessDeniedException _) {
            // who may not read a folder may still write in it: its names reach the disk in the system's time
        }
    }

    /**
     * Brings files and folders to the disk, many at once, since it takes those together that wait. Links, and what is gone
     * meanwhile, are passed over.
     *
     * @throws IOException if one of them cannot be brought there; all others are
     */
    public static void syncAll(Collection<Path> paths) throws IOException {
        var failures = new ConcurrentLinkedQueue<IOException>();
        try (var pool = new ThreadPoolExecutor(
                SYNCS,
                SYNCS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(SYNCS * 16),
                new ThreadPoolExecutor.CallerRunsPolicy())) {
            for (Path path : paths) {
                pool.execute(() -> {
                    try {
                        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                                || Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                            force(path);
                        }
                    } catch (IOException e) {
                        failures.add(e);
                    }
                });
            }
        }
        if (!failures.isEmpty()) {
            throw failures.element();
        }
    }

    /**
     * Removes a folder with all that is in it, if it is there; not waiting for the disk. Links are removed, not followed;
     * what others remove meanwhile is gone as well.
     */
    public static void removeTree(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private DurableFiles() {}
}
