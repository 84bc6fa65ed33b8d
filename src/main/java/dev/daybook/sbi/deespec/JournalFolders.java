package dev.daybook.sbi.deespec;

import dev.daybook.importing.Finding;
import dev.daybook.importing.ParallelReader;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Quarantine;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.frame.KeptFiles;
import dev.daybook.importing.frame.KeptFiles.Why;
import dev.daybook.journal.Payload;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folders {@code journal/<date>/<transaction>/}, sorted by the SBI that they are about.
 *
 * <p>Holds what entries say as long as the limit allows, and beyond it some thirty bytes of each: where it stands.
 */
final class JournalFolders {

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern NAME = Pattern.compile("txn_(\\d{1,12})_(\\d+)");
    private static final String ENTRY = "entry.json";

    /** What a file that is held takes beside its bytes. */
    private static final int NODE_BYTES = 400;

    private static final int CHUNK = 32;

    /** Most tasks have a few. */
    private static final int FOUND_FIRST = 4;

    /** What tells how far a transaction came. */
    private static final Set<String> RECORD = Set.of("manifest.json", "status.intent", "status.commit");

    /** What it would put in place, and what stood there. */
    private static final Set<String> FILES = Set.of("stage", "undo");

    private final SourceTree tree;
    private final Timestamps times;
    private final KeptFiles kept;
    private final TreeMap<String, List<Found>> byOwner = new TreeMap<>();
    private final SequencedMap<String, Optional<Node>> replaced = new LinkedHashMap<>();
    private long heldBytes;

    /** A transaction's folder. */
    private sealed interface Found {}

    /** {@code bytes} are those of its entry unless they have to be read again. */
    private record Held(Optional<Node> entry, Optional<Payload> bytes, Optional<Transaction> transaction)
            implements Found {}

    /** One with an entry alone, and a name of which the numbers tell all. */
    private record Standing(Node day, long seconds, long nanos) implements Found {

        static Optional<Standing> of(Node day, String name) {
            Matcher matcher = NAME.matcher(name);
            return Optional.of(matcher)
                    .filter(it -> it.matches()
                            && it.group(2).length()
                                    < Long.toString(Long.MAX_VALUE).length())
                    .map(it -> new Standing(day, Long.parseLong(it.group(1)), Long.parseLong(it.group(2))))
                    .filter(standing -> standing.name().equals(name));
        }

        String name() {
            return "txn_" + seconds + "_" + nanos;
        }

        String file() {
            return day.file() + "/" + name() + "/" + ENTRY;
        }
    }

    /** Some folders of a day. */
    private record Chunk(Node day, List<Node> folders) {}

