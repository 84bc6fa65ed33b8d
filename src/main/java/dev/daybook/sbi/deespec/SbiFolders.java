package dev.daybook.sbi.deespec;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.Timestamps;
import dev.daybook.sbi.deespec.KeptFiles.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The folders of the SBIs, sorted by the id in their names: {@code specs/sbi}, and {@code reports/sbi} of the database
 * era. One SBI may have several.
 */
final class SbiFolders {

    private final SourceTree tree;
    private final Timestamps times;
    private final KeptFiles kept;
    private final Results reader;
    private final Map<String, List<Folder>> byId = new TreeMap<>();

    record Folder(Node node, SbiFolder.Holds holds) {}

    SbiFolders(SourceTree tree, Timestamps times, KeptFiles kept, Results reader) {
        this.tree = tree;
        this.times = times;
        this.kept = kept;
        this.reader = reader;
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

    void add(String id, Node node, SbiFolder.Holds holds) {
        byId.computeIfAbsent(id, _ -> new ArrayList<>()).add(new Folder(node, holds));
    }

    /** Returns whether some SBI has a state of its own: the layout of the design document. */
    boolean haveStates() {
        return byId.values().stream()
                .flatMap(List::stream)
                .anyMatch(it -> tree.child(it.node(), "state.json").isPresent());
    }

    private void sort(String path, SbiFolder.Holds holds, Set<String> known) {
        Optional<Node> folder = tree.descend(tree.top(), path).filter(Node::isDirectory);
        if (folder.isEmpty()) {
            return;
        }
        var unsure = new ArrayList<Node>();
        for (Node node : kept.list(folder.get(), reader)) {
            if (!node.isDirectory() || node.name().startsWith(".")) {
                kept.keep(node, Why.FOREIGN, reader);
            } else {
                name(node, holds, unsure);
            }
        }
        unsure.forEach(it -> unsure(it, holds, known));
    }

    private void name(Node folder, SbiFolder.Holds holds, List<Node> unsure) {
        Optional<SbiName> name = SbiName.of(folder.name());
        if (name.isEmpty()) {
            refuse(folder);
        } else if (name.get().kind() == SbiName.Kind.TO_CONFIRM) {
            unsure.add(folder);
        } else {
            if (name.get().kind() == SbiName.Kind.NO_ULID) {
                reader.warn(folder.file(), "", "ILLEGAL_ID", "has letters that no ULID has: imported under this name");
            }
            add(name.get().id(), folder, holds);
        }
    }

    /** An id of the second era without its slug counts if a file inside or another folder names the same. */
    private void unsure(Node folder, SbiFolder.Holds holds, Set<String> known) {
        SbiName name = SbiName.of(folder.name()).orElseThrow();
        if (byId.containsKey(name.id())
                || (holds == SbiFolder.Holds.REPORTS && known.contains(name.id()))
                || confirmed(folder, name)) {
            add(name.id(), folder, holds);
        } else {
            refuse(folder);
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
                reader);
    }

    private boolean confirmed(Node folder, SbiName name) {
        for (String meta : List.of("meta.yaml", "meta.yml")) {
            Optional<Meta> read = tree.child(folder, meta)
                    .filter(Node::isFile)
                    .flatMap(it -> tree.read(it, new Results())
                            .flatMap(bytes ->
                                    Meta.of(it.file(), bytes, name.sbi(), tree.limits(), times, new Results())));
            if (read.flatMap(Meta::id).filter(name.id()::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
