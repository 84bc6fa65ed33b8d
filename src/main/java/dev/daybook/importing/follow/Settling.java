package dev.daybook.importing.follow;

import dev.daybook.importing.Limits;
import dev.daybook.importing.container.Wholeness;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Files that have changed and may still be written to.
 *
 * <p>A file is whole when two looks at its size, time and content, a little while apart, see the same, and when its
 * content is not visibly cut; the files of one folder wait for each other, as they tell of one thing. What stays cut is
 * ready as it is after a while: then that is what the tool left behind. What is written to for so long that it never
 * stands still is ready when one look proves that nothing is missing, as of a log that ends with a record: a text proves
 * nothing, it waits until its writer pauses. For one thread.
 */
final class Settling {

    /** Whoever writes a small file in pieces does not pause for so long between two of them. */
    private static final Duration APART = Duration.ofMillis(150);

    /** A new folder is filled file by file, and what it tells depends on which of them are there. */
    private static final Duration NEW_FOLDER_QUIET = Duration.ofMillis(400);

    /** A tool that was not stopped in the middle finishes a file in milliseconds; a slow disk or editor in a second. */
    static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Of a larger file, size and time have to do: reading it twice more would cost more than it proves. */
    private static final int CONTENT_BYTES_MAX = 8 << 20;

    private static final byte[] UNREAD = {' '};

    /** A file and how it stood there when it was looked at. */
    private static final class Look {
        private final long sinceNs;
        private FileStamp stamp;
        private @Nullable Sha256 content;
        private long lookedNs;
        private boolean stable;
        private boolean quiet;
        private boolean restless;
        private long growsSinceNs;

        Look(FileStamp stamp, long nowNs) {
            this.sinceNs = nowNs;
            this.growsSinceNs = nowNs;
            this.stamp = stamp;
        }

        void changed(FileStamp now) {
            if (now.sizeBytes() < stamp.sizeBytes() || now.place() != stamp.place()) {
                growsSinceNs = System.nanoTime();
                restless = false;
            }
            stamp = now;
            content = null;
            stable = false;
            lookedNs = System.nanoTime();
        }

        boolean isOld(long nowNs) {
            return nowNs - sinceNs > PATIENCE.toNanos();
        }

        boolean isQuiet(long nowNs) {
            return nowNs - sinceNs > NEW_FOLDER_QUIET.toNanos();
        }

        boolean isRestless(long nowNs) {
            return restless || isOld(nowNs);
        }

        /** Whether nobody wrote it anew for as long: then what comes after a record is another one. */
        boolean grows(long nowNs) {
            return restless || nowNs - growsSinceNs > PATIENCE.toNanos();
        }
    }

    private final Path base;
    private final Limits limits;
    private final Map<String, Look> looks = new HashMap<>();

    /** The files that were taken last while somebody still wrote to them. */
    private final Set<String> restless = new HashSet<>();

    /** @param base where the names of files begin */
    Settling(Path base, Limits limits) {
        this.base = base;
        this.limits = limits;
    }

    /** Notes that a file has changed, or has changed again. */
    void seen(String file, FileStamp stamp) {
        Look look = looks.get(file);
        if (look == null) {
            looks.put(file, new Look(stamp, System.nanoTime()));
        } else if (!look.stamp.equals(stamp)) {
            look.changed(stamp);
        }
    }

    /** Notes that a file changed again before it was read: one that never stands still is not to wait as long as before. */
    void again(String file) {
        Look look = looks.get(file);
        if (restless.remove(file) && look != null) {
            look.restless = true;
        }
    }

    /** Waits for a file no longer: it is gone, or as it was. */
    void forget(String file) {
        looks.remove(file);
    }

    /** Takes out the files that were last written before then, and returns how they stand there. */
    Map<String, FileStamp> takeOlderThan(long modifiedNs) {
        var old = new HashMap<String, FileStamp>();
        looks.forEach((file, look) -> {
            if (look.stamp.modifiedNs() < modifiedNs) {
                old.put(file, look.stamp);
            }
        });
        looks.keySet().removeAll(old.keySet());
        return old;
    }

