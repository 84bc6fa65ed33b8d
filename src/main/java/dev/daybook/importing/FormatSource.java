package dev.daybook.importing;

import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Format.Layout;
import dev.daybook.importing.Format.Taken;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the files that a {@link Format} describes, one after the other in the order of their names. */
final class FormatSource implements LegacySource {

    /** What a record with its texts is about, for progress. */
    private static final int RECORD_BYTES = 1_000;

    private final Format format;
    private final Limits limits;

    FormatSource(Format format, Limits limits) {
        this.format = format;
        this.limits = limits;
    }

    @Override
    public String kind() {
        return format.tool();
    }

    @Override
    public boolean recognizes(Path root) {
        return files(root, new Heard()).values().stream()
                .anyMatch(found -> found.layout().container().isPresent());
    }

    @Override
    public long countEntities(Path root) {
        return files(root, new Heard()).values().stream()
                .mapToLong(found -> 1 + found.node().sizeBytes() / RECORD_BYTES)
                .sum();
    }

    @Override
    public List<Watched> watched(Path root) {
        Map<String, Boolean> folders = new LinkedHashMap<>();
        for (Layout layout : format.layouts()) {
            boolean below = layout.path().contains("**");
            folders.merge(layout.folder(), below, Boolean::logicalOr);
        }
        return folders.entrySet().stream()
                .map(folder -> new Watched(FileNames.resolve(root, folder.getKey()), folder.getValue()))
                .toList();
    }

    @Override
    public Optional<Witness> witness() {
        return format.witness();
    }

    /** A file of the format. */
    private record Found(Node node, Layout layout) {}

    @Override
    public void read(Root root, Scope scope, Reader reader) {
        Set<String> present = new HashSet<>();
        files(root.path(), scope instanceof Scope.All ? reader : new Heard()).forEach((file, found) -> {
            present.add(file);
            if (isIn(scope, file)) {
                read(root, found, reader);
            }
        });
        if (scope instanceof Scope.Files(Set<String> files)) {
            files.stream()
                    .filter(file ->
                            !present.contains(file) && format.layout(file).isPresent())
                    .sorted()
                    .forEach(file -> reader.info(file, "", "MISSING_FILE", "is gone: its records stay as they are"));
        }
    }

    private static boolean isIn(Scope scope, String file) {
        return !(scope instanceof Scope.Files(Set<String> files)) || files.contains(file);
    }

    private void read(Root root, Found found, Reader reader) {
        Optional<byte[]> read = tree(root.path()).read(found.node(), reader);
        if (read.isEmpty()) {
            return;
        }
        byte[] bytes = read.get();
        Node node = found.node();
        if (found.layout().container().isEmpty()) {
            reader.found(FileEntity.whole(root, node.file(), bytes, node.modifiedAt()));
            return;
        }
        TextFile text = TextFile.of(node.file(), bytes, limits);
        Taken taken = format.take(found.layout(), node.file(), text.text(), node.modifiedAt(), limits);
        report(text, taken, node.file(), bytes, reader);
        if (!taken.contents().whole() && taken.records().isEmpty()) {
            reader.found(FileEntity.whole(root, node.file(), bytes, node.modifiedAt()));
            return;
        }
        var records = List.copyOf(taken.records().values());
        format.rules().forEach(rule -> rule.check(records, reader));
        Set<StreamId> streams = new HashSet<>();
        for (FileRecord record : records) {
            Entity entity = format.mapping().found(kind(), root, record);
            streams.add(entity.stream());
            reader.found(entity);
        }
        if (taken.contents().whole()) {
            gone(root, found, streams, reader);
        }
        reader.found(new FileEntity(
                node.file(),
                root.qualified(node.file()),
                text.faithful() ? Optional.empty() : Optional.of(FileEntity.Content.of(bytes)),
                Optional.of(Frame.of(taken).json()),
                node.modifiedAt(),
                Map.of("files", 1)));
    }

    /** What is wrong with a file as a whole is rejected with its bytes; what the text itself says is not said twice. */
    private static void report(TextFile text, Taken taken, String file, byte[] bytes, Reader reader) {
        var findings = new LinkedHashSet<>(text.findings());
        findings.addAll(taken.contents().findings());
        var kept = new ArrayList<Finding>();
        for (Finding finding : findings) {
            if (finding.severity() == Severity.ERROR) {
                reader.rejected(finding, bytes);
            } else {
                reader.finding(finding);
                kept.add(finding);
            }
        }
        if (!text.faithful() && !kept.isEmpty()) {
            reader.kept(kept.getFirst(), file, bytes);
        }
    }

    /** A record that the file told, and tells no more, is gone; whether it was this file only its history knows. */
    private void gone(Root root, Found found, Set<StreamId> streams, Reader reader) {
        RecordMapping mapping = format.mapping();
        String prefix = root.qualified(mapping.name(found.layout().kind(), ""));
        for (StreamId stream : reader.known(mapping.category(), prefix)) {
            if (!streams.contains(stream)) {
                reader.found(mapping.gone(
                        kind(), root, stream, found.node().file(), found.node().modifiedAt()));
            }
        }
    }

    /** Returns the files of the format by their names, in that order. */
    private Map<String, Found> files(Path root, Reader reader) {
        Map<String, Found> files = new TreeMap<>();
        SourceTree tree = tree(root);
        Set<String> folders = new LinkedHashSet<>();
        for (Layout layout : format.layouts()) {
            if (layout.isOneFile()) {
                tree.descend(tree.top(), layout.path())
                        .ifPresent(node -> look(tree, node, layout.path().contains("**"), files, reader));
            } else if (folders.add(layout.folder())) {
                Optional<Node> folder =
                        layout.folder().isEmpty() ? Optional.of(tree.top()) : tree.descend(tree.top(), layout.folder());
                folder.filter(Node::isDirectory).ifPresent(node -> list(tree, node, layout, files, reader));
            }
        }
        return files;
    }

    private void list(SourceTree tree, Node folder, Layout layout, Map<String, Found> files, Reader reader) {
        for (Node node : tree.list(folder, reader)) {
            look(tree, node, layout.path().contains("**"), files, reader);
        }
    }

    private void look(SourceTree tree, Node node, boolean below, Map<String, Found> files, Reader reader) {
        if (node.isDirectory()) {
            if (below) {
                for (Node inside : tree.list(node, reader)) {
                    look(tree, inside, true, files, reader);
                }
            }
            return;
        }
        Optional<Layout> layout = format.layout(node.file());
        if (layout.isEmpty() || files.containsKey(node.file())) {
            return;
        }
        if (node.isFile()) {
            files.put(node.file(), new Found(node, layout.get()));
        } else {
            tree.passOver(node, reader);
        }
    }

    private SourceTree tree(Path root) {
        return new SourceTree(root, "", limits);
    }
}
