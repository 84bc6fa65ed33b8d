package dev.daybook.importing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Container.Contents;
import dev.daybook.importing.Container.Pieces;
import dev.daybook.importing.Container.Pulled;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Format.Keys;
import dev.daybook.importing.Format.Layout;
import dev.daybook.importing.Format.Role;
import dev.daybook.importing.Format.RowLayout;
import dev.daybook.importing.Format.Rule;
import dev.daybook.importing.FormatTree.Found;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads the files that a {@link Format} describes, one after the other in the order of their names. */
record FormatSource(Format format, Limits limits) implements LegacySource {

    /** Which number a table of a database has given last. */
    private static final String NUMBERS = "sqlite_sequence";

    /** As many records of one file as there may be are told apart by so much of their hashes. */
    private static final int HASH_CHARS = 16;

    /** What a record with its texts is about, for progress. */
    private static final int RECORD_BYTES = 4_000;

    @Override
    public String kind() {
        return format.tool();
    }

    @Override
    public boolean recognizes(Path root) {
        return files().isOne(root);
    }

    @Override
    public long countEntities(Path root) {
        return files().of(root, new Results()).values().stream()
                .mapToLong(found -> found.layout().container().isEmpty()
                        ? 1
                        : 1 + found.node().sizeBytes() / RECORD_BYTES)
                .sum();
    }

    @Override
    public boolean isOwn(Path root, String file) {
        return format.layout(file).isPresent();
    }

    @Override
    public List<Watched> watched(Path root) {
        return files().watched(root);
    }

    @Override
    public Optional<Witness> witness() {
        return format.witness();
    }

    @Override
    public boolean knowsAgents() {
        return format.owning().isPresent();
    }

    @Override
    public Reading read(Root root, Scope scope, Known known) {
        if (root.hints().agent().isPresent()) {
            var agent = new AgentFilter(root.hints().agent().get());
            return agent.of(Results.reading(results -> read(root, scope, Known.NOTHING, results, Optional.of(agent))));
        }
        Reading reading = Results.reading(results -> read(root, scope, known, results, Optional.empty()));
        return format.merging().isEmpty() ? reading : new ScopeFilter(scope, this::aside).of(reading);
    }

    /** What stands beside a database changes with it. */
    private Stream<String> aside(String file) {
        return format.databases().contains(file) ? Database.aside(file) : Stream.empty();
    }

    private void read(Root root, Scope scope, Known known, Results results, Optional<AgentFilter> agent) {
        var looking = new Results();
        Map<String, Found> present = files().of(root.path(), looking);
        if (scope instanceof Scope.All) {
            results.add(looking);
        }
        List<String> unseen = looking.findings().stream()
                .filter(finding -> !finding.code().equals("FOREIGN_NAME"))
                .map(Finding::file)
                .toList();
        Map<String, Database> databases = databases(root, scope instanceof Scope.All, present, results);
        var taken = new Taken(tree(root.path()), present, databases);
        agent.ifPresent(it -> it.owns(format.owning().orElseThrow(), taken));
        var pass = new Pass(root, known, results, databases, agent);
        boolean missing = scope instanceof Scope.Files(Set<String> files)
                && files.stream().anyMatch(file -> isGone(file, present, unseen));
        List<Map.Entry<String, Found>> order = present.entrySet().stream()
                .sorted(Comparator.comparing(
                        file -> format.isCritical(file.getValue().layout())))
                .toList();
        results.each(order, file -> {
            if (isIn(scope, file.getKey()) || aside(file.getKey()).anyMatch(text -> isIn(scope, text))) {
                pass.read(file.getValue());
            }
        });
        results.then(() -> pass.gone(
                file -> pass.whole.contains(file) || (isIn(scope, file) && isGone(file, present, unseen)),
                scope instanceof Scope.All || missing));
        format.merging().ifPresent(telling -> results.then(() -> telling.tell(root, taken, results)));
        agent.ifPresent(it -> results.then(() -> it.conclude(results)));
    }

    /** Opens those that can be read; they are closed when everything is read. */
    private Map<String, Database> databases(Root root, boolean all, Map<String, Found> present, Results results) {
        Map<String, Database> databases = new TreeMap<>();
        for (String file : format.databases()) {
            if (present.containsKey(file)) {
                Database.open(tree(root.path()), file, all, results)
                        .ifPresent(database -> databases.put(file, results.using(database)));
            }
        }
        return databases;
    }

