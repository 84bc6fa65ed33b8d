package dev.daybook.project;

import dev.daybook.domain.Rejected;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Paths of projects and directories as text: the same folder has one spelling. */
public final class ProjectPath {

    /** The longest path that common file systems take. */
    public static final int CHARS_MAX = 4_096;

    /**
     * Returns the path without slashes and dots too many. {@code ..} stays: what it means depends on links. What is not
     * absolute stays as it is but for slashes at its end.
     */
    public static String normal(String path) {
        if (!path.startsWith("/")) {
            return path.length() > 1 && path.endsWith("/") ? normal(path.substring(0, path.length() - 1)) : path;
        }
        if (!path.endsWith("/") && !path.endsWith("/.") && !path.contains("//") && !path.contains("/./")) {
            return path; // as nearly all are
        }
        return Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .collect(Collectors.joining("/", "/", ""));
    }

    /** As {@link #normal}, with {@code ~} as that home. Other users' homes, {@code ~name}, nobody can tell from here. */
    public static String expanded(String path, String home) {
        return normal(path.equals("~") || path.startsWith("~/") ? home + path.substring(1) : path);
    }

    /** Returns the last part of a path, what a project is called if nobody says otherwise. */
    public static String name(String path) {
        String normal = normal(path);
        return normal.equals("/") ? normal : normal.substring(normal.lastIndexOf('/') + 1);
    }

    /** Returns whether a folder of this machine may have that path. */
    static boolean isOne(String path) {
        return path.startsWith("/") && path.length() <= CHARS_MAX && path.indexOf('\0') < 0;
    }

    /** Returns a path of a command. */
    static String checked(String pointer, String path) {
        if (!isOne(path)) {
            throw Rejected.invalidAt(
                    pointer,
                    "'%s' is no path of a folder: want an absolute one, at most %d characters",
                    path,
                    CHARS_MAX);
        }
        return normal(path);
    }

    private ProjectPath() {}
}
