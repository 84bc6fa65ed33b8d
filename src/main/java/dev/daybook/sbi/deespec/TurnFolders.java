package dev.daybook.sbi.deespec;

import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import java.util.Set;
import java.util.regex.Pattern;

/** The folders {@code turn<N>/} of the eras that kept the results of all tasks in one place, by their names. */
final class TurnFolders {

    /** The notes of all tasks, beside the folders; of some versions in them. */
    static final Set<String> NOTES = Set.of("impl_note.md", "review_note.md");

    private static final String PREFIX = "turn";
    private static final Pattern NAME = Pattern.compile(PREFIX + "\\d{1,9}");

    /** Returns the number in the name of one. */
    static int turn(String name) {
        return Integer.parseInt(name.substring(PREFIX.length()));
    }

    static boolean isOne(String name) {
        return NAME.matcher(name).matches();
    }

    /** Returns whether a file lies in one. */
    static boolean holds(String file) {
        String folder = SourceEra.folder(file);
        return isOne(folder.substring(folder.lastIndexOf('/') + 1));
    }

    /** Returns whether a folder holds some. */
    static boolean areIn(SourceTree tree, Node folder) {
        return folder.isDirectory()
                && tree.list(folder, new Results()).stream().anyMatch(it -> it.isDirectory() && isOne(it.name()));
    }

    private TurnFolders() {}
}
