package dev.daybook.importing.run;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Watched;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How the files of a tree stood there when they were looked at last, in sixteen bytes each: a tree may have a million.
 * Links are never followed. For one thread.
 */
final class FileStamps {

    /** Of a file that is not there. */
    private static final long NONE = 0;

    /** Odd, and half of its bits are set: sizes and times that are close to each other come far apart. */
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    /** What a reader of a database writes, too: it says nothing of its rows. */
    private static final String SHARED = "-shm";

    private final List<Watched> folders;
    private final Path base;
    private long[] names = new long[1 << 8]; // 0: free
    private long[] stamps = new long[1 << 8];
    private int count;

    /** Looks at all that the tool writes. */
    FileStamps(LegacySource source, Path root) {
        this.folders = source.watched(root);
        this.base = source.base(root);
        walk((file, stamp) -> put(file, hash(stamp)));
    }

    /**
     * Returns the files that stand there otherwise than when they were looked at last, also those that are new.
     *
     * @param known files that may be gone, too: only of these it is noticed
     */
    Set<String> moved(Collection<String> known) {
        var moved = new TreeSet<String>();
        walk((file, stamp) -> {
            if (get(file) != hash(stamp)) {
                moved.add(file);
            }
        });
        known.stream().filter(file -> !isSteady(file)).forEach(moved::add);
        moved.removeIf(file -> file.endsWith(SHARED));
        return moved;
    }

    /** Looks at files again. */
    void look(Collection<String> files) {
        files.forEach(file -> put(file, now(file)));
    }

    /** Returns whether a file stands there as it did; what is no file is as good as any. */
    boolean isSteady(String file) {
        return get(file) == now(file);
    }

    private long now(String file) {
        return FileStamp.at(FileNames.resolve(base, file)).map(FileStamps::hash).orElse(NONE);
    }

    private void walk(BiConsumer<String, FileStamp> seen) {
        var visitor = new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    seen.accept(FileNames.relative(base, file), FileStamp.of(attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // gone again, or not ours to read: the import reports it
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        };
        for (Watched it : folders) {
            try {
                Files.walkFileTree(
                        it.folder(),
                        EnumSet.noneOf(FileVisitOption.class),
                        it.below() ? Integer.MAX_VALUE : 1,
                        visitor);
            } catch (IOException _) {
                // it went away meanwhile
            }
        }
    }

    private static long hash(FileStamp stamp) {
        long hash = ((stamp.sizeBytes() * MIX) ^ stamp.modifiedNs()) * MIX ^ stamp.place();
        return hash == NONE ? 1 : hash;
    }

    private static long hash(String text) {
        long hash = ByteBuffer.wrap(
                        Sha256.hash(text.getBytes(StandardCharsets.UTF_8)).bytes())
                .getLong();
        return hash == NONE ? 1 : hash;
    }

    private long get(String file) {
        return stamps[slot(names, hash(file))];
    }

    private void put(String file, long stamp) {
        long name = hash(file);
        int slot = slot(names, name);
        if (names[slot] == 0) {
            names[slot] = name;
            count++;
        }
        stamps[slot] = stamp;
        if (count > names.length / 2) {
            grow();
        }
    }

    private void grow() {
        long[] moreNames = new long[names.length * 2];
        long[] moreStamps = new long[moreNames.length];
        for (int i = 0; i < names.length; i++) {
            if (names[i] != 0) {
                int slot = slot(moreNames, names[i]);
                moreNames[slot] = names[i];
                moreStamps[slot] = stamps[i];
            }
        }
        names = moreNames;
        stamps = moreStamps;
    }

    /** Returns where that name stands, or may: then its stamp there is that of no file. */
    private static int slot(long[] names, long name) {
        int mask = names.length - 1;
        int slot = (int) name & mask;
        while (names[slot] != 0 && names[slot] != name) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
