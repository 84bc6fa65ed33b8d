package dev.daybook.sbi.deespec;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.frame.KeptFiles;
import dev.daybook.importing.frame.KeptFiles.Why;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The folders of the SBIs, sorted by the id in their names: {@code specs/sbi}, and {@code reports/sbi} of the database
 * era. One SBI may have several.
 */
record SbiFolders(KeptFiles kept, Timestamps times, Results results, Map<String, List<Folder>> byId) {

    /** Where the versions that have a database put what turns leave, a folder for each SBI. */
    static final String REPORTS = ".deespec/reports/sbi/";

    private static final Why ORPHAN = Why.orphan("is the result of a task that nothing names");

    record Folder(Node node, SbiFolder.Holds holds) {}

    SbiFolders(KeptFiles kept, Timestamps times, Results results) {
        this(kept, times, results, new TreeMap<>());
    }

    private SourceTree tree() {
        return kept.tree();
    }

    /** Looks at all names. {@code known}: the SBIs that others name. */
    void sort(Set<String> known) {
        sort("specs/sbi", SbiFolder.Holds.SBI, known);
        sort("reports/sbi", SbiFolder.Holds.REPORTS, known);
    }

    Set<String> ids() {
        return byId.keySet();
    }

    List<Folder> of(String id) {
        return byId.getOrDefault(id, List.of());
    }

    private void add(String id, Node node, SbiFolder.Holds holds) {
        String key = id.equals(node.name()) ? node.name() : id; // most are both: held once
        byId.merge(key, List.of(new Folder(node, holds)), SbiFolders::both);
    }

    private static List<Folder> both(List<Folder> some, List<Folder> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** Returns whether some SBI has a state of its own: the layout of the design document. */
    boolean haveStates() {
        return byId.values().stream()
                .flatMap(List::stream)
                .anyMatch(folder -> tree().child(folder.node(), "state.json").isPresent());
    }

    private void sort(String path, SbiFolder.Holds holds, Set<String> known) {
        Optional<Node> parent = tree().descend(tree().top(), path).filter(Node::isDirectory);
        var unsure = new LinkedHashMap<Node, SbiName>();
        for (Node node : parent.map(oneNode -> kept.list(oneNode, results)).orElse(List.of())) {
            Optional<SbiName> name = SbiName.of(node.name());
            if (!node.isDirectory() || node.name().startsWith(".")) {
                kept.keep(node, Why.FOREIGN, results);
            } else if (name.isEmpty()) {
                refuse(node);
            } else if (name.get().kind() == SbiName.Kind.TO_CONFIRM) {
                unsure.put(node, name.get());
            } else {
                if (name.get().kind() == SbiName.Kind.NO_ULID) {
                    results.warn(
                            node.file(), "", "ILLEGAL_ID", "has letters that no ULID has: imported under this name");
                }
                add(name.get().id(), node, holds);
            }
        }
        unsure.forEach((node, name) -> {
            // an id of the second era without its slug counts if a file inside or another folder names the same
            boolean named =
                    byId.containsKey(name.id()) || (holds == SbiFolder.Holds.REPORTS && known.contains(name.id()));
            if (named || confirmed(node, name)) {
                add(name.id(), node, holds);
            } else {
                refuse(node);
            }
        });
    }

    /**
     * Sorts the folders {@code turn<N>/} of the eras that kept the results of all tasks in one place. What is in a folder
     * that nobody names is kept as it is.
     *
     * @param owner whose result a path is, as far as somebody says so
     * @param notes whose notes a file holds, as far as somebody says so
     * @param named the SBIs that there are: if it is only one, what nobody names is its
     */
    void turns(
            Node artifacts,
            Function<String, Optional<String>> owner,
            Function<String, Set<String>> notes,
            Set<String> named) {
        for (Node node : kept.list(artifacts, results)) {
            if (!node.isDirectory()) {
                boolean isNotes = node.isFile() && FirstEras.NOTES.contains(node.name());
                Set<String> owners = isNotes ? notes.apply(node.file()) : Set.of();
                var holds = SbiFolder.Holds.NOTES; // counted once, whosever notes it holds
                for (String it : owners) {
                    add(it, node, holds);
                    holds = SbiFolder.Holds.SHARED_NOTES;
                }
                if (owners.isEmpty()) {
                    kept.keep(node, ORPHAN, results);
                }
            } else if (!FirstEras.isTurn(node.name())) {
                results.info(
                        node.file(), "", "FOREIGN_NAME", "is no turn such as turn1: its files are kept as they are");
                kept.keep(node, Why.TOLD, results);
            } else {
                List<Node> nodes = kept.list(node, results);
                nodes.stream()
                        .flatMap(oneNode -> owner.apply(oneNode.file()).stream())
                        .findFirst()
                        .or(() -> named.stream().filter(_ -> named.size() == 1).findFirst())
                        .ifPresentOrElse(
                                text -> add(text, node, SbiFolder.Holds.TURN),
                                () -> nodes.forEach(oneNode -> kept.keep(oneNode, ORPHAN, results)));
            }
        }
    }

    private void refuse(Node folder) {
        kept.quarantine(
                folder,
                Finding.error(
                        folder.file(),
                        "",
                        "ILLEGAL_ID",
                        "is no name of an SBI: want SBI- and 26 characters of a ULID; its files are kept raw"),
                results);
    }

    private boolean confirmed(Node folder, SbiName name) {
        for (String meta : List.of("meta.yaml", "meta.yml")) {
            Optional<Meta> read = tree().child(folder, meta)
                    .filter(Node::isFile)
                    .flatMap(node -> tree().read(node, new Results())
                            .flatMap(bytes ->
                                    Meta.of(node.file(), bytes, name.sbi(), tree().limits(), times, new Results())));
            if (read.flatMap(Meta::id).filter(name.id()::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
