package dev.daybook.code;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.util.regex.Pattern;

/**
 * Which file of which source tree.
 *
 * @param project 1 to 64 of A-Z a-z 0-9 . _ and -
 * @param path below the root of the tree, with slashes
 */
public record SourceFile(String project, String path) {

    /** What the journal calls whoever reads source trees. */
    static final String TOOL = "code";

    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int PATH_CHARS_MAX = 4_096;

    public SourceFile {
        if (!PROJECT.matcher(project).matches()) {
            throw Rejected.invalidAt(
                    "/project", "'%s' is no name of a project: want 1 to 64 of A-Z a-z 0-9 . _ and -", project);
        }
        if (path.isEmpty() || path.length() > PATH_CHARS_MAX || path.startsWith("/")) {
            throw Rejected.invalidAt(
                    "/path", "'%s' is no path of a file: want one below the root, such as src/main.ts", path);
        }
    }

    static SourceFile of(CodeEvent event) {
        return new SourceFile(event.project(), event.path());
    }

    /**
     * Reads what {@link #key} writes.
     *
     * @throws Rejected if it is none
     */
    public static SourceFile parse(String key) {
        int end = key.indexOf("!/");
        if (end < 0) {
            throw Rejected.invalidAt("/key", "'%s' is no file of a source tree: want project!/path", key);
        }
        return new SourceFile(key.substring(0, end), key.substring(end + 2));
    }

    /** Returns the key of its stream, such as {@code shop!/src/main.ts}. */
    public String key() {
        return source().qualified();
    }

    StreamId stream() {
        return new StreamId(CodeEvent.CATEGORY, key());
    }

    Source.File source() {
        return new Source.Project(TOOL, project).file(path);
    }

    /** Returns its name without the folders. */
    String filename() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
