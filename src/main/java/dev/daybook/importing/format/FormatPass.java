package dev.daybook.importing.format;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SideFile;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.container.Container.Contents;
import dev.daybook.importing.container.Container.Pieces;
import dev.daybook.importing.container.TextFile;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.database.KeptTables;
import dev.daybook.importing.database.RowLayout;
import dev.daybook.importing.format.Format.Rule;
import dev.daybook.importing.format.FormatTree.Found;
import dev.daybook.importing.format.Layout.Role;
import dev.daybook.importing.format.RecordTaking.Read;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.FilePieces;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** One reading of some of the files that a {@link Format} describes. */
final class FormatPass {

    /** Which number a table of a database has given last. */
    private static final String NUMBERS = "sqlite_sequence";

    private final Format format;
    private final Limits limits;
    private final SourceTree tree;
    private final Root root;
    private final Known known;
    private final Results results;
    private final Map<String, Database> databases;
    private final Set<String> whole = new HashSet<>();
    private final StreamHashes streams = new StreamHashes();
    private final Optional<AgentFilter> agent;

    FormatPass(
            Format format,
            Limits limits,
            Root root,
            Known known,
            Results results,
            Map<String, Database> databases,
            Optional<AgentFilter> agent) {
        this.format = format;
        this.limits = limits;
        this.tree = FormatSource.tree(root.path(), limits);
        this.root = root;
        this.known = known;
        this.results = results;
        this.databases = databases;
        this.agent = agent;
    }

    /** Returns whether a file is wanted with all that stands in it. */
    boolean isWhole(String file) {
        return agent.filter(it -> !it.isWhole(file)).isEmpty();
    }

    Format format() {
        return format;
    }

    Limits limits() {
        return limits;
    }

    Results results() {
        return results;
    }

    Root root() {
        return root;
    }

    /** Notes that all of a file was read: what it does not tell any more is gone. */
    void noteWhole(String file) {
        whole.add(file);
    }

    /** Returns whether all of a file was read. */
    boolean isRead(String file) {
        return whole.contains(file);
    }

    /** Notes that a file is one of the agent that is asked for. */
    void noteOfAgent(String file) {
        agent.ifPresent(it -> it.add(file));
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
            if (tree.isLarge(node)) {
                if (found.layout().role() == Role.TOLD) {
                    results.finding(tree.tooLarge(node)); // there may be records in it
                }
                FilePieces.keep(root, tree, node, known, results);
            } else {
                tree.read(node, again ? new Results() : results).ifPresent(bytes -> keep(node, bytes));
            }
        } else if (tree.isLarge(node)) {
            results.then(() -> pull(found, container.get()), e -> {
                results.finding(SourceTree.unreadable(node, e));
                results.file(node.file(), false);
            });
        } else {
            tree.read(node, results).ifPresent(bytes -> hold(found, container.get(), bytes));
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
                noteWhole(database.file());
            }
        });
    }

    private void records(Database database, RowLayout layout, List<Rule> rules, Runnable unread) {
        var keys = new RecordKeys(RecordKeys.CHARS_MAX);
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

    boolean isWanted(FileRecord record) {
        return agent.filter(it -> !it.has(record)).isEmpty();
    }

    void found(FileRecord record, List<Rule> rules) {
        rules.forEach(rule -> rule.check(record, results));
        Entity entity = format.found(root, record, rules.stream().allMatch(rule -> rule.isCounted(record)));
        streams.add(entity.stream());
        results.found(entity);
    }

    /** A file that is too large to be held. */
    private void pull(Found found, Container container) throws IOException {
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
        new RecordTaking(this, found, container, Read.of(pieces.get())).read();
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
        Optional<FileEntity.Content> kept =
                text.faithful() ? Optional.empty() : Optional.of(FileEntity.Content.of(bytes));
        var read = new Read(contents.pulled(clean), Optional.of(contents.as()), kept, contents.whole());
        new RecordTaking(this, found, container, read).read();
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
                    results.found(mapping.gone(format.tool(), root, stream, lost));
                }
            }
        }
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
}
