package dev.daybook.sbi.deespec;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.FileEntity;
import dev.daybook.importing.Finding;
import dev.daybook.importing.JsonFile;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Lines;
import dev.daybook.importing.Quarantine;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.TextFile;
import dev.daybook.importing.Timestamps;
import dev.daybook.journal.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * The one journal file of the older eras: a record per line, or one array. Of any size: what is held of an entry is
 * where it stands and whom it is about; it is read again when its SBI is.
 */
final class JournalFile {

    /** What the journal of the agents' commands is called, in the folder of the tool. */
    static final String AGENTS = "journal.ndjson";

    private final SourceTree tree;
    private final Node node;
    private final Timestamps times;
    private final EntryOwner.InOrder owners;
    private final Optional<Mark> last;
    private final CRC32C sum = new CRC32C();
    private int lines;
    private boolean goesOn;
    private final TreeMap<String, Slices> byOwner = new TreeMap<>();
    private final Map<String, String> ownerOfPath = new HashMap<>();
    private final TreeMap<String, Set<String>> ownersOfNotes = new TreeMap<>();
    private final List<Piece> pieces = new ArrayList<>();
    private long pieceBytes;
    private int unowned;

    /** The file as UTF-8, where it is something else. */
    private Optional<Payload> transcoded = Optional.empty();

    /** What the file holds besides entries; nothing if there is no file to speak of. */
    private Optional<Json> frame = Optional.empty();

    private boolean isArray;

    private record Piece(int line, Payload bytes, boolean returned) {}

    /** How far a file had come, and what it held until there. */
    record Mark(int lines, long sum) {}

    /** An entry before the mark is told again all the same: the one who heard it may not have kept it. */
    private static final int LINES_AGAIN = 256;

    /** @param last how far the file had come when it was read the last time */
    JournalFile(SourceTree tree, Node node, Timestamps times, EntryOwner.InOrder owners, Optional<Mark> last) {
        this.last = last;
        this.tree = tree;
        this.node = node;
        this.times = times;
        this.owners = owners;
    }

    /** Looks through the file. */
    void scan(Results results) {
        try {
            boolean foreign = TextFile.of("", bytes(0, 64), tree.limits()).findings().stream()
                    .anyMatch(finding -> finding.code().equals("WRONG_ENCODING"));
            if (foreign && !transcode(results)) {
                return;
            }
            if (!foreign) {
                results.file(node.file(), true);
            }
            byte[] beginning = bytes(0, tree.limits().lineCharsMax());
            isArray = JournalArray.isOne(beginning, beginning.length == sizeBytes());
            Json read;
            if (isArray) {
                read = new JournalArray(tree, node, this, results).read();
            } else {
                read = new JournalScan(tree.limits(), node.file(), this, results).read(stream());
            }
            frame = Optional.of(foreign ? Frames.bytes(original()) : read);
        } catch (IOException e) {
            results.finding(SourceTree.unreadable(node, e));
            results.file(node.file(), false);
        }
    }

    private boolean transcode(Results results) {
        Optional<byte[]> bytes = tree.read(node, results);
        if (bytes.isEmpty()) {
            return false;
        }
        TextFile text = TextFile.of(node.file(), bytes.get(), tree.limits());
        Quarantine.tell(
                text.findings().stream()
                        .filter(finding -> finding.code().equals("WRONG_ENCODING"))
                        .toList(),
                true,
                bytes.get(),
                results);
        transcoded = Optional.of(Payload.of(text.text().getBytes(StandardCharsets.UTF_8)));
        return true;
    }

    /** Returns how long it is. */
    long sizeBytes() {
        return transcoded.map(payload -> (long) payload.sizeBytes()).orElse(node.sizeBytes());
    }

    /** Reads this from now on instead: the same as other bytes. */
    void replace(byte[] utf8) {
        transcoded = Optional.of(Payload.of(utf8));
    }

    /** Returns the bytes of the file itself, which is not too large. */
    byte[] original() {
        return tree.read(node, new Results()).orElseGet(() -> new byte[0]);
    }

