package dev.daybook.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Follows trees that could not be followed when the service began, once they can be: a drive that is mounted late, a
 * folder that is cloned later, a tool that has not written anything yet. It looks at the folders, and tries only where
 * one has changed since.
 */
final class FollowLater implements Runnable {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Map<Path, Optional<FileTime>> left = new HashMap<>();
    private final Predicate<Path> follow;

    /** @param follow begins to follow a tree, if it can be */
    FollowLater(Predicate<Path> follow) {
        this.follow = follow;
    }

    /** Tries at once; what cannot be followed now is tried again while this runs. */
    void add(Path tree) {
        Optional<FileTime> changed = changedAt(tree); // before: what comes meanwhile is news
        if (!follow.test(tree)) {
            left.put(tree, changed);
        }
    }

    /** Goes on until all are followed or the thread is interrupted. */
    @Override
    public void run() {
        while (!left.isEmpty() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            again();
        }
    }

    private void again() {
        for (Map.Entry<Path, Optional<FileTime>> tree : Map.copyOf(left).entrySet()) {
            Optional<FileTime> changed = changedAt(tree.getKey());
            if (changed.isPresent() && !changed.equals(tree.getValue())) {
                left.remove(tree.getKey());
                add(tree.getKey());
            }
        }
    }

    private static Optional<FileTime> changedAt(Path tree) {
        try {
            return Optional.of(Files.getLastModifiedTime(tree));
        } catch (IOException _) {
            return Optional.empty(); // it is not there
        }
    }
}
