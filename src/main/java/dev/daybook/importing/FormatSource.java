package dev.daybook.importing;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.Container.Pieces;
import dev.daybook.importing.Container.Pulled;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Format.Layout;
import dev.daybook.importing.Format.Taken;
import dev.daybook.importing.Format.Taking;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.journal.StreamId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
import java.util.function.Predicate;

/** Reads the files that a {@link Format} describes, one after the other in the order of their names. */
final class FormatSource implements LegacySource {

    /** What a record with its texts is about, for progress. */
    private static final int RECORD_BYTES = 4_000;

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
        return files(root, new Results()).values().stream()
                .anyMatch(found -> found.layout().container().isPresent());
    }

    @Override
    public long countEntities(Path root) {
        return files(root, new Results()).values().stream()
                .mapToLong(found -> found.layout().container().isEmpty()
                        ? 1
                        : 1 + found.node().sizeBytes() / RECORD_BYTES)
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
    public Reading read(Root root, Scope scope, Known known) {
        return Results.reading(results -> read(root, scope, known, results));
    }

    private void read(Root root, Scope scope, Known known, Results results) {
        var pass = new Pass(root, known, results);
        Map<String, Found> present = files(root.path(), scope instanceof Scope.All ? results : new Results());
        boolean missing = scope instanceof Scope.Files(Set<String> files)
                && files.stream().anyMatch(file -> !present.containsKey(file) && isOneOfMany(file));
        results.each(present.entrySet(), file -> {
            if (isIn(scope, file.getKey())) {
                pass.read(file.getValue());
            }
        });
        results.then(() -> pass.gone(
                file -> pass.whole.contains(file)
                        || (!present.containsKey(file) && isIn(scope, file) && isOneOfMany(file)),
                scope instanceof Scope.All || missing));
    }

    /** Of a file that its tool cannot do without, nothing is gone with it. */
    private boolean isOneOfMany(String file) {
        return format.layout(file)
                .filter(layout -> layout.container().isPresent() && !layout.isOneFile())
                .isPresent();
    }

    private static boolean isIn(Scope scope, String file) {
        return !(scope instanceof Scope.Files(Set<String> files)) || files.contains(file);
    }

    /** One reading of some of the files. */
    private final class Pass {
        private final Root root;
        private final Known known;
        private final Results results;
        private final Set<String> whole = new HashSet<>();
        private final Set<StreamId> streams = new HashSet<>();

        Pass(Root root, Known known, Results results) {
            this.root = root;
            this.known = known;
            this.results = results;
        }

        void read(Found found) {
            Node node = found.node();
            if (node.sizeBytes() > limits.fileBytesMax()
                    && found.layout().container().isPresent()) {
                results.then(() -> pull(found), e -> {
                    results.finding(SourceTree.unreadable(node, e));
                    results.file(node.file(), false);
                });
            } else {
                readWhole(found);
            }
        }

        /** A file that is too large to be held: whatever the tool's rules say of all its records is not said. */
        private void pull(Found found) throws IOException {
            Node node = found.node();
            Container container = found.layout().container().orElseThrow();
            FileChannel channel = results.using(tree(root.path()).open(node));
            Optional<Pieces> pieces = container.pieces(Channels.newInputStream(channel), limits.fileBytesMax());
            if (pieces.isEmpty()) {
                readWhole(found); // which is refused
                return;
            }
            results.file(node.file(), true);
            if (!format.rules().isEmpty()) {
                results.info(node.file(), "", "RESOURCE_LIMIT", "is too large for the checks of its tool: imported");
            }
            new Pulling(found, container, pieces.get()).read();
        }

        /** One file of any size. */
        private final class Pulling {
            private final Found found;
            private final Container container;
            private final Pieces pieces;
            private final Frame.Builder frame = new Frame.Builder();
            private final ByteArrayOutputStream gap = new ByteArrayOutputStream();
            private Optional<Taking> taking = Optional.empty();
            private Frame.As as = new Frame.As(Spelling.COMPACT, 0);
            private boolean complete = true;

            Pulling(Found found, Container container, Pieces pieces) {
                this.found = found;
                this.container = container;
                this.pieces = pieces;
            }

            void read() {
                results.each(pieces::next, this::piece);
                results.then(this::conclude);
            }

            private void piece(Pulled piece) {
                gap.writeBytes(piece.gap());
                Optional<Json> value = container.value(piece.record());
                Optional<FileRecord> record = value.flatMap(json -> taking(piece, json)
                        .record(piece.record(), json, piece.place().names(), piece.where()));
                if (record.isEmpty()) {
                    complete = false;
                    gap.writeBytes(piece.record());
                    return;
                }
                frame.add(gap.toByteArray(), record.get().key());
                gap.reset();
                Entity entity = format.mapping().found(kind(), root, record.get());
                streams.add(entity.stream());
                results.found(entity);
            }

            /** All records are expected to look as the first one does. */
            private Taking taking(Pulled first, Json value) {
                if (taking.isEmpty()) {
                    as = new Frame.As(
                            container.look(first.record(), value),
                            first.place().path().size());
                    Node node = found.node();
                    taking = Optional.of(
                            new Taking(found.layout(), node.file(), node.modifiedAt(), as, results::finding));
                }
                return taking.get();
            }

            private void conclude() throws IOException {
                Node node = found.node();
                List<Finding> flaws = pieces.flaws(node.file());
                flaws.forEach(results::finding);
                if (flaws.stream().anyMatch(flaw -> flaw.severity() == Severity.ERROR)) {
                    return;
                }
                if (flaws.isEmpty() && complete) {
                    whole.add(node.file());
                }
                gap.writeBytes(pieces.rest(limits.fileBytesMax()));
                Json json = frame.build(as, gap.toByteArray(), Optional.empty()).json();
                results.found(FileEntity.framed(root, node.file(), json, node.modifiedAt(), Map.of("files", 1)));
            }
        }

        private void readWhole(Found found) {
            Node node = found.node();
            Optional<byte[]> read = tree(root.path()).read(node, results);
            if (read.isEmpty()) {
                return;
            }
            byte[] bytes = read.get();
            if (found.layout().container().isEmpty()) {
                results.found(FileEntity.whole(root, node.file(), bytes, node.modifiedAt()));
                return;
            }
            TextFile text = TextFile.of(node.file(), bytes, limits);
            byte[] clean = text.faithful() ? bytes : text.text().getBytes(StandardCharsets.UTF_8);
            Taken taken = format.take(found.layout(), node.file(), clean, node.modifiedAt(), limits);
            report(text, taken, node.file(), bytes, results);
            if (!taken.contents().whole() && taken.records().isEmpty()) {
                results.found(FileEntity.whole(root, node.file(), bytes, node.modifiedAt()));
                return;
            }
            var records = List.copyOf(taken.records().values());
            format.rules().forEach(rule -> rule.check(records, results));
            for (FileRecord record : records) {
                Entity entity = format.mapping().found(kind(), root, record);
                streams.add(entity.stream());
                results.found(entity);
            }
            if (taken.contents().whole()) {
                whole.add(node.file());
            }
            Optional<FileEntity.Content> kept =
                    text.faithful() ? Optional.empty() : Optional.of(FileEntity.Content.of(bytes));
            Json frame = Frame.of(taken, kept).json();
            results.found(FileEntity.framed(root, node.file(), frame, node.modifiedAt(), Map.of("files", 1)));
        }

        /** A record that a file told, and no file holds, is gone; which file it was only its history knows. */
        void gone(Predicate<String> lost, boolean ofMany) {
            RecordMapping mapping = format.mapping();
            Set<String> kinds = new LinkedHashSet<>();
            format.layouts().stream()
                    .filter(layout -> layout.container().isPresent())
                    .filter(layout -> layout.isOneFile() ? whole.contains(layout.path()) : ofMany)
                    .forEach(layout -> kinds.add(layout.kind()));
            for (String kind : kinds) {
                for (StreamId stream : known.streams(mapping.category(), root.qualified(mapping.name(kind, "")))) {
                    if (!streams.contains(stream)) {
                        results.found(mapping.gone(kind(), root, stream, lost));
                    }
                }
            }
        }
    }

    /** What is wrong with a file as a whole is rejected with its bytes; what the text itself says is not said twice. */
    private static void report(TextFile text, Taken taken, String file, byte[] bytes, Results results) {
        var findings = new LinkedHashSet<>(text.findings());
        findings.addAll(taken.contents().findings());
        var kept = new ArrayList<Finding>();
        for (Finding finding : findings) {
            if (finding.severity() == Severity.ERROR) {
                results.rejected(finding, bytes);
            } else {
                results.finding(finding);
                kept.add(finding);
            }
        }
        if (!text.faithful() && !kept.isEmpty()) {
            results.kept(kept.getFirst(), file, bytes);
        }
    }

    /** Returns the files of the format by their names, in that order. */
    private Map<String, Found> files(Path root, Results results) {
        Map<String, Found> files = new TreeMap<>();
        SourceTree tree = tree(root);
        Set<String> folders = new LinkedHashSet<>();
        for (Layout layout : format.layouts()) {
            if (layout.isOneFile()) {
                tree.descend(tree.top(), layout.path())
                        .ifPresent(node -> look(tree, node, layout.path().contains("**"), files, results));
            } else if (folders.add(layout.folder())) {
                Optional<Node> folder =
                        layout.folder().isEmpty() ? Optional.of(tree.top()) : tree.descend(tree.top(), layout.folder());
                folder.filter(Node::isDirectory).ifPresent(node -> list(tree, node, layout, files, results));
            }
        }
        return files;
    }

    private void list(SourceTree tree, Node folder, Layout layout, Map<String, Found> files, Results results) {
        for (Node node : tree.list(folder, results)) {
            look(tree, node, layout.path().contains("**"), files, results);
        }
    }

    private void look(SourceTree tree, Node node, boolean below, Map<String, Found> files, Results results) {
        if (node.isDirectory()) {
            if (below) {
                for (Node inside : tree.list(node, results)) {
                    look(tree, inside, true, files, results);
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
            tree.passOver(node, results);
        }
    }

    private SourceTree tree(Path root) {
        return new SourceTree(root, "", limits);
    }
}
