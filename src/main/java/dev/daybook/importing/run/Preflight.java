package dev.daybook.importing.run;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.file.Permission;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is looked at before an import begins: whether the files may be read, and whether there is room for them. */
public final class Preflight {

    /** The journal holds what the files hold, and the read models hold it again. */
    private static final long SPACE_FACTOR = 2;

    private final Path data;
    private final Disk disk;

    /** How much room there is. */
    interface Disk {
        long freeBytes() throws IOException;
    }

    /** @param data the directory that imports are written to */
    public Preflight(Path data) {
        this(data, () -> Files.getFileStore(data).getUsableSpace());
    }

    Preflight(Path data, Disk disk) {
        this.data = data;
        this.disk = disk;
    }

    /**
     * Returns why an import of that tree should not begin, if there is a reason.
     *
     * @param strict whether one closed file is a reason; otherwise whoever reads it tells of it
     */
    Optional<String> refusal(LegacySource source, Path root, boolean strict) {
        if (!Files.isReadable(root) || !Files.isExecutable(root)) {
            return Optional.of("%s cannot be read: %s".formatted(root, Permission.fix(root, true)));
        }
        var look = new Look();
        for (LegacySource.Watched it : source.watched(root)) {
            look.at(it);
        }
        if (strict && look.closed > 0) {
            return Optional.of("%d files or folders cannot be read, and the import is strict: %s%s"
                    .formatted(look.closed, look.firstFix, look.closed > 1 ? ", and so on" : ""));
        }
        return room(root, look.bytes);
    }

    private Optional<String> room(Path root, long bytes) {
        try {
            long wanted = Math.multiplyExact(SPACE_FACTOR, bytes);
            long free = disk.freeBytes();
            return free >= wanted
                    ? Optional.empty()
                    : Optional.of(("%s holds %d bytes; importing them wants %d bytes free in %s, and %d are:"
                                    + " make room, or choose another --data")
                            .formatted(root, bytes, wanted, data, free));
        } catch (IOException e) {
            return Optional.of("how much room there is in %s cannot be told: %s".formatted(data, e.getMessage()));
        }
    }

    /** Counts; follows no link. */
    private static final class Look extends SimpleFileVisitor<Path> {
        private long bytes;
        private long closed;
        private String firstFix = "";

        void at(LegacySource.Watched watched) {
            try {
                int depth = watched.below() ? Integer.MAX_VALUE : 1;
                Files.walkFileTree(watched.folder(), EnumSet.noneOf(FileVisitOption.class), depth, this);
            } catch (IOException e) {
                closed(watched.folder(), true);
            }
        }

        private void closed(Path path, boolean folder) {
            closed++;
            firstFix = firstFix.isEmpty() ? Permission.fix(path, folder) : firstFix;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                bytes += attributes.size();
                if (!Files.isReadable(file)) {
                    closed(file, false);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            if (Files.exists(file)) {
                closed(file, Files.isDirectory(file));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            if (failure != null) {
                closed(folder, true);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
