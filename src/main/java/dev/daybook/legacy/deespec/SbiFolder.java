package dev.daybook.legacy.deespec;

import dev.daybook.domain.sbi.SbiId;
import dev.daybook.domain.sbi.Status;
import dev.daybook.event.JsonText;
import dev.daybook.legacy.Finding;
import dev.daybook.legacy.Heard;
import dev.daybook.legacy.JsonFile;
import dev.daybook.legacy.LegacySource.Reader;
import dev.daybook.legacy.SourceTree;
import dev.daybook.legacy.SourceTree.Kind;
import dev.daybook.legacy.SourceTree.Node;
import dev.daybook.legacy.TextFile;
import dev.daybook.legacy.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the folders of one SBI: usually one, two where the tool put specification and turns apart. For one use. */
final class SbiFolder {

    /** Folders of the tool inside an SBI folder, whose files are kept as attachments. */
    private static final List<String> SIDE_FOLDERS = List.of("results", "histories");

    private final SourceTree tree;
    private final Timestamps times;
    private final SbiId sbi;
    private final Map<String, Optional<Node>> replaced;
    private final Reader reader;

    private final List<Meta> metas = new ArrayList<>();
    private final List<SbiFiles.TurnText> turns = new ArrayList<>();
    private final List<SbiFiles.Attachment> attachments = new ArrayList<>();
    private final List<SbiFiles.Claim> claims = new ArrayList<>();
    private Optional<State> state = Optional.empty();
    private String stateFile = "";
    private boolean stateUnreadable;
    private Optional<SbiFiles.Text> spec = Optional.empty();
    private boolean unreadableSpec;
    private boolean described;
    private boolean inDatabase;
    private Instant modifiedAt = Instant.EPOCH;

    SbiFolder(SourceTree tree, Timestamps times, SbiId sbi, Map<String, Optional<Node>> replaced, Reader reader) {
        this.tree = tree;
        this.times = times;
        this.sbi = sbi;
        this.replaced = replaced;
        this.reader = reader;
    }

    /** What is in a folder, listed beforehand. */
    record Listed(Node folder, List<Node> nodes) {

        long sizeBytes() {
            return nodes.stream().mapToLong(Node::sizeBytes).sum();
        }
    }

    /**
     * Reads all of it; nothing if there is nothing to import.
     *
     * @param stateExpected whether this is the layout in which a missing state file is a flaw
     */
    Optional<SbiFiles> read(
            List<Listed> folders, JournalFolders.Told told, Optional<DatabaseRows.Task> rows, boolean stateExpected) {
        for (Listed listed : folders) {
            for (Node node : withReplaced(listed)) {
                read(node);
            }
        }
        rows.ifPresent(it -> merge(it, !folders.isEmpty()));
        String folder = folders.isEmpty()
                ? told.entries().stream()
                        .map(JournalEntry::file)
                        .findFirst()
                        .or(() -> told.transactions().stream()
                                .map(Transaction::folder)
                                .findFirst())
                        .or(() -> rows.map(DatabaseRows.Task::stateFile))
                        .orElseThrow()
                : folders.getFirst().folder().file();
        boolean nothing = !described && turns.isEmpty() && attachments.isEmpty();
        if (nothing && !folders.isEmpty()) {
            reader.finding(Finding.info(folder, "", "EMPTY_FILE", "holds nothing to import"));
        }
        if (nothing && told.entries().isEmpty()) {
            return Optional.empty();
        }
        missing(folder, folders.isEmpty(), stateExpected && !inDatabase);
        order(folder);
        conflicts();
        rows.filter(_ -> state.isEmpty() && stateFile.isEmpty()).ifPresent(it -> {
            state = it.state();
            stateFile = it.stateFile();
        });
        return Optional.of(new SbiFiles(
                sbi,
                folder,
                !described,
                state,
                stateFile,
                stateUnreadable,
                List.copyOf(metas),
                spec,
                List.copyOf(turns),
                List.copyOf(attachments),
                List.copyOf(claims),
                told.entries(),
                told.transactions(),
                modifiedAt));
    }

