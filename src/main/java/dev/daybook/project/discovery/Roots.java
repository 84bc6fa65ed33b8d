package dev.daybook.project.discovery;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where to look: what was configured, what is known and what people call the folders of their projects, united. The
 * same whatever order they are given in.
 *
 * @param there folders, each once however it was named, outer ones before those within
 * @param absent what is no folder now, or nobody knows where: nothing is known of what was below it
 */
public record Roots(List<Root> there, List<Path> absent) {

    /** Names that people give to such folders, in their home. */
    private static final List<String> NAMES =
            List.of("projects", "oneTakeda", "projects-local", "code", "dev", "workspace", "repos", "repositories");

    private static final String NAMES_ALIKE = "{projects,work}-*";

    /**
     * A folder to look through.
     *
     * @param named as people name it: what is found below it is named so too
     * @param real where that is, without links
     */
    public record Root(Path named, Path real) {

        Path named(Path path) {
            return named.resolve(real.relativize(path));
        }
    }

    public Roots {
        there = List.copyOf(there);
        absent = List.copyOf(absent);
    }

    /**
     * Returns the roots with these names; {@code ~} is {@code home}. Of a folder with several names one without links
     * counts.
     *
     * @throws InvalidPathException if one is no path
     */
    public static Roots of(Collection<String> names, Path home) {
        var byPlace = new TreeMap<Path, Path>();
        var absent = new TreeSet<Path>();
        for (String name : names) {
            Path named = expanded(name, home);
            try {
                Path real = named.toRealPath();
                if (named.isAbsolute() && Files.isDirectory(real)) {
                    byPlace.merge(real, named, (a, b) -> better(real, a, b));
                } else {
                    absent.add(named);
                }
            } catch (IOException _) {
                absent.add(named);
            }
        }
        return new Roots(apart(byPlace), List.copyOf(absent));
    }

    private static Path better(Path real, Path one, Path other) {
        return Stream.of(one, other)
                .min(Comparator.comparing((Path path) -> !path.equals(real)).thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** What lies in another root is named as that one is. */
    private static List<Root> apart(Map<Path, Path> byPlace) {
        var roots = new ArrayList<Root>();
        byPlace.forEach((real, named) -> roots.add(roots.reversed().stream()
                .filter(outer -> real.startsWith(outer.real()))
                .findFirst()
                .map(outer -> new Root(outer.named(real), real))
                .orElseGet(() -> new Root(named, real))));
        return roots;
    }

    /** Returns where a path below a root is, without the links that the root is reached by. */
    public Path real(Path path) {
        return there.stream()
                .filter(root -> path.startsWith(root.named()))
                .max(Comparator.comparingInt(root -> root.named().getNameCount()))
                .map(root -> root.real().resolve(root.named().relativize(path)))
                .orElse(path);
    }

    /** Returns the folders in a home that are called as people call those of their projects. */
    public static List<String> usual(Path home) {
        var found = new TreeSet<String>();
        NAMES.stream().map(home::resolve).filter(Files::isDirectory).forEach(path -> found.add(path.toString()));
        try (DirectoryStream<Path> alike = Files.newDirectoryStream(home, NAMES_ALIKE)) {
            alike.forEach(path -> {
                if (Files.isDirectory(path)) {
                    found.add(path.toString());
                }
            });
        } catch (IOException _) {
            return List.copyOf(found); // a home that cannot be read is told when what is in it is walked
        }
        return List.copyOf(found);
    }

    /** What is relative, or {@code ~name}, stays so: to what, nobody can tell from here. */
    private static Path expanded(String text, Path home) {
        String below = text.equals("~") ? "" : text.startsWith("~/") ? text.substring(2) : null;
        return (below == null ? Path.of(text) : home.resolve(below)).normalize();
    }
}
