package dev.daybook.sbi.deespec;

import dev.daybook.importing.JsonFile;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import java.nio.file.Path;
import java.util.List;

/**
 * The first era: {@code state.json} and {@code journal.ndjson} in the root of the project, one anonymous task, its
 * results in {@code .artifacts/turn<N>/}. Nothing else in the project is looked at.
 */
final class RootFiles {

    static final String JOURNAL = "journal.ndjson";
    static final String ARTIFACTS = ".artifacts";

    static final String STATE = "state.json";

    /** Its files in the project. */
    static final List<String> NAMES = List.of(JOURNAL, STATE, "health.json", "workflow.yaml");

    /** Returns whether the project has the state of that era, by what it says: others have files of that name too. */
    static boolean hasState(Path project, Limits limits) {
        SourceTree tree = new SourceTree(project, "", limits);
        return tree.child(tree.top(), STATE)
                .filter(Node::isFile)
                .flatMap(it -> tree.read(it, new Results()))
                .flatMap(it ->
                        JsonFile.read(STATE, it, limits, JsonFile.Role.PIECE).tree())
                .filter(VarState::isOne)
                .isPresent();
    }

    /** Returns whether the project has the journal and the results of that era. */
    static boolean hasTurns(Path project, Limits limits) {
        SourceTree tree = new SourceTree(project, "", limits);
        return tree.child(tree.top(), JOURNAL).filter(Node::isFile).isPresent()
                && tree.child(tree.top(), ARTIFACTS)
                        .filter(it -> TurnFolders.areIn(tree, it))
                        .isPresent();
    }

    /** Returns whether a path is one of that era. */
    static boolean isOne(String file) {
        return NAMES.contains(file) || file.startsWith(ARTIFACTS + "/");
    }

    private RootFiles() {}
}
