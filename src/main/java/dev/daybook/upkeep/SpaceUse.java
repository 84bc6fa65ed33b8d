package dev.daybook.upkeep;

import dev.daybook.projection.ReadModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What in a data directory takes how much room. Opens no file: closing one of SQLite's would drop its locks. */
public final class SpaceUse {

    /**
     * Files of one purpose.
     *
     * @param note what they are, and whether they are made anew where they are missing
     */
    public record Used(String what, long files, long sizeBytes, String note) {
        private Used plus(Used other) {
            return new Used(what, files + other.files, sizeBytes + other.sizeBytes, note);
        }
    }

    private static final String MADE_ANEW = "made of the journal; rebuild makes it anew";

    /** By the first name below the folder. */
    private static final Map<String, String> FOLDERS = Map.of(
            "backups", "copies of the journal",
            "set-aside", "journals that were replaced by a new one; never deleted from here",
            "native", "libraries of the program; unpacked anew where they are missing",
            "cache", "made anew where it is missing",
            "demo", "the files of daybook demo");

    private final Installation installation;

    private SpaceUse(Installation installation) {
        this.installation = installation;
    }

    /**
     * Returns what takes how much, the largest first.
     *
     * @throws UncheckedIOException if the folder cannot be read
     */
    public static List<Used> of(Installation installation) {
        return new SpaceUse(installation).look();
    }

    private List<Used> look() {
        var found = new HashMap<String, Used>();
        try {
            Files.walkFileTree(installation.data(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    Used used = used(installation.data().relativize(file), attributes.size());
                    found.merge(used.what(), used, Used::plus);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
                    if (Files.exists(file)) {
                        throw why;
                    }
                    return FileVisitResult.CONTINUE; // removed while it was listed
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read: %s".formatted(installation.data(), e), e);
        }
        var all = new ArrayList<>(found.values());
        all.sort(Comparator.comparingLong(Used::sizeBytes).reversed().thenComparing(Used::what));
        return all;
    }

    private Used used(Path file, long sizeBytes) {
        String first = file.getName(0).toString();
        String name = String.valueOf(file.getFileName());
        if (file.getNameCount() == 1) {
            return first.startsWith(String.valueOf(installation.journal().getFileName()))
                    ? new Used("journal", 1, sizeBytes, "every fact; the rest is made of it")
                    : first.startsWith("snapshots.db")
                            ? new Used("snapshots", 1, sizeBytes, MADE_ANEW)
                            : new Used("other", 1, sizeBytes, "lock, tokens and settings");
        }
        if (first.equals("read")) {
            Path database = Path.of(name.replaceFirst("-(wal|shm)$", ""));
            return ReadModels.ofFile(database)
                    .map(model -> new Used("read model " + model, 1, sizeBytes, MADE_ANEW))
                    .orElseGet(() -> new Used("read models, other", 1, sizeBytes, MADE_ANEW));
        }
        return FOLDERS.containsKey(first)
                ? new Used(first, 1, sizeBytes, Objects.requireNonNull(FOLDERS.get(first)))
                : new Used(first, 1, sizeBytes, "not Daybook's");
    }

    /** Returns a size as people read it. */
    public static String text(long sizeBytes) {
        long kib = 1L << 10;
        long mib = 1L << 20;
        long gib = 1L << 30;
        return sizeBytes < 10 * kib
                ? sizeBytes + " B"
                : sizeBytes < 10 * mib
                        ? sizeBytes / kib + " KiB"
                        : sizeBytes < 10 * gib ? sizeBytes / mib + " MiB" : sizeBytes / gib + " GiB";
    }
}
