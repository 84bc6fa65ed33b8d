package dev.daybook.sbi.deespec;

import dev.daybook.domain.Json;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Lines;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.RecordLog;
import dev.daybook.importing.frame.Slices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The one journal file of the older eras: whom each of its entries is about. What is held of an entry is where it
 * stands; it is read again when its SBI is.
 */
final class JournalFile implements RecordLog.Taker {

    /** What the journal of the agents' commands is called, in the folder of the tool. */
    static final String AGENTS = "journal.ndjson";

    private static final Pattern BEGINNING = Pattern.compile("\\{ ?\"(?:ts|timestamp|artifacts|turn|step|sbi_id)\" ?:");

    /** An entry before the mark is told again all the same: what was kept of it may have been rolled back since. */
    private static final int LINES_AGAIN = 256;

    private final Node node;
    private final RecordLog log;
    private final Timestamps times;
    private final EntryOwner.InOrder owners;
    private final Optional<Mark> last;
    private final CRC32C sum = new CRC32C();
    private int lines;
    private boolean goesOn;
    private final TreeMap<String, Slices> byOwner = new TreeMap<>();
    private final Map<String, String> ownerOfPath = new HashMap<>();
    private final TreeMap<String, Set<String>> ownersOfNotes = new TreeMap<>();
    private int unowned;

    /** What the file holds besides entries; nothing if there is no file to speak of. */
    private Optional<Json> frame = Optional.empty();

    /** How far a file had come, and what it held until there. */
    record Mark(int lines, long sum) {}

    /** @param last how far the file had come when it was read the last time */
    JournalFile(SourceTree tree, Node node, Timestamps times, EntryOwner.InOrder owners, Optional<Mark> last) {
        this.node = node;
        this.log = new RecordLog(
                tree,
                node,
                BEGINNING,
                "more than %d bytes of the journal belong to no SBI: the rest stays where it is",
                this);
        this.times = times;
        this.owners = owners;
        this.last = last;
    }

    /** Looks through the file. */
    void scan(Results results) {
        frame = log.read(results);
    }

    /** {@inheritDoc} What is wrong in an entry that no SBI owns is told here. */
    @Override
    public boolean record(JsonFile read, int line, long offset, int sizeBytes, Results results) {
        EntryOwner told = EntryOwner.of(read.object().orElseThrow());
        Optional<String> owner = owners.next(told);
        told.sbi()
                .filter(text -> owner.isEmpty() && !SbiName.isId(text))
                .ifPresent(text -> results.warn(
                        node.file(), log.where(line), "ILLEGAL_ID", "'%s' is no id: the entry has no owner", text));
        if (owner.isEmpty()) {
            unowned++;
            entry(read, line, results);
            return false;
        }
        byOwner.computeIfAbsent(owner.get(), _ -> new Slices()).add(offset, sizeBytes, line);
        for (String path : told.paths()) {
            if (path.contains("artifacts/turn")) {
                ownerOfPath.put(path, owner.get());
            }
        }
        for (String path : told.notes()) {
            ownersOfNotes.computeIfAbsent(path, _ -> new TreeSet<>()).add(owner.get());
        }
        return true;
    }

    /** Returns the SBIs that it knows of. */
    Set<String> owners() {
        return byOwner.keySet();
    }

    /** Returns whether it holds no entry. */
    boolean isEmpty() {
        return unowned == 0 && byOwner.isEmpty();
    }

    boolean isToldOf(String owner) {
        return byOwner.containsKey(owner);
    }

    /** Returns whether it says something of that SBI that it may not have said the last time. */
    boolean hasNewsOf(String owner) {
        Slices slices = byOwner.get(owner);
        if (slices == null) {
            return false;
        }
        int known =
                last.filter(_ -> goesOn).map(mark -> mark.lines() - LINES_AGAIN).orElse(0);
        return slices.line(slices.count() - 1) > known;
    }

    /** Returns how far the file has come. */
    Mark mark() {
        return new Mark(lines, sum.getValue());
    }

    @Override
    public void line(Lines.Line line) {
        if (!line.end().isEmpty()) { // the last one may still grow
            lines = line.number();
            sum.update(line.bytes());
            sum.update('\n');
            goesOn |= last.filter(mark()::equals).isPresent();
        }
    }

    /** Returns whose artifact stands at that path, if an entry says so. */
    Optional<String> ownerOf(String path) {
        return Optional.ofNullable(ownerOfPath.get(path));
    }

    /** Returns the SBIs whose notes a file holds, as entries say. */
    Set<String> ownersOfNotes(String path) {
        return ownersOfNotes.getOrDefault(path, Set.of());
    }

    Path path() {
        return node.path();
    }

    String file() {
        return node.file();
    }

    /** Returns the file itself, with the entries that belong to no SBI. */
    Optional<FileEntity> entity(Root root) {
        return frame.map(json -> FileEntity.framed(
                root,
                node.file(),
                json,
                node.modifiedAt(),
                unowned == 0 ? Map.of() : Map.of("journal_entries", unowned)));
    }

    /** Returns what it says of that SBI, in its own order. */
    List<JournalEntry> entriesOf(String owner, Results results) {
        Slices slices = byOwner.get(owner);
        if (slices == null) {
            return List.of();
        }
        var entries = new ArrayList<JournalEntry>(slices.count());
        try {
            for (int i = 0; i < slices.count(); i++) {
                entries.add(entry(log.record(slices, i), slices.line(i), results));
            }
        } catch (IOException e) {
            results.finding(SourceTree.unreadable(node, e));
        }
        return entries;
    }

    /** Returns the entry that was read, with the findings about its fields. */
    private JournalEntry entry(JsonFile read, int line, Results results) {
        return JournalEntry.of(
                node.file(),
                Optional.of(line),
                read,
                log.spelling(read),
                Optional.empty(),
                times,
                RecordLog.inLine(results, log.where(line)));
    }
}
