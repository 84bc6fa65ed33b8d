package dev.daybook.session.ait42.witness;

import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** Where the tool keeps its files. */
record Home(Path folder, SourceTree tree) {

    static Home of(Path root, Limits limits) {
        Path absolute = root.toAbsolutePath().normalize();
        Path folder = absolute.endsWith(".ait42") ? absolute : absolute.resolve(".ait42");
        return new Home(folder, new SourceTree(folder, ".ait42", limits));
    }

    /** Returns the files of sessions by the workspaces that their sessions are known under. */
    SequencedMap<String, Node> sheets() {
        var sheets = new LinkedHashMap<String, Node>();
        child("sessions").filter(Node::isDirectory).stream()
                .flatMap(node -> tree.list(node, new Results()).stream())
                .filter(node -> node.isFile() && Ait42Witness.isSheet(node.name()))
                .forEach(node -> sheets.put(Ait42Witness.workspace(node.name()), node));
        child("sessions.json")
                .filter(Node::isFile)
                .ifPresent(
                        node -> sheets.put(isOfProject() ? Folders.hash(Folders.real(around())) : "unassigned", node));
        return sheets;
    }

    private Optional<Node> child(String name) {
        return tree.child(tree.top(), name);
    }

    private String around() {
        return folder.resolveSibling("").toString();
    }

    /** Whether the one file is that of a project: nobody is at home there. */
    private boolean isOfProject() {
        boolean alone = child("sessions").isEmpty()
                && child("workspace_mapping.json").isEmpty()
                && child("sessions.db").isEmpty();
        Path user =
                Path.of(System.getProperty("user.home", "/")).toAbsolutePath().normalize();
        return alone && !folder.resolveSibling("").equals(user);
    }
}