    /** Adds what the database says: what a file says as well counts from the file. */
    private void merge(DatabaseRows.Task rows, boolean hasFolder) {
        inDatabase = true;
        described |= rows.state().isPresent();
        claims.addAll(rows.claims());
        rows.state().ifPresent(this::contradictions);
        if (spec.isEmpty() && !unreadableSpec) {
            spec = rows.description().map(it -> new SbiFiles.Text(rows.stateFile(), it));
            spec.filter(_ -> hasFolder)
                    .ifPresent(_ -> reader.finding(Finding.info(
                            database(), row("description"), "RECOVERED_FIELD", "stands for the missing spec.md")));
        }
        for (DatabaseRows.Log log : rows.logs()) {
            boolean known = false;
            for (int i = 0; i < turns.size(); i++) {
                SbiFiles.TurnText it = turns.get(i);
                if (it.what().turn() == log.turn() && it.what().step() == log.step()) {
                    known = true;
                    reader.finding(Finding.info(
                            it.file(), "", "SOURCE_OVERLAP", "is in the database as well: the file counts"));
                    turns.set(
                            i,
                            new SbiFiles.TurnText(it.file(), it.name(), it.what(), it.text(), Optional.of(log), true));
                }
            }
            if (!known) {
                turns.add(new SbiFiles.TurnText(
                        rows.logFile(),
                        "%s_%d.md".formatted(log.step().text(), log.turn()),
                        new StepFile.Turn(log.step(), log.turn(), Optional.empty(), false),
                        "",
                        Optional.of(log),
                        false));
            }
        }
    }

    private void contradictions(State row) {
        contradiction(
                "status",
                row.status().flatMap(Status::of),
                state.flatMap(State::status).flatMap(Status::of));
        contradiction("title", row.title(), state.flatMap(State::title));
    }

    private <T> void contradiction(String column, Optional<T> row, Optional<T> state) {
        if (row.isPresent() && state.isPresent() && !row.equals(state)) {
            reader.finding(Finding.warn(
                    database(),
                    row(column),
                    "CONFLICT",
                    "differs from the state file: the file counts, both are kept"));
        }
    }

    private String database() {
        return tree.top().file() + "/" + Database.NAME;
    }

    private String row(String column) {
        return "sbis %s %s".formatted(sbi, column);
    }

    private void missing(String folder, boolean noFolder, boolean stateExpected) {
        if (noFolder && inDatabase) {
            return;
        }
        if (noFolder) {
            reader.finding(Finding.warn(
                    folder,
                    "sbi_id",
                    "DANGLING_REF",
                    "names %s, which has no folder: a placeholder stands for it",
                    sbi));
            return;
        }
        if (spec.isEmpty() && !unreadableSpec) {
            reader.finding(Finding.warn(folder + "/spec.md", "", "MISSING_FILE", "the SBI has no specification"));
        }
        if (stateExpected && stateFile.isEmpty()) {
            reader.finding(Finding.warn(folder + "/state.json", "", "MISSING_FILE", "the SBI has no state: READY"));
        }
    }

    /** Returns the files of a folder as they would be if unfinished transactions were finished. */
    private List<Node> withReplaced(Listed listed) {
        if (replaced.isEmpty()) {
            return listed.nodes();
        }
        var nodes = new ArrayList<>(listed.nodes());
        String below = relative(listed.folder()) + "/";
        replaced.forEach((path, staged) -> {
            String name = path.startsWith(below) ? path.substring(below.length()) : "";
            boolean isNew = !name.isEmpty()
                    && name.indexOf('/') < 0
                    && nodes.stream().noneMatch(it -> it.name().equals(name));
            if (isNew) {
                staged.ifPresent(it -> nodes.add(new Node(
                        listed.folder().file() + "/" + name,
                        name,
                        it.path(),
                        Kind.FILE,
                        it.sizeBytes(),
                        it.modifiedAt())));
            }
        });
        nodes.sort(Comparator.comparing(Node::name));
        return nodes;
    }

    private String relative(Node node) {
        return node.file().substring(tree.top().file().length() + 1);
    }

