package dev.daybook.sbi.deespec;

import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.file.FileNames;
import dev.daybook.sbi.SbiId;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the eras kept otherwise that had no folder per task: the first one {@code state.json} and {@code journal.ndjson}
 * in the root of the project, of which nothing else is looked at, and one task without an id; all of them the results of
 * all tasks in folders {@code turn<N>/}.
 */
final class FirstEras {

    static final String JOURNAL = "journal.ndjson";
    static final String ARTIFACTS = ".artifacts";
    static final String STATE = "state.json";

    /** The files of the first era in the project. */
    static final List<String> NAMES = List.of(JOURNAL, STATE, "health.json", "workflow.yaml");

    /** The notes of all tasks, beside the folders of turns; of some versions in them. */
    static final Set<String> NOTES = Set.of("impl_note.md", "review_note.md");

    private static final String PREFIX = "turn";
    private static final Pattern TURN = Pattern.compile(PREFIX + "\\d{1,9}");

    /** The one task of a project: of a named one called {@code SBI-ANONYMOUS@project}, the same in every import. */
    private static final String ANONYMOUS = "SBI-ANONYMOUS";

    private static final Pattern IS_ANONYMOUS = Pattern.compile(ANONYMOUS + "(-VAR)?(@.*)?");

    /** Returns whether the project has the state of the first era, by what it says: others have files of that name too. */
    static boolean hasState(SourceTree tree) {
        return tree.child(tree.top(), STATE)
                .filter(Node::isFile)
                .flatMap(node -> tree.read(node, new Results()))
                .flatMap(bytes -> JsonFile.read(STATE, bytes, tree.limits(), JsonFile.Role.PIECE)
                        .tree())
                .filter(VarState::isOne)
                .isPresent();
    }

    /** Returns whether the project has the journal and the results of the first era. */
    static boolean hasTurns(SourceTree tree) {
        return tree.child(tree.top(), JOURNAL).filter(Node::isFile).isPresent()
                && tree.child(tree.top(), ARTIFACTS)
                        .filter(node -> holdsTurns(tree, node))
                        .isPresent();
    }

    /** Returns whether a path is one of the first era. */
    static boolean isOne(String file) {
        return NAMES.contains(file) || file.startsWith(ARTIFACTS + "/");
    }

    /** Returns the number in the name of a folder of a turn. */
    static int turn(String name) {
        return Integer.parseInt(name.substring(PREFIX.length()));
    }

    static boolean isTurn(String name) {
        return TURN.matcher(name).matches();
    }

    /** Returns whether a file lies in the folder of a turn. */
    static boolean isInTurn(String file) {
        String folder = FileNames.folder(file);
        return isTurn(folder.substring(folder.lastIndexOf('/') + 1));
    }

    /** Returns whether a folder holds some of turns. */
    static boolean holdsTurns(SourceTree tree, Node folder) {
        return folder.isDirectory()
                && tree.list(folder, new Results()).stream()
                        .anyMatch(node -> node.isDirectory() && isTurn(node.name()));
    }

    /** Returns the task of the files in {@code .deespec}; {@code another}: besides that of the project itself. */
    static SbiId anonymous(Root root, boolean another) {
        String name = another ? ANONYMOUS + "-VAR" : ANONYMOUS;
        return new SbiId(root.project().isEmpty() ? name : name + "@" + root.project());
    }

    static boolean isAnonymous(SbiId sbi) {
        return IS_ANONYMOUS.matcher(sbi.value()).matches();
    }

    private FirstEras() {}
}
