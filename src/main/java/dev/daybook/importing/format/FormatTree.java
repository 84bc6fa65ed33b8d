package dev.daybook.importing.format;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Kind;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.file.FileNames;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Finds in a tree the files that a {@link Format} describes. */
record FormatTree(Format format, Limits limits) {

    /** A file of the format. */
    record Found(Node node, Layout layout) {}

    /** Returns whether it is one of the tool. */
    boolean isOne(Path root) {
        return of(root, new Results()).values().stream()
                .anyMatch(found -> found.layout().role() != Layout.Role.KEPT
                        && found.layout().role() != Layout.Role.RECORDS_BESIDE);
    }

    /** As {@link LegacySource#watched}. */
    List<LegacySource.Watched> watched(Path root) {
        Map<String, Boolean> folders = folders(_ -> true);
        return folders.entrySet().stream()
                .filter(folder -> !isBelow(folder.getKey(), folders))
                .map(folder -> new LegacySource.Watched(FileNames.resolve(root, folder.getKey()), folder.getValue()))
                .toList();
    }

    /** Returns the files of a tree with their forms, and what stands beside its databases. */
    Map<String, Optional<Layout>> forms(Path root) {
        Map<String, Optional<Layout>> forms = new TreeMap<>();
        of(root, new Results()).forEach((file, found) -> {
            if (found.node().isFile()) {
                forms.put(file, Optional.of(found.layout()));
            }
        });
        format.databases().stream().flatMap(Database::aside).forEach(file -> forms.putIfAbsent(file, Optional.empty()));
        return forms;
    }

    /** Returns the files of the format by their names, in that order. */
    Map<String, Found> of(Path root, Results results) {
        Map<String, Found> files = new TreeMap<>();
        var tree = new SourceTree(root, "", limits);
        Map<String, Boolean> folders = folders(layout -> !layout.isOneFile());
        folders.forEach((name, below) -> {
            if (!isBelow(name, folders)) {
                Optional<Node> folder = name.isEmpty() ? Optional.of(tree.top()) : tree.descend(tree.top(), name);
                folder.filter(Node::isDirectory)
                        .ifPresentOrElse(
                                node -> tree.list(node, results)
                                        .forEach(inside -> look(tree, inside, below, files, results)),
                                () -> unseen(tree, name, results));
            }
        });
        for (Layout layout : format.layouts()) {
            if (layout.isOneFile() && !files.containsKey(layout.path())) {
                tree.descend(tree.top(), layout.path()).ifPresent(node -> look(tree, node, false, files, results));
            }
        }
        return files;
    }

    /** Returns whether a folder is in one of others that are meant with all that is below. */
    private static boolean isBelow(String folder, Map<String, Boolean> folders) {
        return folders.entrySet().stream().anyMatch(it -> it.getValue() && folder.startsWith(it.getKey() + "/"));
    }

    /** Returns the folders of layouts, and whether all folders in them are meant too. */
    private Map<String, Boolean> folders(Predicate<Layout> wanted) {
        Map<String, Boolean> folders = new LinkedHashMap<>();
        format.layouts().stream()
                .filter(wanted)
                .forEach(layout -> folders.merge(layout.folder(), layout.path().contains("**"), Boolean::logicalOr));
        return folders;
    }

    /** Tells why a folder cannot be looked into, unless none is there. */
    private static void unseen(SourceTree tree, String folder, Results results) {
        Node at = tree.top();
        for (String name : folder.split("/", -1)) {
            Optional<Node> child = tree.child(at, name);
            if (child.isEmpty() && !Files.notExists(at.path().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                results.finding(SourceTree.unreadable(at, new AccessDeniedException(name)));
            }
            child.filter(node -> !node.isFile() && !node.isDirectory()).ifPresent(node -> tree.passOver(node, results));
            if (child.filter(Node::isDirectory).isEmpty()) {
                return;
            }
            at = child.get();
        }
    }

    private void look(SourceTree tree, Node node, boolean below, Map<String, Found> files, Results results) {
        if (node.isDirectory()) {
            if (below) {
                List<Node> all = tree.list(node, results);
                all.forEach(inside -> look(tree, inside, true, files, results));
                format.layout(node.file())
                        .filter(_ -> all.isEmpty() && tree.isEmpty(node))
                        .ifPresent(layout -> files.put(node.file(), new Found(node, layout)));
            }
            return;
        }
        Optional<Layout> layout = format.layout(node.file());
        if (below && node.kind() == Kind.LINK && layout.isEmpty() && !Files.isRegularFile(node.path())) {
            tree.passOver(node, results); // where it stands may have been a folder: what was in it is not gone
        }
        if (layout.isEmpty() || files.containsKey(node.file()) || isPartOfDatabase(tree, node)) {
            return;
        }
        if (node.isFile()) {
            files.put(node.file(), new Found(node, layout.get()));
        } else {
            tree.passOver(node, results);
        }
    }

    /** Whether SQLite has put it beside a database that can be read, which is read with it. */
    private boolean isPartOfDatabase(SourceTree tree, Node node) {
        return node.sizeBytes() > 0
                && format.databases().stream()
                        .filter(file -> !file.equals(node.file()) && Database.isOf(file, node.file()))
                        .anyMatch(file -> Database.isReadable(tree, file));
    }
}
