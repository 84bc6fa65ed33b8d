package dev.daybook.legacy.deespec;

import dev.daybook.legacy.FileEntity;
import dev.daybook.legacy.Finding;
import dev.daybook.legacy.LegacySource.Reader;
import dev.daybook.legacy.LegacySource.Root;
import dev.daybook.legacy.SourceTree;
import dev.daybook.legacy.SourceTree.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folders {@code turn<N>/} of the eras that kept the results of all tasks in one place. */
final class TurnFolders {

    private static final Pattern NAME = Pattern.compile("turn(\\d{1,9})");

    private final Root root;
    private final SourceTree tree;
    private final Reader reader;

    TurnFolders(Root root, SourceTree tree, Reader reader) {
        this.root = root;
        this.tree = tree;
        this.reader = reader;
    }

    /** Hears whose folder it is. */
    interface Sorted {
        void add(String sbi, Node folder);
    }

    /** Returns the number in the name. */
    static int turn(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    static boolean isOne(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Sorts the folders in {@code artifacts} by their SBI. What is in a folder that nobody names is kept as it is.
     *
     * @param owner whose result a path is, as far as somebody says so
     * @param only the one SBI that there is, if there is only one
     */
    void sort(Node artifacts, Function<String, Optional<String>> owner, Optional<String> only, Sorted sorted) {
        for (Node node : tree.list(artifacts, reader)) {
            if (!node.isDirectory()) {
                if (node.isFile()) {
                    orphan(node);
                } else {
                    tree.passOver(node, reader);
                }
                continue;
            }
            if (!isOne(node.name())) {
                reader.finding(Finding.info(node.file(), "", "FOREIGN_NAME", "is no turn such as turn1: skipped"));
                continue;
            }
            List<Node> nodes = tree.list(node, reader);
            Optional<String> sbi = nodes.stream()
                    .flatMap(it -> owner.apply(it.file()).stream())
                    .findFirst()
                    .or(() -> only);
            if (sbi.isPresent()) {
                sorted.add(sbi.get(), node);
            } else {
                nodes.stream().filter(Node::isFile).forEach(this::orphan);
            }
        }
    }

    private void orphan(Node node) {
        tree.read(node, reader).ifPresent(bytes -> {
            reader.finding(Finding.info(
                    node.file(), "", "ORPHAN_FILE", "is the result of a task that nothing names: kept by its path"));
            reader.found(FileEntity.whole(root, node.file(), bytes, node.modifiedAt()));
        });
    }

    /** Returns the only element, if there is exactly one. */
    static Optional<String> only(Set<String> ids) {
        return ids.size() == 1 ? Optional.of(ids.iterator().next()) : Optional.empty();
    }
}
