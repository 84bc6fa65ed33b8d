package dev.daybook.importing.follow;

import dev.daybook.importing.LegacySource.Watched;
import dev.daybook.importing.Limits;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileStamp;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Which files of a tree have changed and are whole again.
 *
 * <p>The system's notices make it quick; that nothing is missed is not left to them: the tree is walked every now and
 * then, and each file that does not stand there as it was taken last (size, time, place on disk) is looked at. A file
 * that has changed counts only when it has settled.
 *
 * <p>Links are never followed. For one thread, except {@link #close}.
 */
final class TreeWatch implements AutoCloseable {

    /** How much older than now a file has to be when watching begins to be taken for finished. */
    private static final Duration SETTLED_AGE = Duration.ofSeconds(2);

    private static final Duration RESCAN = Duration.ofSeconds(2);

    /** A walk of a large tree takes its time: it may cost one part in so many of a processor. */
    private static final int RESCAN_SHARE = 25;

    /** A larger tree is none of a tool that keeps files: what stands beyond is not looked at. */
    private static final int FILES_MAX = 2_000_000;

    private final List<Watched> folders;
    private final Path base;
    private final Optional<WatchService> notices;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final Map<String, FileStamp> taken = new HashMap<>();
    private final Set<String> takenFolders = new HashSet<>();
    private final Settling settling;
    private final Set<String> removed = new HashSet<>();
    private final Semaphore bell = new Semaphore(0);
    private long scanAtNs;
    private boolean there = true;
    private volatile boolean closed;

    /**
     * Begins to watch. What stands there now is taken already, but for what was written just now: that is on its way.
     *
     * @param folders what to watch
     * @param base where the names of files begin
     * @param notices those of the system; without, the walks find everything, only later
     */
    TreeWatch(List<Watched> folders, Path base, Limits limits, Optional<WatchService> notices) {
        this.folders = List.copyOf(folders);
        this.base = base;
        this.settling = new Settling(base, limits);
        this.notices = notices;
        scan();
        long young = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - SETTLED_AGE.toNanos();
        settling.takeOlderThan(young).forEach(this::take);
    }

    /**
     * Waits until files are ready, or for that long.
     *
     * @return their names from the base on; they are taken with that
     */
    Set<String> next(Duration wait) {
        long endNs = System.nanoTime() + wait.toNanos();
        while (!closed) {
            long nowNs = System.nanoTime();
            hear(Math.min(endNs, Math.min(scanAtNs, settling.lookAtNs())) - nowNs);
            if (System.nanoTime() - scanAtNs >= 0) {
                scan();
            }
            Set<String> ready = ready();
            if (!ready.isEmpty() || System.nanoTime() - endNs >= 0) {
                return ready;
            }
        }
        return Set.of();
    }

    /** Returns whether a file stands there as it was taken; what is no file is as good as any. */
    boolean isAsTaken(String file) {
        Optional<FileStamp> now = FileStamp.at(FileNames.resolve(base, file));
        return now.map(fileStamp -> fileStamp.equals(taken.get(file))).orElse(!taken.containsKey(file));
    }

    /** Has files looked at again that were taken, but could not be used. */
    void again(Collection<String> files) {
        for (String file : files) {
            Path path = FileNames.resolve(base, file);
            if (FileStamp.at(path).isPresent()) { // else it is one that was taken, and is gone
                taken.remove(file);
            }
            look(path);
            settling.again(file);
        }
    }

    /** Returns the files that were taken once and are gone, each of them once. */
    Set<String> removed() {
        var gone = Set.copyOf(removed);
        removed.clear();
        return gone;
    }

    /** Returns how long the oldest change has waited to become whole. */
    Duration waiting() {
        return settling.waiting();
    }

    /** Returns whether there is a folder to watch. */
    boolean isThere() {
        return there && folders.stream().anyMatch(watched -> isFolder(watched.folder()));
    }

    private static boolean isFolder(Path path) {
        return FileStamp.attributes(path)
                .filter(BasicFileAttributes::isDirectory)
                .isPresent();
    }

    /** Returns whether something stands there under that name. */
    boolean stands(String file) {
        return FileStamp.attributes(FileNames.resolve(base, file)).isPresent();
    }

    private void hear(long waitNs) {
        try {
            if (notices.isEmpty()) {
                var _ = bell.tryAcquire(Math.max(0, waitNs), TimeUnit.NANOSECONDS);
                return;
            }
            WatchKey key = notices.get().poll(Math.max(0, waitNs), TimeUnit.NANOSECONDS);
            while (key != null) {
                heard(key);
                key = notices.get().poll();
            }
        } catch (ClosedWatchServiceException _) {
            closed = true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void heard(WatchKey key) {
        if (!(key.watchable() instanceof Path folder)) {
            return;
        }
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                scanAtNs = System.nanoTime();
            } else if (event.context() instanceof Path name) {
                look(folder.resolve(name));
            }
        }
        if (!key.reset()) {
            keys.remove(folder);
        }
    }

    /** Looks at what a notice names. */
    private void look(Path path) {
        Optional<BasicFileAttributes> it = FileStamp.attributes(path);
        if (it.isEmpty()) {
            gone(name(path));
        } else if (it.get().isDirectory()) {
            if (folders.stream().anyMatch(watched -> watched.below() && path.startsWith(watched.folder()))) {
                walk(path, Integer.MAX_VALUE, new HashSet<>());
            }
        } else if (it.get().isRegularFile()) {
            seen(name(path), FileStamp.of(it.get()));
        }
    }

    private void gone(String file) {
        settling.forget(file);
        if (taken.remove(file) != null) {
            removed.add(file);
        }
    }

    private void seen(String file, FileStamp stamp) {
        if (stamp.equals(taken.get(file))) {
            settling.forget(file);
        } else {
            settling.seen(file, stamp);
        }
    }

    /** Walks everything; also where notices were not to be had, or lost. */
    private void scan() {
        long beganNs = System.nanoTime();
        var seen = new HashSet<String>();
        there = false;
        for (Watched it : folders) {
            if (isFolder(it.folder())) {
                there = true;
                walk(it.folder(), it.below() ? Integer.MAX_VALUE : 1, seen);
            }
        }
        if (there) { // else it may come back: the files are only missing together with their folder
            for (String file : Set.copyOf(taken.keySet())) {
                if (!seen.contains(file)) {
                    gone(file);
                }
            }
        }
        long endNs = System.nanoTime();
        scanAtNs = endNs + Math.max(RESCAN.toNanos(), (endNs - beganNs) * RESCAN_SHARE);
    }

    private void walk(Path from, int depth, Set<String> seen) {
        try {
            Files.walkFileTree(from, EnumSet.noneOf(java.nio.file.FileVisitOption.class), depth, new Visitor(seen));
        } catch (IOException _) {
            // it went away under the walk; the next one sees what is left
        }
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final Set<String> seen;

        Visitor(Set<String> seen) {
            this.seen = seen;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            WatchKey key = keys.get(folder);
            if (notices.isPresent() && (key == null || !key.isValid())) {
                try {
                    keys.put(
                            folder,
                            folder.register(
                                    notices.get(),
                                    StandardWatchEventKinds.ENTRY_CREATE,
                                    StandardWatchEventKinds.ENTRY_MODIFY,
                                    StandardWatchEventKinds.ENTRY_DELETE));
                } catch (IOException | ClosedWatchServiceException _) {
                    // the system gives no more notices, or the folder is gone: the walks see it
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                String name = name(file);
                seen.add(name);
                seen(name, FileStamp.of(attributes));
            }
            return seen.size() < FILES_MAX ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // gone again, or not ours to read: the import tells of it
        }
    }

    private Set<String> ready() {
        Map<String, FileStamp> ready = settling.takeReady(takenFolders, this::gone);
        ready.forEach(this::take);
        return Set.copyOf(ready.keySet());
    }

    private void take(String file, FileStamp stamp) {
        taken.put(file, stamp);
        takenFolders.add(FileNames.folder(file));
    }

    private String name(Path path) {
        return FileNames.relative(base, path);
    }

    /** Ends a wait. */
    @Override
    public void close() {
        closed = true;
        bell.release();
        notices.ifPresent(watchService -> {
            try {
                watchService.close();
            } catch (IOException _) {
                // nobody listens any more
            }
        });
    }
}
