package dev.daybook.sbi.deespec;

import dev.daybook.importing.JsonFile;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.Timestamps;
import dev.daybook.sbi.deespec.KeptFiles.Why;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The first era: {@code state.json} and {@code journal.ndjson} in the root of the project, one anonymous task, its
 * results in {@code .artifacts/turn<N>/}. Nothing else in the project is looked at.
 */
final class RootFiles {

    static final String STATE = "state.json";
    static final String JOURNAL = "journal.ndjson";
    static final String HEALTH = "health.json";
    static final String WORKFLOW = "workflow.yaml";
    static final String ARTIFACTS = ".artifacts";

    private final Root root;
    private final SourceTree tree;
    private final Timestamps times;
    private final Instant now;

    RootFiles(Root root, Path project, Limits limits, Timestamps times, Instant now) {
        this.root = root;
        this.tree = new SourceTree(project, "", limits);
        this.times = times;
        this.now = now;
    }

    /** Returns whether the project is of that era: by what the files say, for others have such names too. */
    static boolean areIn(Path project, Limits limits) {
        SourceTree tree = new SourceTree(project, "", limits);
        Optional<Node> state = tree.child(tree.top(), STATE).filter(Node::isFile);
        boolean told = state.flatMap(it -> tree.read(it, new Results()))
                .flatMap(it ->
                        JsonFile.read(STATE, it, limits, JsonFile.Role.PIECE).tree())
                .filter(VarState::isOne)
                .isPresent();
        return told
                || (tree.child(tree.top(), JOURNAL).filter(Node::isFile).isPresent()
                        && tree.child(tree.top(), ARTIFACTS)
                                .filter(it -> TurnFolders.areIn(tree, it))
                                .isPresent());
    }

    /** @param wanted which files are asked for, by their paths */
    void read(Predicate<String> wanted, Results reader) {
        Optional<VarState> state = tree.child(tree.top(), STATE)
                .filter(Node::isFile)
                .flatMap(it -> VarState.read(tree, it, times, reader));
        Optional<JournalFile> journal = tree.child(tree.top(), JOURNAL)
                .filter(it -> it.isFile() || passedOver(it, reader))
                .map(it -> new JournalFile(
                        tree,
                        it,
                        times,
                        new EntryOwner.InOrder(
                                Optional.of(AnonymousTask.of(root).value()), Optional.empty()),
                        Optional.empty()));
        journal.ifPresent(it -> it.scan(reader));
        var kept = new KeptFiles(root, tree, wanted);
        new Documents(tree, kept).readProject(tree.top(), reader);
        String id = AnonymousTask.of(root).value();
        var folders = new ArrayList<SbiFolder.Listed>();
        artifacts()
                .ifPresent(it -> new TurnFolders(kept, reader)
                        .sort(
                                it,
                                _ -> Optional.of(id),
                                Optional.of(id),
                                _ -> Set.of(id),
                                (_, folder, holds) -> folders.add(new SbiFolder.Listed(
                                        folder,
                                        folder.isFile() ? List.of(folder) : tree.list(folder, reader),
                                        holds))));
        List<JournalEntry> entries = journal.map(it -> it.entriesOf(id, reader)).orElse(List.of());
        var folder = new SbiFolder(tree, times, kept, AnonymousTask.of(root), Map.of(), reader);
        folder.read(folders, JournalFolders.Told.NOTHING.after(entries), Optional.empty(), false, state)
                .ifPresent(it -> reader.found(new SbiEntity(it, root.project(), now)));
        folder.others().forEach(it -> kept.keep(it, Why.FOREIGN, reader));
        journal.flatMap(it -> it.entity(root)).ifPresent(reader::found);
    }

    private boolean passedOver(Node node, Results reader) {
        if (!node.isDirectory()) {
            tree.passOver(node, reader);
        }
        return false;
    }

    private Optional<Node> artifacts() {
        return tree.child(tree.top(), ARTIFACTS).filter(Node::isDirectory);
    }

    /** Returns whether a path is one of that era. */
    static boolean isOne(String file) {
        return Set.of(STATE, JOURNAL, HEALTH, WORKFLOW).contains(file) || file.startsWith(ARTIFACTS + "/");
    }
}
