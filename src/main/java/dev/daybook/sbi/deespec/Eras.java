package dev.daybook.sbi.deespec;

import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.frame.RecordLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which layouts a {@code .deespec} folder holds, told by what no other has. Quick: it looks at names and beginnings. */
record Eras(SourceTree tree) {

    /** Oldest first: root files, var, status, array, database, a state per SBI. */
    private static final List<String> ALL = List.of("A", "B", "C", "D0", "D", "S");

    private static final Map<String, String> FOLDERS = Map.of("var/artifacts", "B", "reports/sbi", "D", "journal", "S");

    /** Returns them oldest first. */
    static Set<String> inOrder(Set<String> eras) {
        return ALL.stream().filter(eras::contains).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns their names. */
    Set<String> found() {
        var found = new HashSet<String>();
        FOLDERS.forEach((path, era) ->
                tree.descend(tree.top(), path).filter(Node::isDirectory).ifPresent(_ -> found.add(era)));
        tree.child(tree.top(), TaskDatabase.NAME).ifPresent(_ -> found.add("D"));
        tree.descend(tree.top(), "specs/sbi")
                .filter(Node::isDirectory)
                .ifPresent(specs -> tree.list(specs, new Results()).forEach(node -> found.addAll(ofTask(node))));
        file("var/state.json")
                .flatMap(node -> tree.read(node, new Results()))
                .flatMap(bytes -> JsonFile.read("", bytes, tree.limits(), JsonFile.Role.PIECE)
                        .object())
                .ifPresent(node -> found.add(node.has("wip") || node.has("status") ? "C" : "B"));
        file("var/journal.ndjson").ifPresent(node -> journal(node, found));
        return found;
    }

    private Optional<Node> file(String path) {
        return tree.descend(tree.top(), path).filter(Node::isFile);
    }

    private Set<String> ofTask(Node folder) {
        if (tree.child(folder, "state.json").isPresent()) {
            return Set.of("S");
        } else if (tree.child(folder, "meta.yml").isPresent()) {
            return Set.of("C");
        } else if (tree.child(folder, "meta.yaml").isPresent()) {
            return Set.of("B");
        }
        Optional<SbiName> name = SbiName.of(folder.name());
        return name.filter(sbiName -> sbiName.kind() == SbiName.Kind.DATABASE).isPresent() ? Set.of("D") : Set.of();
    }

    private void journal(Node journal, Set<String> found) {
        try (InputStream in = Channels.newInputStream(tree.open(journal))) {
            byte[] beginning = in.readNBytes(tree.limits().lineCharsMax());
            if (RecordLog.isArray(beginning, beginning.length == journal.sizeBytes())) {
                found.add("D0");
                return;
            }
            new String(beginning, StandardCharsets.UTF_8).lines().forEach(line -> {
                if (line.contains("\"sbi_id\"")) {
                    found.add("D");
                } else if (line.contains("\"status\"")) {
                    found.add("C");
                }
            });
        } catch (IOException _) {
            // told of when it is read
        }
    }
}
