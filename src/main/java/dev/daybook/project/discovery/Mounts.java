package dev.daybook.project.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Drives that belong somewhere on this machine and are not there now: what would lie on them is neither there nor gone. */
final class Mounts {

    private static final Path WANTED = Path.of("/etc/fstab");
    private static final Path MOUNTED = Path.of("/proc/self/mounts");

    private Mounts() {}

    static List<Path> missing() {
        return missing(WANTED, MOUNTED);
    }

    /** As {@link #missing()}; without these tables, as on other systems, nothing is known to be missing. */
    static List<Path> missing(Path wanted, Path mounted) {
        Set<Path> there = Set.copyOf(points(mounted));
        return there.isEmpty()
                ? List.of()
                : points(wanted).stream().filter(path -> !there.contains(path)).toList();
    }

    private static List<Path> points(Path table) {
        try (Stream<String> lines = Files.lines(table)) {
            return lines
                    .map(String::strip)
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\s+"))
                    .filter(fields -> fields.length > 1 && fields[1].startsWith("/"))
                    .map(fields -> Path.of(fields[1].replace("\\040", " ")))
                    .collect(Collectors.toSet())
                    .stream()
                    .sorted()
                    .toList();
        } catch (IOException | java.io.UncheckedIOException _) {
            return List.of();
        }
    }
}
