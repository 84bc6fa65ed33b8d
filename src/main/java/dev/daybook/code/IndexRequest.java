package dev.daybook.code;

import dev.daybook.code.tree.SourceTree;
import dev.daybook.domain.Rejected;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which source tree is indexed, and how.
 *
 * @param project what it is called in the journal
 * @param languages only those, if there are any
 * @param force whether files are parsed that have not changed
 * @param prune whether files are gone even if most are
 */
record IndexRequest(
        Path root, String project, SourceTree.Limits limits, List<String> languages, boolean force, boolean prune) {

    private static final int PROJECT_CHARS_MAX = 64;

    /** Returns where a folder is, whatever links lead there; one that cannot be looked at stays as it is named. */
    static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException _) {
            return folder;
        }
    }

    /** Returns what a tree is called if nobody says it: as its folder, as far as a project can be. */
    static String project(Path root, Optional<String> named) {
        if (named.isPresent()) {
            return named.get();
        }
        Path folder = root.getFileName();
        String name = folder == null ? "" : folder.toString().replaceAll("[^A-Za-z0-9._-]+", "-");
        String cut = name.substring(0, Math.min(PROJECT_CHARS_MAX, name.length()));
        if (cut.isBlank() || cut.equals("-")) {
            throw Rejected.invalidAt(
                    "/project", "%s has no name that a project can have: say one with --project", root);
        }
        return cut;
    }
}