    /** The files of one reading. */
    private record Taken(SourceTree tree, Map<String, Found> present, Map<String, Database> databases)
            implements Format.Files {

        @Override
        public Set<String> names() {
            return present.keySet();
        }

        @Override
        public Instant modifiedAt(String file) {
            return Optional.ofNullable(present.get(file))
                    .map(found -> found.node().modifiedAt())
                    .orElse(Instant.EPOCH);
        }

        @Override
        public Optional<byte[]> bytes(String file) {
            return Optional.ofNullable(present.get(file)).flatMap(found -> tree.read(found.node(), new Results()));
        }

        @Override
        public Optional<Database> database(String file) {
            return Optional.ofNullable(databases.get(file));
        }
    }

    /**
     * Of a file that its tool cannot do without, nothing is gone with it; nor of one that could not be looked at.
     *
     * @param unseen what a look at the tree told of, with all that may be below
     */
    private boolean isGone(String file, Map<String, Found> present, List<String> unseen) {
        return !present.containsKey(file)
                && format.layout(file)
                        .filter(layout -> layout.container().isPresent() && !layout.isOneFile())
                        .isPresent()
                && unseen.stream()
                        .noneMatch(path -> path.isEmpty() || file.equals(path) || file.startsWith(path + "/"));
    }

    private static boolean isIn(Scope scope, String file) {
        return !(scope instanceof Scope.Files(Set<String> files)) || files.contains(file);
    }

    /** One reading of some of the files. */
    private final class Pass {
        private final Root root;
        private final Known known;
        private final Results results;
        private final Map<String, Database> databases;
        private final Set<String> whole = new HashSet<>();
        private final StreamHashes streams = new StreamHashes();
        private final Optional<AgentFilter> agent;

        Pass(Root root, Known known, Results results, Map<String, Database> databases, Optional<AgentFilter> agent) {
            this.root = root;
            this.known = known;
            this.results = results;
            this.databases = databases;
            this.agent = agent;
        }

        /** Returns whether a file is wanted with all that stands in it. */
        private boolean isWhole(String file) {
            return agent.filter(it -> !it.isWhole(file)).isEmpty();
        }

        void read(Found found) {
            Node node = found.node();
            if (found.layout().container().isEmpty() && !databases.containsKey(node.file()) && !isWhole(node.file())) {
                return;
            }
            if (node.isDirectory()) {
                results.found(FileEntity.folder(root, node.file(), node.modifiedAt()));
                return;
            }
            Optional<Container> container = found.layout().container();
            Optional<Database> database = Optional.ofNullable(databases.get(node.file()));
            if (database.isPresent()) {
                tables(database.get());
            } else if (found.layout().role() == Role.KEPT && SideFile.isSecret(node, results)) {
                return;
            } else if (container.isEmpty()) {
                boolean again = found.layout().role() == Role.TABLES; // it was looked at when it was opened
                SourceTree tree = tree(root.path());
                if (tree.isLarge(node)) {
                    if (found.layout().role() == Role.TOLD) {
                        results.finding(tree.tooLarge(node)); // there may be records in it
                    }
                    FilePieces.keep(root, tree, node, known, results);
                } else {
                    tree.read(node, again ? new Results() : results).ifPresent(bytes -> keep(node, bytes));
                }
            } else if (tree(root.path()).isLarge(node)) {
                results.then(() -> pull(found, container.get()), e -> {
                    results.finding(SourceTree.unreadable(node, e));
                    results.file(node.file(), false);
                });
            } else {
                tree(root.path()).read(node, results).ifPresent(bytes -> hold(found, container.get(), bytes));
            }
        }

        private void keep(Node node, byte[] bytes) {
            results.found(FileEntity.whole(root, node.file(), bytes, node.modifiedAt()));
        }

        private void tables(Database database) {
            var unheard = new Results(); // a database without such numbers lacks nothing
            boolean kept = isWhole(database.file());
            if (kept) {
                KeptTables.keep(
                        root,
                        database,
                        rows -> database.each(NUMBERS, row -> rows.accept(NUMBERS, row), unheard),
                        known,
                        results);
            }
            database.indexes()
                    .forEach(index -> results.info(
                            database.file(),
                            index,
                            "FTS_UNUSABLE",
                            "is a full-text index over other tables: not read, made anew in an export"));
            List<Rule> rules = format.rules(database);
            var complete = new AtomicBoolean(true);
            database.tables().stream()
                    .sorted(Comparator.comparing(table -> format.rows(database, table)
                            .filter(rows -> format.isCritical(rows.kind()))
                            .isPresent()))
                    .forEach(table -> format.rows(database, table)
                            .ifPresentOrElse(rows -> records(database, rows, rules, () -> complete.set(false)), () -> {
                                if (kept) {
                                    KeptTables.keep(root, database, table, known, results);
                                }
                            }));
            results.then(() -> {
                rules.forEach(rule -> rule.conclude(results));
                if (complete.get()) {
                    whole.add(database.file());
                }
            });
        }