    private void read(Node node) {
        if (node.isDirectory()) {
            side(node);
            return;
        }
        if (!node.isFile()) {
            tree.passOver(node, reader);
            return;
        }
        switch (StepFile.of(node.name())) {
            case StepFile.Known _ -> known(node);
            case StepFile.Turn turn -> turn(node, turn);
            case StepFile.Attachment it -> {
                StepFile.finding(node.file(), it).ifPresent(reader::finding);
                attach(node, node.name(), true);
            }
            case StepFile.Foreign _ -> {
                reader.file(node.file(), false);
                reader.finding(Finding.info(node.file(), "", "FOREIGN_FILE", "is not of the tool: skipped"));
            }
        }
    }

    private void side(Node folder) {
        if (!SIDE_FOLDERS.contains(folder.name())) {
            reader.finding(Finding.info(folder.file(), "", "FOREIGN_FILE", "is a folder not of the tool: skipped"));
            return;
        }
        for (Node node : tree.list(folder, reader)) {
            if (node.isFile()) {
                attach(node, folder.name() + "/" + node.name(), false);
            } else {
                tree.passOver(node, reader);
            }
        }
    }

    private void known(Node node) {
        switch (node.name()) {
            case "spec.md" -> {
                described = true;
                spec = text(node, "SBI with empty content").map(it -> new SbiFiles.Text(node.file(), it));
                unreadableSpec = spec.isEmpty();
            }
            case "state.json" -> state(node);
            case "meta.yaml", "meta.yml" -> meta(node);
            default -> attach(node, node.name(), false);
        }
    }

    private void turn(Node node, StepFile.Turn turn) {
        if (turn.spelledOddly()) {
            reader.finding(Finding.warn(
                    node.file(),
                    "",
                    "FOREIGN_NAME",
                    "is spelled unlike <step>_<turn>.md: read as turn %d",
                    turn.turn()));
        }
        text(node, "execution with empty content")
                .ifPresent(it -> turns.add(new SbiFiles.TurnText(node.file(), node.name(), turn, it)));
    }

    private Optional<byte[]> bytes(Node node) {
        modifiedAt = node.modifiedAt().isAfter(modifiedAt) ? node.modifiedAt() : modifiedAt;
        Optional<Node> staged = replaced.get(relative(node));
        if (staged == null) {
            return tree.read(node, reader);
        }
        if (staged.isEmpty()) {
            reader.file(node.file(), false);
            return Optional.empty(); // a transaction deletes it
        }
        if (!staged.get().path().equals(node.path()) && node.name().endsWith(".json")) {
            tree.read(node, reader).ifPresent(it -> {
                JsonFile old = JsonFile.read(node.file(), it, tree.limits(), JsonFile.Role.PIECE);
                Quarantine.tell(old.findings(), old.altered(), it, reader);
            });
        }
        return tree.read(staged.get(), new Heard());
    }

    private Optional<String> text(Node node, String ifEmpty) {
        return bytes(node).map(bytes -> {
            if (bytes.length == 0) {
                reader.finding(Finding.warn(node.file(), "", "EMPTY_FILE", "is empty: %s", ifEmpty));
            }
            TextFile read = TextFile.of(node.file(), bytes, tree.limits());
            Quarantine.tell(read.findings(), !read.faithful(), bytes, reader);
            return read.text();
        });
    }

    private void attach(Node node, String name, boolean counted) {
        bytes(node).ifPresent(bytes -> {
            TextFile read = TextFile.of(node.file(), bytes, tree.limits());
            if (counted) {
                read.findings().forEach(reader::finding);
            }
            boolean isText = read.faithful() && read.text().indexOf('\0') < 0;
            attachments.add(new SbiFiles.Attachment(
                    node.file(),
                    name,
                    isText ? "utf-8" : "base64",
                    isText ? read.text() : Base64.getEncoder().encodeToString(bytes),
                    counted));
        });
    }

