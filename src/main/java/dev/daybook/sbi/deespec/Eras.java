package dev.daybook.sbi.deespec;

import dev.daybook.importing.JsonFile;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which layouts a {@code .deespec} folder holds, told by what no other has. Quick: it looks at names and beginnings. */
final class Eras {

    private final SourceTree tree;
    private final Set<String> found = new HashSet<>();

    /** All of them, oldest first. */
    private static final List<String> ALL = List.of("A", "B", "C", "D0", "D", "S");

    /** Returns them oldest first. */
    static Set<String> inOrder(Set<String> eras) {
        return ALL.stream().filter(eras::contains).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Eras(SourceTree tree) {
        this.tree = tree;
    }

    /** Returns their names: B (var), C (status), D0 (array), D (database), S (a state per SBI). */
    Set<String> found() {
        folders();
        journal();
        state();
        if (directory("var/artifacts").isPresent()) {
            found.add("B");
        }
        if (directory("reports/sbi").isPresent()
                || tree.child(tree.top(), "deespec.db").isPresent()) {
            found.add("D");
        }
        if (directory("journal").isPresent()) {
            found.add("S");
        }
        return found;
    }

    private Optional<Node> directory(String path) {
        return tree.descend(tree.top(), path).filter(Node::isDirectory);
    }

    private void folders() {
        directory("specs/sbi").ifPresent(specs -> {
            for (Node node : tree.list(specs, new Results())) {
                if (tree.child(node, "state.json").isPresent()) {
                    found.add("S");
                } else if (tree.child(node, "meta.yml").isPresent()) {
                    found.add("C");
                } else if (tree.child(node, "meta.yaml").isPresent()) {
                    found.add("B");
                } else if (SbiName.of(node.name())
                        .filter(it -> it.kind() == SbiName.Kind.DATABASE)
                        .isPresent()) {
                    found.add("D");
                }
            }
        });
    }

    private void state() {
        tree.descend(tree.top(), "var/state.json")
                .filter(Node::isFile)
                .flatMap(it -> tree.read(it, new Results()))
                .flatMap(it -> JsonFile.read("", it, tree.limits(), JsonFile.Role.PIECE)
                        .object())
                .ifPresent(it -> found.add(it.has("wip") || it.has("status") ? "C" : "B"));
    }

    private void journal() {
        Optional<Node> journal = tree.descend(tree.top(), "var/journal.ndjson").filter(Node::isFile);
        if (journal.isEmpty()) {
            return;
        }
        byte[] beginning;
        try (InputStream in = Channels.newInputStream(tree.open(journal.get()))) {
            beginning = in.readNBytes(tree.limits().lineCharsMax());
        } catch (IOException _) {
            return; // told of when it is read
        }
        if (JournalArray.isOne(beginning, beginning.length == journal.get().sizeBytes())) {
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
    }
}