        private void records(Database database, RowLayout layout, List<Rule> rules, Runnable unread) {
            var keys = new Keys(Format.KEY_CHARS_MAX);
            database.each(
                    layout.table(),
                    row -> {
                        var flaws = new Results();
                        FileRecord record = RowRecord.of(database, layout, keys, row, flaws);
                        if (isWanted(record)) {
                            results.add(flaws);
                            found(format.dated(record), rules);
                        }
                    },
                    results,
                    unread);
        }

        private boolean isWanted(FileRecord record) {
            return agent.filter(it -> !it.has(record)).isEmpty();
        }

        private void found(FileRecord record, List<Rule> rules) {
            rules.forEach(rule -> rule.check(record, results));
            Entity entity = format.found(root, record, rules.stream().allMatch(rule -> rule.isCounted(record)));
            streams.add(entity.stream());
            results.found(entity);
        }

        /** A file that is too large to be held. */
        private void pull(Found found, Container container) throws IOException {
            SourceTree tree = tree(root.path());
            FileChannel channel = results.using(tree.open(found.node()));
            Optional<Pieces> pieces = container.pieces(Channels.newInputStream(channel), limits.fileBytesMax());
            if (pieces.isEmpty()) {
                results.finding(tree.tooLarge(found.node()));
                if (isWhole(found.node().file())) {
                    FilePieces.keep(root, tree, found.node(), known, results);
                }
                return;
            }
            results.file(found.node().file(), true);
            new Taking(found, container, pieces.get(), Optional.empty()).read();
        }

        private void hold(Found found, Container container, byte[] bytes) {
            String file = found.node().file();
            TextFile text = TextFile.of(file, bytes, limits);
            byte[] clean = text.faithful() ? bytes : text.text().getBytes(StandardCharsets.UTF_8);
            Contents contents = container.read(file, clean, limits);
            report(text, contents, file, bytes, results);
            if (!contents.whole() && contents.pieces().isEmpty()) {
                if (isWhole(file)) {
                    keep(found.node(), bytes);
                }
                return;
            }
            var taking = new Taking(found, container, contents.pulled(clean), Optional.of(contents.as()));
            taking.kept = text.faithful() ? Optional.empty() : Optional.of(FileEntity.Content.of(bytes));
            taking.complete = contents.whole();
            taking.read();
        }

        /** One file of any size, record by record. */
        private final class Taking {
            private final Node node;
            private final Layout layout;
            private final Container container;
            private final Pieces pieces;
            private final Frame.Builder frame = new Frame.Builder();
            private final ByteArrayOutputStream gap = new ByteArrayOutputStream();
            private final Keys keys = new Keys(Format.KEY_CHARS_MAX);
            private final List<Rule> rules = format.rules();
            private Frame.As as;
            private Optional<FileEntity.Content> kept = Optional.empty();
            private boolean complete = true;
            private boolean tooMuch;
            private int count;

            private final Optional<Spelling> look;

            /** @param look how records are spelled; if that is not known, the others are expected to look as the first */
            Taking(Found found, Container container, Pieces pieces, Optional<Spelling> look) {
                this.node = found.node();
                this.layout = found.layout();
                this.container = container;
                this.pieces = pieces;
                this.look = look;
                this.as = new Frame.As(look.orElse(Spelling.COMPACT), 0);
            }

            void read() {
                results.each(pieces::next, this::piece);
                results.then(this::conclude);
            }

            /** Takes what is no record, as long as all of that can be held. */
            private void between(byte[] bytes) {
                tooMuch |= frame.gapBytes() + gap.size() + bytes.length > limits.fileBytesMax();
                if (tooMuch) {
                    gap.reset();
                } else {
                    gap.writeBytes(bytes);
                }
            }

            private void piece(Pulled piece) {
                between(piece.gap());
                Optional<String> text = Utf8.decode(piece.record());
                if (text.isEmpty() || piece.value().isEmpty()) {
                    complete = false;
                    unreadable(piece, text.isPresent());
                }
                Optional<FileRecord> record =
                        text.flatMap(spelt -> piece.value().flatMap(value -> record(piece, value, spelt)));
                if (record.isEmpty()) {
                    between(piece.record());
                    return;
                }
                frame.add(gap.toByteArray(), record.get().key());
                gap.reset();
                if (isWanted(record.get())) {
                    agent.filter(_ -> layout.id().equals(Format.NAME)).ifPresent(it -> it.add(node.file()));
                    found(record.get(), rules);
                }
            }

            private void unreadable(Pulled piece, boolean text) {
                Finding why = Finding.error(
                        node.file(),
                        piece.where(),
                        text ? "INVALID_JSON" : "INVALID_UTF8",
                        "the record cannot be read: it stays in the file as it is");
                results.rejected(why, piece.record());
            }

