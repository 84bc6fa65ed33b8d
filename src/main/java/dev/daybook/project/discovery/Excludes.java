package dev.daybook.project.discovery;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders that are not looked into: by their name, or by their path if the pattern has a slash. Immutable. */
public final class Excludes {

    public static final Excludes NONE = of(List.of(), Path.of(""));

    private final Predicate<Path> excluded;

    private Excludes(Predicate<Path> excluded) {
        this.excluded = excluded;
    }

    /**
     * @param globs such as {@code node_modules}, {@code build-*}, {@code ~/archive/**}
     * @throws java.util.regex.PatternSyntaxException if one is no glob
     */
    public static Excludes of(List<String> globs, Path home) {
        return new Excludes(globs.stream().map(glob -> matcher(glob, home)).reduce(_ -> false, Predicate::or));
    }

    private static Predicate<Path> matcher(String glob, Path home) {
        String whole = glob.startsWith("~/") ? literally(home) + glob.substring(1) : glob;
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + whole);
        return glob.indexOf('/') < 0
                ? path -> path.getFileName() != null && matcher.matches(path.getFileName())
                : matcher::matches;
    }

    private static String literally(Path path) {
        return path.toString().replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0");
    }

    /** Returns whether a folder, or one that it lies in, is not looked into. */
    public boolean coverAny(Path folder) {
        return Stream.iterate(folder, Objects::nonNull, Path::getParent).anyMatch(excluded);
    }

    boolean cover(Path folder) {
        return excluded.test(folder);
    }
}