    /** Returns some bytes from the middle, fewer at its end. */
    byte[] bytes(long offset, int sizeBytes) throws IOException {
        if (transcoded.isEmpty()) {
            return tree.read(node, offset, sizeBytes);
        }
        byte[] all = transcoded.get().bytes();
        int from = (int) Math.min(all.length, offset);
        return Arrays.copyOfRange(all, from, Math.min(all.length, from + sizeBytes));
    }

    /** Returns it from its first byte on. */
    InputStream stream() {
        return transcoded.isPresent()
                ? new ByteArrayInputStream(transcoded.get().bytes())
                : tree.stream(node);
    }

    /** Notes an entry; returns whether some SBI owns it. What is wrong in one that none owns is told here. */
    boolean note(JsonFile read, int line, long offset, int sizeBytes, Results results) {
        EntryOwner told = EntryOwner.of(read.object().orElseThrow());
        Optional<String> owner = owners.next(told);
        told.sbi()
                .filter(text -> owner.isEmpty() && !SbiName.isId(text))
                .ifPresent(text -> results.warn(
                        node.file(), where(line), "ILLEGAL_ID", "'%s' is no id: the entry has no owner", text));
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

    /** Notes what has to be kept as it stands. {@code returned}: it ends in a carriage return too. */
    void piece(int line, byte[] bytes, boolean returned, Results results) {
        boolean had = pieceBytes <= tree.limits().fileBytesMax();
        pieceBytes += bytes.length + 32L;
        if (pieceBytes <= tree.limits().fileBytesMax()) {
            pieces.add(new Piece(line, Payload.of(bytes), returned));
        } else if (had) {
            results.warn(
                    node.file(),
                    where(line),
                    "RESOURCE_LIMIT",
                    "more than %d bytes of the journal belong to no SBI: the rest stays where it is",
                    tree.limits().fileBytesMax());
        }
    }

    List<Frames.Piece> pieces(boolean allReturned) {
        return pieces.stream()
                .map(piece -> new Frames.Piece(
                        piece.line(),
                        FileEntity.Content.of(
                                piece.returned() && !allReturned
                                        ? returned(piece.bytes().bytes())
                                        : piece.bytes().bytes())))
                .toList();
    }

    private static byte[] returned(byte[] bytes) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = '\r';
        return longer;
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

    /** Hears of each line in its order. */
    void passed(Lines.Line line) {
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
                int size = slices.sizeBytes(i); // the byte after it tells how the line ends
                entry(bytes(slices.offset(i), size + 1), size, slices.line(i), results)
                        .ifPresent(entries::add);
            }
        } catch (IOException e) {
            results.finding(SourceTree.unreadable(node, e));
        }
        return entries;
    }

    /** Reads an entry again; its flaws as JSON have been told. */
    private Optional<JournalEntry> entry(byte[] bytes, int sizeBytes, int number, Results results) {
        boolean returned = bytes.length > sizeBytes && bytes[sizeBytes] == '\r';
        byte[] line = Arrays.copyOf(bytes, Math.min(bytes.length, sizeBytes) + (returned ? 2 : 1));
        line[line.length - 1] = '\n'; // also that of one that has no line end yet: the next one will give it one
        JsonFile read = JsonFile.read(node.file(), line, tree.limits(), JsonFile.Role.RECORD);
        return read.object().map(_ -> entry(read, number, results));
    }

    /** Returns the entry that was read, with the findings about its fields. */
    private JournalEntry entry(JsonFile read, int line, Results results) {
        return JournalEntry.of(
                node.file(),
                Optional.of(line),
                read,
                isArray ? Spelling.COMPACT : read.style(),
                Optional.empty(),
                times,
                inLine(results, where(line)));
    }

    private String where(int line) {
        return isArray ? "[%d]".formatted(line - 1) : "line " + line;
    }

    /** Returns a reader of one line: that is the place, the place in it becomes part of the sentence. */
    static Results inLine(Results results, String where) {
        return results.placed(finding -> {
            boolean placed = finding.where().isEmpty()
                    || finding.where().startsWith("line ")
                    || finding.where().startsWith("byte ");
            String message = placed ? finding.message() : finding.where() + " " + finding.message();
            return new Finding(finding.file(), where, finding.severity(), finding.code(), message);
        });
    }
}