            /** What no record can be made of stays in the frame. */
            private Optional<FileRecord> record(Pulled piece, Json value, String spelt) {
                JsonNode tree = JsonText.tree(value);
                Optional<Format.Key> key = key(piece, tree);
                if (key.isEmpty()) {
                    results.warn(
                            node.file(),
                            piece.where(),
                            "MISSING_FIELD",
                            "has no %s that names it: kept in the file, not imported",
                            layout.id());
                    return Optional.empty();
                }
                if (key.get().number() > 1 && !layout.id().equals(Format.CONTENT)) {
                    results.warn(
                            node.file(),
                            piece.where(),
                            "DUPLICATE_ID",
                            "is number %d of '%s': imported as '%s'",
                            key.get().number(),
                            key.get().text(),
                            key.get().numbered());
                }
                if (frame.isEmpty()) {
                    int depth = piece.place().path().size();
                    as = new Frame.As(look.orElseGet(() -> container.look(piece.record(), value, depth)), depth);
                }
                byte[] plain = container.print(JsonText.of(tree), as.depth(), as.spelling());
                return Optional.of(format.dated(new FileRecord(
                        layout.kind(),
                        key.get().numbered(),
                        value,
                        tree,
                        spelt,
                        Arrays.equals(plain, piece.record()) ? Optional.empty() : Optional.of(spelt),
                        node.file(),
                        piece.where(),
                        node.modifiedAt(),
                        false)));
            }

            private Optional<Format.Key> key(Pulled piece, JsonNode tree) {
                String name = layout.name(node.file()).textValue();
                count++;
                return switch (layout.id()) {
                    case Format.NAME -> keys.next(piece.place().names(), name);
                    case Format.POSITION -> keys.next(List.of(name), Integer.toString(count));
                    case Format.CONTENT -> keys.next(List.of(name), hash(piece.record()));
                    case String pointer -> {
                        JsonNode id = tree.at(pointer);
                        yield keys.next(piece.place().names(), id.isValueNode() ? id.asText() : "");
                    }
                };
            }

            private void conclude() throws IOException {
                rules.forEach(rule -> rule.conclude(results));
                List<Finding> flaws = pieces.flaws(node.file());
                byte[] rest = pieces.rest(limits.fileBytesMax());
                flaws.forEach(flaw -> {
                    if (flaw.severity() == Severity.ERROR) {
                        results.rejected(flaw, rest);
                    } else {
                        results.finding(flaw);
                    }
                });
                if (tooMuch || !pieces.isComplete() || rest.length == limits.fileBytesMax()) {
                    results.error(
                            node.file(),
                            "",
                            "RESOURCE_LIMIT",
                            "has more than %d bytes that are no records: an export leaves the file out",
                            limits.fileBytesMax());
                    return;
                }
                if (!isWhole(node.file())) {
                    return;
                }
                if (flaws.isEmpty() && complete) {
                    whole.add(node.file());
                }
                gap.writeBytes(rest);
                Json json = frame.build(as, gap.toByteArray(), kept).json();
                results.found(FileEntity.framed(root, node.file(), json, node.modifiedAt(), Map.of("files", 1)));
            }
        }

        /** A record that a file told, and no file holds, is gone; which file it was only its history knows. */
        void gone(Predicate<String> lost, boolean ofMany) {
            RecordMapping mapping = format.mapping();
            Set<String> kinds = new LinkedHashSet<>();
            format.layouts().stream()
                    .filter(layout -> layout.container().isPresent())
                    .filter(layout -> layout.isOneFile()
                            ? whole.contains(layout.path())
                            : ofMany
                                    || (!layout.id().equals(Format.NAME)
                                            && whole.stream().anyMatch(layout::matches)))
                    .forEach(layout -> kinds.add(layout.kind()));
            databases.keySet().stream()
                    .filter(whole::contains)
                    .flatMap(file -> format.tables(file).stream())
                    .forEach(rows -> kinds.add(rows.kind()));
            for (String kind : kinds) {
                for (StreamId stream : known.streams(mapping.category(kind), root.qualified(mapping.name(kind, "")))) {
                    if (!streams.contains(stream)) {
                        results.found(mapping.gone(kind(), root, stream, lost));
                    }
                }
            }
        }
    }

    /** Returns what tells a record from others that are spelled otherwise. */
    private static String hash(byte[] record) {
        return Sha256.hash(record).toString().substring(0, HASH_CHARS);
    }

    /** What is wrong with a file as a whole is rejected with its bytes; what the text itself says is not said twice. */
    private static void report(TextFile text, Contents contents, String file, byte[] bytes, Results results) {
        var findings = new LinkedHashSet<>(text.findings());
        findings.addAll(contents.findings());
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

    private FormatTree files() {
        return new FormatTree(format, limits);
    }

    private SourceTree tree(Path root) {
        return new SourceTree(root, "", limits);
    }
}