    private void state(Node node) {
        described = true;
        stateFile = node.file();
        Optional<byte[]> bytes = bytes(node);
        if (bytes.isEmpty()) {
            stateUnreadable = true;
            return;
        }
        JsonFile read = JsonFile.read(node.file(), bytes.get(), tree.limits(), JsonFile.Role.PIECE);
        Quarantine.tell(read.findings(), read.altered(), bytes.get(), reader);
        if (read.object().isPresent()) {
            state = Optional.of(State.of(node.file(), sbi, read.object().get(), times, reader));
            claims.add(new SbiFiles.Claim(node.file(), read.json().orElseThrow(), read.style()));
        } else if (read.tree().isPresent()) {
            stateUnreadable = true;
            reader.rejected(
                    Finding.error(
                            node.file(),
                            "",
                            "WRONG_TYPE",
                            "is %s, not an object: kept raw",
                            Fields.kind(read.tree().get())),
                    bytes.get());
        } else {
            stateUnreadable = read.findings().stream().noneMatch(it -> it.code().equals("EMPTY_FILE"));
        }
    }

    private void meta(Node node) {
        described = true;
        bytes(node)
                .flatMap(it -> Meta.of(node.file(), it, sbi, tree.limits(), times, reader))
                .ifPresent(it -> {
                    metas.add(it);
                    claims.add(new SbiFiles.Claim(node.file(), JsonText.of(it.object()), it.style()));
                });
    }

    private void order(String folder) {
        turns.sort(Comparator.comparingInt((SbiFiles.TurnText it) -> it.what().turn())
                .thenComparing(it -> it.what().step())
                .thenComparing(SbiFiles.TurnText::name));
        var files = new TreeMap<Integer, Integer>();
        turns.forEach(it -> files.merge(it.what().turn(), 1, Integer::sum));
        List<Integer> distinct = List.copyOf(files.keySet());
        boolean ofDesign = !stateFile.isEmpty();
        if (!distinct.isEmpty() && ofDesign && distinct.getLast() != distinct.size()) {
            reader.finding(Finding.warn(
                    folder,
                    "turns " + listed(distinct),
                    "ORDINAL_GAP",
                    "turns are missing in between: all keep their numbers"));
        }
        List<Integer> twice =
                distinct.stream().filter(it -> files.getOrDefault(it, 0) > 1).toList();
        if (!twice.isEmpty() && ofDesign) {
            reader.finding(Finding.warn(
                    folder,
                    "turns " + listed(twice),
                    "DUPLICATE_ORDINAL",
                    "several files have the same turn: all kept"));
        }
        if (state.flatMap(State::turn).filter(it -> claims(distinct, it)).isPresent()) {
            reader.finding(Finding.warn(
                    stateFile,
                    "turn",
                    "INCONSISTENT_STATE",
                    "says turn %d, the files say %d: the files count",
                    state.flatMap(State::turn).orElseThrow(),
                    distinct.isEmpty() ? 0 : distinct.getLast()));
        }
    }

    private static boolean claims(List<Integer> turns, int claimed) {
        return claimed != (turns.isEmpty() ? 0 : turns.getLast());
    }

    private static String listed(List<Integer> numbers) {
        List<String> first = numbers.stream().limit(20).map(String::valueOf).toList();
        return String.join(",", first) + (numbers.size() > first.size() ? ",…" : "");
    }

    /** Of two meta files the newer one counts, else {@code meta.yaml}. */
    private void conflicts() {
        if (metas.size() < 2) {
            return;
        }
        Meta second = metas.get(1);
        conflict(second, "title", metas.getFirst().title(), second.title());
        conflict(second, "labels", metas.getFirst().labels(), second.labels());
        conflict(second, "depends_on", metas.getFirst().dependsOn(), second.dependsOn());
        metas.sort(Comparator.comparing((Meta it) -> it.updatedAt().orElse(Instant.MIN))
                .reversed());
    }

    private <T> void conflict(Meta meta, String key, Optional<T> one, Optional<T> other) {
        if (one.isPresent() && other.isPresent() && !one.equals(other)) {
            reader.finding(Finding.warn(
                    meta.file(), key, "CONFLICT", "differs from the other meta file: the newer counts, both are kept"));
        }
    }
}
