package dev.daybook.code.tree;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Tells when files of a source tree have changed: by the system's notices, a batch at a time, once nothing more has come
 * for a moment. Where the system gives no more of them (its limit of watches is reached) or loses some, it says so, and
 * the tree is to be looked at every now and then. For one thread.
 */
public final class TreeChanges implements AutoCloseable {

    /** Editors write twice within such a time, and tools many files. */
    static final Duration DEBOUNCE = Duration.ofMillis(300);

    /** Who writes without end is not waited for longer. */
    static final Duration WINDOW = Duration.ofSeconds(1);

    static final int BATCH_MAX = 100;

    /** Who makes folders faster than they are listed is told of by those above. */
    private static final int LISTINGS_MAX = 10;

    private static final Duration POLL = Duration.ofSeconds(5);

    private final SourceTree tree;
    private final WatchService notices;
    private final int foldersMax;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private Optional<String> limited = Optional.empty();

    /**
     * What has changed.
     *
     * @param paths below the root; empty where it is not known which
     */
    public record Batch(Set<String> paths) {}

    /**
     * Begins to watch.
     *
     * @param foldersMax of how many folders the system is asked for notices
     * @throws IOException if the tree cannot be read
     */
    public TreeChanges(SourceTree tree, int foldersMax) throws IOException {
        this.tree = tree;
        this.foldersMax = foldersMax;
        this.notices = tree.root().getFileSystem().newWatchService();
        watch();
    }

    /**
     * Asks for notices of folders that have come; call it before each look at the tree. What came into a folder before
     * there were notices of it is there for that look; a folder in it is found by listing again.
     */
    public void watch() throws IOException {
        keys.keySet().removeIf(folder -> !Files.isDirectory(folder));
        limited = Optional.empty();
        boolean found = true;
        for (int i = 0; found && limited.isEmpty() && i < LISTINGS_MAX; i++) {
            found = false;
            for (Path folder : tree.folders()) {
                if (limited.isEmpty()
                        && !(keys.containsKey(folder) && keys.get(folder).isValid())) {
                    found = true;
                    watch(folder);
                }
            }
        }
        Optional<Path> git = tree.git();
        if (git.isPresent() && !keys.containsKey(git.get())) {
            watch(git.get());
        }
    }

    private void watch(Path folder) {
        if (keys.size() >= foldersMax) {
            limited = Optional.of("more than %d folders".formatted(foldersMax));
            return;
        }
        try {
            keys.put(
                    folder,
                    folder.register(
                            notices,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
        } catch (IOException e) {
            if (Files.isDirectory(folder)) { // else it went away meanwhile
                limited = Optional.of(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Returns why the tree is looked at every now and then besides, if it is: the system gives no notices of all of it. */
    public Optional<String> limited() {
        return limited;
    }

    /**
     * Waits for a batch.
     *
     * @param wait how long at most
     * @param sinceNs when the tree was looked at last, as of {@link System#nanoTime}
     * @return nothing if nothing has changed as far as is known
     */
    public Optional<Batch> next(Duration wait, long sinceNs) throws InterruptedException {
        try {
            WatchKey key = notices.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
            if (key == null) {
                boolean isDue = limited.isPresent() && System.nanoTime() - sinceNs > POLL.toNanos();
                return isDue ? Optional.of(new Batch(Set.of())) : Optional.empty();
            }
            var paths = new HashSet<String>();
            boolean isLost = false;
            long endNs = System.nanoTime() + WINDOW.toNanos();
            while (key != null) {
                isLost |= heard(key, paths);
                long leftNs = Math.min(DEBOUNCE.toNanos(), endNs - System.nanoTime());
                key = leftNs <= 0 || paths.size() >= BATCH_MAX ? null : notices.poll(leftNs, TimeUnit.NANOSECONDS);
            }
            return isLost || !paths.isEmpty()
                    ? Optional.of(new Batch(isLost ? Set.of() : Set.copyOf(paths)))
                    : Optional.empty();
        } catch (ClosedWatchServiceException _) {
            return Optional.empty();
        }
    }

    /** Returns whether some notices were lost, or git tracks other files: it is not known then which have changed. */
    private boolean heard(WatchKey key, Set<String> paths) {
        boolean lost = false;
        Path folder = (Path) key.watchable();
        boolean isGit = tree.git().filter(folder::equals).isPresent();
        for (WatchEvent<?> event : key.pollEvents()) {
            if (isGit && event.context() instanceof Path name) {
                lost |= Tracked.index(folder).equals(folder.resolve(name));
            } else if (event.context() instanceof Path name) {
                paths.add(SourceTree.name(tree.root(), folder.resolve(name)));
            } else {
                lost = true;
            }
        }
        if (!key.reset()) {
            keys.remove(folder);
        }
        return lost;
    }

    @Override
    public void close() throws IOException {
        notices.close();
    }
}
