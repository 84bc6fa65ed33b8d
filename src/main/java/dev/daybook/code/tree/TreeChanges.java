package dev.daybook.code.tree;

import dev.daybook.text.IoReasons;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    /** What a folder is known by that is not there. */
    private static final Object NOWHERE = new Object();

    private final SourceTree tree;
    private final WatchService notices;
    private final int foldersMax;
    private final Map<Path, Watched> watched = new HashMap<>();
    private Optional<String> limited = Optional.empty();

    /** In which git says what it tracks; as of the last look, since notices come by the thousand. */
    private Optional<Path> git = Optional.empty();

    /**
     * A folder that there are notices of.
     *
     * @param file what the system knows it by, wherever it is moved; nothing where it knows it by its path
     */
    private record Watched(@Nullable Object file, WatchKey key) {

        boolean isStill(Path folder) {
            return key.isValid() && Objects.equals(file, fileOf(folder));
        }
    }

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
        try {
            watchAll();
        } catch (IOException e) {
            notices.close();
            throw e;
        }
    }

    /**
     * Asks for notices of folders that have come; call it before each look at the tree. What came into a folder before
     * there were notices of it is there for that look; a folder in it is found by listing again. A tree that cannot be read
     * is looked for every now and then: it may be moved back, or be made anew.
     */
    public void watch() {
        try {
            watchAll();
        } catch (IOException e) {
            limited = Optional.of(IoReasons.of(e));
        }
    }

    private void watchAll() throws IOException {
        watched.entrySet().removeIf(it -> {
            boolean isStill = it.getValue().isStill(it.getKey());
            if (!isStill) {
                it.getValue().key.cancel(); // it may be somewhere else
            }
            return !isStill;
        });
        limited = Optional.empty();
        boolean found = true;
        for (int i = 0; found && limited.isEmpty() && i < LISTINGS_MAX; i++) {
            found = false;
            for (Path folder : tree.folders()) {
                Watched known = watched.get(folder);
                if (limited.isEmpty() && (known == null || !known.key.isValid())) {
                    found = true;
                    watch(folder);
                }
            }
        }
        git = tree.git();
        if (git.isPresent() && !watched.containsKey(git.get())) {
            watch(git.get());
        }
    }

    private void watch(Path folder) {
        if (watched.size() >= foldersMax) {
            limited = Optional.of("more than %d folders".formatted(foldersMax));
            return;
        }
        try {
            Object file = fileOf(folder); // before: where another one takes its place meanwhile, that is seen next time
            WatchKey key = folder.register(
                    notices,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            watched.put(folder, new Watched(file, key));
        } catch (IOException e) {
            if (Files.isDirectory(folder)) { // else it went away meanwhile
                limited = Optional.of(String.valueOf(e.getMessage()));
            }
        }
    }

    private static @Nullable Object fileOf(Path folder) {
        try {
            return Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException _) {
            return NOWHERE;
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
                boolean isDue = limited.isPresent() ? System.nanoTime() - sinceNs > POLL.toNanos() : isAnotherTree();
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

    /** The system gives no notice where the root itself is moved. */
    private boolean isAnotherTree() {
        Watched root = watched.get(tree.root());
        return root == null || !root.isStill(tree.root());
    }

    /** Returns whether some notices were lost, or git tracks other files: it is not known then which have changed. */
    private boolean heard(WatchKey key, Set<String> paths) {
        boolean lost = false;
        Path folder = (Path) key.watchable();
        boolean isGit = git.filter(folder::equals).isPresent();
        for (WatchEvent<?> event : key.pollEvents()) {
            if (isGit && event.context() instanceof Path name) {
                lost |= Tracked.index(folder).equals(folder.resolve(name));
            } else if (event.context() instanceof Path name) {
                paths.add(SourceTree.name(tree.root(), folder.resolve(name)));
            } else {
                lost = true;
            }
        }
        key.reset(); // or it is valid no more
        return lost;
    }

    @Override
    public void close() throws IOException {
        notices.close();
    }
}