    /** Returns when to look at the files again, on the clock of {@link System#nanoTime}. */
    long lookAtNs() {
        return looks.values().stream()
                .mapToLong(look -> look.content == null ? look.lookedNs : look.lookedNs + APART.toNanos())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Returns how long the oldest change has waited to become whole. */
    Duration waiting() {
        long nowNs = System.nanoTime();
        return looks.values().stream()
                .map(look -> Duration.ofNanos(nowNs - look.sinceNs))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /**
     * Looks at the files, takes out those that are ready, and returns how they stand there.
     *
     * @param known the folders that files were taken from before
     * @param gone told of what is no file any more
     */
    Map<String, FileStamp> takeReady(Set<String> known, Consumer<String> gone) {
        long nowNs = System.nanoTime();
        for (String file : List.copyOf(looks.keySet())) {
            look(file, nowNs, gone);
        }
        var byFolder = new HashMap<String, List<Map.Entry<String, Look>>>();
        for (Map.Entry<String, Look> it : looks.entrySet()) {
            byFolder.computeIfAbsent(FileNames.folder(it.getKey()), _ -> new ArrayList<>())
                    .add(it);
        }
        var ready = new HashMap<String, FileStamp>();
        byFolder.forEach((folder, files) -> {
            var stable = files.stream().filter(entry -> entry.getValue().stable).toList();
            boolean whole = stable.size() == files.size()
                    || stable.stream().anyMatch(entry -> entry.getValue().isOld(nowNs));
            if (whole
                    && (known.contains(folder)
                            || files.stream().allMatch(entry -> entry.getValue().isQuiet(nowNs)))) {
                stable.forEach(entry -> {
                    ready.put(entry.getKey(), entry.getValue().stamp);
                    if (entry.getValue().quiet) {
                        restless.remove(entry.getKey());
                    } else {
                        restless.add(entry.getKey());
                    }
                });
            }
        });
        looks.keySet().removeAll(ready.keySet());
        return ready;
    }

    /** The first look reads the content, the second compares; then it has to be whole, or to have had its time. */
    private void look(String file, long nowNs, Consumer<String> gone) {
        Look look = looks.get(file);
        if (look == null || (look.content != null && nowNs - look.lookedNs < APART.toNanos())) {
            return;
        }
        Path path = FileNames.resolve(base, file);
        var now = FileStamp.at(path);
        if (now.isEmpty()) {
            looks.remove(file);
            gone.accept(file);
            return;
        }
        if (!now.get().equals(look.stamp)) {
            look.changed(now.get());
        }
        byte[] bytes;
        try {
            bytes = bytes(file, path, look.stamp);
        } catch (IOException _) {
            bytes = UNREAD; // the import tells that it cannot be read
        }
        Sha256 content = Sha256.hash(bytes);
        look.quiet = look.content != null && look.content.equals(content);
        look.content = content;
        look.lookedNs = nowNs;
        look.stable = look.quiet
                ? look.isOld(nowNs) || Wholeness.isWhole(file, bytes, limits)
                : look.isRestless(nowNs)
                        && (look.grows(nowNs) || !Wholeness.areLines(file))
                        && Wholeness.isComplete(file, bytes, limits);
    }

    private static byte[] bytes(String file, Path path, FileStamp stamp) throws IOException {
        if (Wholeness.isBeyondBytes(file)) {
            return UNREAD;
        }
        if (stamp.sizeBytes() <= CONTENT_BYTES_MAX) {
            return Files.readAllBytes(path);
        }
        return Wholeness.areLines(file) ? last(path) : UNREAD;
    }

    /** Returns the last byte: lines are whole behind the end of one. */
    private static byte[] last(Path path) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(path)) {
            var last = ByteBuffer.allocate(1);
            in.position(Math.max(0, in.size() - 1)).read(last);
            return last.array();
        }
    }
}