    /** What one folder turned out to be. */
    private record FolderContent(
            Results heard, Optional<String> owner, Optional<Held> held, Optional<Standing> standing) {

        /** One of which nothing is known but what was told. */
        FolderContent(Results heard) {
            this(heard, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** All that the journal says of one SBI. */
    record JournalOfTask(List<JournalEntry> entries, List<Transaction> transactions) {}

    JournalFolders(KeptFiles kept, Timestamps times) {
        this.tree = kept.tree();
        this.times = times;
        this.kept = kept;
    }

    /** Looks through all folders. */
    void scan(ParallelReader abreast, Results results) {
        Optional<Node> journal = tree.child(tree.top(), "journal").filter(Node::isDirectory);
        Optional<Node> open = tree.descend(tree.top(), "var/txn").filter(Node::isDirectory);
        var folders = new ArrayDeque<Node>();
        journal.ifPresent(node -> kept.list(node, results).stream()
                .filter(day -> isDay(day, results))
                .forEach(folders::add));
        open.ifPresent(folders::add);
        var chunks = new ArrayDeque<Chunk>();
        Results.Items<Chunk> next = () -> {
            while (chunks.isEmpty() && !folders.isEmpty()) {
                Node day = folders.remove();
                List<Node> nodes = kept.list(day, results);
                for (int i = 0; i < nodes.size(); i += CHUNK) {
                    chunks.add(new Chunk(day, nodes.subList(i, Math.min(i + CHUNK, nodes.size()))));
                }
            }
            return Optional.ofNullable(chunks.poll());
        };
        results.each(
                abreast.lane(
                        next,
                        (chunk, _) -> chunk.folders().stream()
                                .map(folder -> look(chunk.day(), folder))
                                .toList()),
                all -> all.forEach(looked -> keep(looked, results)));
    }

    /** Returns the SBIs that the journal knows of. */
    SequencedSet<String> owners() {
        return byOwner.sequencedKeySet();
    }

    /** Returns whether something of that SBI stands at a path of that kind. */
    boolean isToldOf(String owner, Predicate<String> path) {
        return byOwner.getOrDefault(owner, List.of()).stream().anyMatch(found -> switch (found) {
            case Standing it -> path.test(it.file());
            case Held it ->
                it.entry().map(Node::file).filter(path).isPresent()
                        || it.transaction()
                                .map(Transaction::folder)
                                .filter(path)
                                .isPresent();
        });
    }

    /** Returns what transactions that were never finished would put in place, by path below {@code .deespec}. */
    Map<String, Optional<Node>> replaced() {
        return replaced;
    }

    /** Returns, once, what was found for that SBI, in the order of the folders. */
    JournalOfTask take(String owner, Results results) {
        var entries = new ArrayList<JournalEntry>();
        var transactions = new ArrayList<Transaction>();
        for (Found found : byOwner.getOrDefault(owner, List.of())) {
            Held held = switch (found) {
                case Held it -> it;
                case Standing it ->
                    new Held(Optional.of(tree.again(it.day(), it.name(), ENTRY)), Optional.empty(), Optional.empty());
            };
            held.transaction().ifPresent(transactions::add);
            boolean counts = held.transaction()
                    .map(transaction -> transaction.outcome().counts())
                    .orElse(true);
            if (counts) {
                held.entry()
                        .flatMap(node -> entry(node, held.bytes().map(Payload::bytes), results))
                        .ifPresent(entries::add);
            }
        }
        return new JournalOfTask(entries, transactions);
    }

    private Optional<JournalEntry> entry(Node node, Optional<byte[]> held, Results results) {
        Optional<byte[]> bytes = held.or(() -> again(node, results));
        return bytes.flatMap(oneBytes -> {
            JsonFile read = JsonFile.told(node.file(), oneBytes, tree.limits(), JsonFile.Role.RECORD, results);
            if (read.altered() || read.object().isEmpty()) {
                kept.raw(node, oneBytes, results);
            } else {
                kept.plain(node, results);
            }
            return read.object()
                    .map(_ -> JournalEntry.of(
                            node.file(), Optional.empty(), read, read.style(), folderTime(node), times, results));
        });
    }

    /** Returns what was read in the scan, and told of there unless it cannot be read now. */
    private Optional<byte[]> again(Node node, Results results) {
        var heard = new Results();
        Optional<byte[]> bytes = tree.read(node, heard);
        heard.findings().forEach(results::finding);
        return bytes;
    }

    /** The folder's name says when the transaction began: the second best time. */
    private static Optional<Instant> folderTime(Node entry) {
        String[] path = entry.file().split("/");
        Matcher matcher = NAME.matcher(path.length < 2 ? "" : path[path.length - 2]);
        return matcher.matches()
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(matcher.group(1))))
                : Optional.empty();
    }

    private boolean isDay(Node node, Results results) {
        if (!node.isDirectory()) {
            kept.keep(node, Why.FOREIGN, results);
            return false;
        }
        if (!DATE.matcher(node.name()).matches()) {
            noDay(node, "FOREIGN_NAME", "is no day such as 2025-10-01", results);
            return false;
        }
        try {
            LocalDate.parse(node.name());
            return true;
        } catch (DateTimeException _) {
            noDay(node, "INVALID_TIMESTAMP", "is an impossible day", results);
            return false;
        }
    }

    private void noDay(Node folder, String code, String message, Results results) {
        results.info(folder.file(), "", code, "%s: its files are kept as they are", message);
        kept.keep(folder, Why.TOLD, results);
    }

    private FolderContent look(Node day, Node folder) {
        var heard = new Results();
        if (!folder.isDirectory()) {
            kept.keep(folder, Why.FOREIGN, heard);
            return new FolderContent(heard);
        }
        List<Node> nodes = kept.list(folder, heard);
        if (nodes.isEmpty()) {
            if (tree.isEmpty(folder)) {
                heard.info(folder.file(), "", "TXN_DISCARDED", "is an empty transaction: safe to clean");
            }
            return new FolderContent(heard);
        }
        if (!NAME.matcher(folder.name()).matches()) {
            heard.info(
                    folder.file(),
                    "",
                    "FOREIGN_NAME",
                    "is no name of a transaction (txn_<seconds>_<nanoseconds>): read");
        }
        Optional<Node> entry = Optional.empty();
        boolean written = false;
        for (Node node : nodes) {
            boolean ofRecord = node.isFile() && RECORD.contains(node.name());
            if (node.isFile() && node.name().equals(ENTRY)) {
                entry = Optional.of(node);
            } else if (ofRecord || (node.isDirectory() && FILES.contains(node.name()))) {
                written |= ofRecord;
                kept.keep(node, Why.TOOL, heard);
            } else {
                kept.keep(node, Why.FOREIGN, heard);
            }
        }
        Optional<Transaction> transaction =
                written ? Transaction.of(tree, times, folder, nodes, heard) : Optional.empty();
        boolean counts = !written
                || transaction
                        .filter(oneTransaction -> oneTransaction.outcome().counts())
                        .isPresent();
        if (!counts) {
            entry.ifPresent(oneNode -> kept.keep(oneNode, Why.TOLD, heard)); // it belongs to what was not applied
        }
        boolean refused = written
                && transaction
                        .filter(oneTransaction -> oneTransaction.outcome() != Transaction.Outcome.REFUSED)
                        .isEmpty();
        return refused
                ? new FolderContent(heard)
                : owned(day, folder, heard, counts ? entry : Optional.empty(), transaction);
    }

    private FolderContent owned(
            Node day, Node folder, Results heard, Optional<Node> entry, Optional<Transaction> transaction) {
        Optional<byte[]> bytes = entry.flatMap(node -> tree.read(node, heard));
        Optional<JsonFile> read = bytes.map(
                oneBytes -> JsonFile.read(entry.orElseThrow().file(), oneBytes, tree.limits(), JsonFile.Role.SCANNED));
        Optional<String> owner = read.flatMap(JsonFile::object)
                .flatMap(node -> Optional.ofNullable(node.path("sbi_id").textValue())
                        .or(() -> EntryOwner.of(node).sbi()))
                .or(() -> transaction.flatMap(Transaction::owner));
        if (owner.filter(SbiName::isId).isPresent()) {
            boolean isEntryAlone = entry.isPresent() && transaction.isEmpty();
            return new FolderContent(
                    heard,
                    owner,
                    Optional.of(new Held(entry, bytes.map(Payload::of), transaction)),
                    isEntryAlone ? Standing.of(day, folder.name()) : Optional.empty());
        }
        read.ifPresent(jsonFile -> ownerless(entry.orElseThrow(), bytes.orElseThrow(), jsonFile, owner, heard));
        return new FolderContent(
                heard,
                Optional.empty(),
                transaction.map(_ -> new Held(Optional.empty(), Optional.empty(), transaction)),
                Optional.empty());
    }

    private void ownerless(Node entry, byte[] bytes, JsonFile read, Optional<String> owner, Results results) {
        if (read.tree().isEmpty()) {
            Quarantine.tell(read.findings(), true, bytes, results);
        } else {
            read.findings().forEach(results::finding);
            results.rejected(
                    read.object().isEmpty()
                            ? Finding.error(entry.file(), "", "WRONG_TYPE", "is no object: kept raw")
                            : owner.map(text -> Finding.error(
                                            entry.file(), "sbi_id", "ILLEGAL_ID", "'%s' is no id: kept raw", text))
                                    .orElseGet(() -> Finding.error(
                                            entry.file(), "sbi_id", "MISSING_FIELD", "names no SBI: kept raw")),
                    bytes);
        }
        kept.raw(entry, bytes, results);
    }

    private void keep(FolderContent looked, Results results) {
        results.add(looked.heard());
        looked.held().flatMap(Held::transaction).ifPresent(transaction -> replaced.putAll(transaction.replaced()));
        if (looked.owner().isPresent() && looked.held().isPresent()) {
            Held held = looked.held().get();
            int sizeBytes = NODE_BYTES + held.bytes().map(Payload::sizeBytes).orElse(0);
            boolean isHeld = heldBytes + sizeBytes <= tree.limits().heldBytesMax();
            heldBytes += isHeld ? sizeBytes : 0;
            Found found = isHeld
                    ? held
                    : looked.standing()
                            .<Found>map(standing -> standing)
                            .orElseGet(() -> new Held(held.entry(), Optional.empty(), held.transaction()));
            byOwner.computeIfAbsent(looked.owner().get(), _ -> new ArrayList<>(FOUND_FIRST))
                    .add(found);
        }
    }
}
