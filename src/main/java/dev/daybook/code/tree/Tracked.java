package dev.daybook.code.tree;

import dev.daybook.project.discovery.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files of a repository git keeps an eye on, whatever its rules say: those that it has in its own index. It is read
 * when it is first asked for. For one thread.
 */
final class Tracked {

    private static final Logger LOG = LoggerFactory.getLogger(Tracked.class);

    private final @Nullable Path top;
    private final Path index;
    private @Nullable DirCache read;
    private boolean unreadable;

    private Tracked(@Nullable Path top, Path index) {
        this.top = top;
        this.index = index;
    }

    /** @param git the own folder of the repository, or of the worktree, at {@code top} */
    static Tracked of(Path top, Path git) {
        return new Tracked(top, index(git));
    }

    /** Returns what is known where there is no repository: nothing. */
    static Tracked nothing() {
        return new Tracked(null, Path.of(""));
    }

    /** Returns the file in which git says which files it keeps an eye on. */
    static Path index(Path git) {
        return git.resolve("index");
    }

    /** Returns whether git tracks a file, or anything in a folder. */
    boolean has(Path path, boolean isFolder) {
        if (top == null) {
            return false;
        }
        DirCache entries = entries();
        String name = SourceTree.name(top, path);
        int at = entries.findEntry(isFolder ? name + "/" : name);
        if (!isFolder) {
            return at >= 0;
        }
        int next = -(at + 1); // no file is called so: where one would stand
        return at < 0
                && next < entries.getEntryCount()
                && entries.getEntry(next).getPathString().startsWith(name + "/");
    }

    /** Returns whether git's index was asked for and is of a form that is not known here: then the rules alone count. */
    boolean isUnreadable() {
        return unreadable;
    }

    private DirCache entries() {
        DirCache known = read;
        if (known == null) {
            known = read();
            read = known;
        }
        return known;
    }

    private DirCache read() {
        Discovery.leaveMachineAlone();
        try {
            return Files.isReadable(index) ? DirCache.read(index.toFile(), FS.DETECTED) : DirCache.newInCore();
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} is not read: files that git tracks although it ignores them are not known", index, e);
            unreadable = true;
            return DirCache.newInCore();
        }
    }
}
