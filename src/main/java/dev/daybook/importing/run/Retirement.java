package dev.daybook.importing.run;

import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sets the files of a tool aside once the journal holds all that they say: under another name, or in a folder of their
 * own. Nothing is overwritten or removed, so that putting them back is a renaming, too.
 *
 * <p>What stays where it is: a file that is damaged or has an error, as not all of it is in the journal; one that was written to since it
 * was read; one whose new name is taken. Each is told. For one run.
 */
public final class Retirement {

    private static final String MIGRATED = ".migrated";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);

    /** Where files go. */
    public enum How {
        /** They get the ending {@code .migrated}. */
        RENAME,
        /** They go into a folder beside their own, which is called after it and the time. */
        ARCHIVE
    }

    /** What is said of a file that is damaged, although all that is left of it was taken over. */
    private static final Set<String> DAMAGED = Set.of(
            "CONFLICT_MARKER", "GLUED_RECORDS", "INVALID_JSON", "NUL_PADDING", "TRAILING_DATA", "TRUNCATED_JSON");

    private final How how;
    private final Path base;
    private final Instant at;

    /** The files as they stood there before they were read. */
    private final SequencedMap<Path, Optional<FileStamp>> files = new LinkedHashMap<>();

    private final Set<Path> touched = new LinkedHashSet<>();

    /** Looks at the files that may be set aside; they are to be read after that. */
    Retirement(LegacySource source, Path root, How how, Instant at) {
        this.how = how;
        this.base = source.base(root);
        this.at = at;
        source.retirable(root).forEach(path -> files.put(path, FileStamp.at(path)));
    }

    /**
     * Sets aside what may be.
     *
     * @param told what was found in the files
     * @return what became of each file
     */
    List<Finding> carryOut(List<Finding> told) {
        var findings = new ArrayList<Finding>();
        if (told.stream().anyMatch(finding -> finding.file().isEmpty())) {
            files.keySet()
                    .forEach(path ->
                            findings.add(left(name(path), "is one of many with findings, which are not all listed")));
            return findings;
        }
        Set<String> flawed = told.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR || DAMAGED.contains(finding.code()))
                .map(Finding::file)
                .collect(Collectors.toSet());
        Set<String> moving = told.stream()
                .filter(finding -> finding.code().equals(Rereading.NOT_COMPARED))
                .map(Finding::file)
                .collect(Collectors.toSet());
        var folders = new LinkedHashMap<Path, Path>();
        for (Map.Entry<Path, Optional<FileStamp>> it : files.entrySet()) {
            String file = name(it.getKey());
            if (it.getValue().isEmpty()) {
                findings.add(left(file, "is no plain file"));
            } else if (flawed.contains(file)) {
                findings.add(left(file, "is damaged or has errors, so that not all of it was taken over"));
            } else if (moving.contains(file) || !FileStamp.at(it.getKey()).equals(it.getValue())) {
                findings.add(left(file, "was written to meanwhile: migrate once more"));
            } else {
                findings.add(move(it.getKey(), file, folders));
            }
        }
        findings.addAll(synced());
        return findings;
    }

    private Finding move(Path path, String file, Map<Path, Path> folders) {
        try {
            Path to = target(path, folders);
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                return left(file, "would be called %s, which is there already".formatted(name(to)));
            }
            Files.move(path, to);
            touched.add(folder(path));
            touched.add(folder(to));
            return Finding.info(file, "", "RETIRED", "is %s from now on", name(to));
        } catch (IOException e) {
            return left(
                    file, "could not be moved (%s: %s)".formatted(e.getClass().getSimpleName(), e.getMessage()));
        }
    }

    private Path target(Path path, Map<Path, Path> folders) throws IOException {
        String name = String.valueOf(path.getFileName());
        if (how == How.RENAME) {
            return path.resolveSibling(name + MIGRATED);
        }
        Path own = folder(path);
        Path archive = folders.get(own);
        if (archive == null) {
            archive = archive(own);
            folders.put(own, archive);
            touched.add(folder(archive));
        }
        return archive.resolve(name);
    }

    /** Makes a folder that nobody has used yet. */
    private Path archive(Path own) throws IOException {
        String name = own.getFileName() + "_archive_" + TIME.format(at);
        Path archive = own.resolveSibling(name);
        for (int i = 2; Files.exists(archive, LinkOption.NOFOLLOW_LINKS); i++) {
            archive = own.resolveSibling(name + "_" + i);
        }
        return Files.createDirectory(archive);
    }

    private List<Finding> synced() {
        var findings = new ArrayList<Finding>();
        for (Path it : touched) {
            try {
                DurableFiles.syncFolder(it);
            } catch (IOException e) {
                findings.add(Finding.warn(
                        name(it),
                        "",
                        "UNREADABLE_FILE",
                        "cannot be brought to the disk: %s",
                        String.valueOf(e.getMessage())));
            }
        }
        return findings;
    }

    private static Finding left(String file, String why) {
        return new Finding(file, "", Finding.Severity.WARN, "NOT_RETIRED", why + ": it stays where it is");
    }

    private Path folder(Path path) {
        return Objects.requireNonNullElse(path.getParent(), base);
    }

    private String name(Path path) {
        return path.startsWith(base) ? FileNames.relative(base, path) : path.toString();
    }
}
