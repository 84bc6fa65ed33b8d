package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Container;
import dev.daybook.importing.FileEntity.Content;
import dev.daybook.importing.FileSwap;
import dev.daybook.importing.JsonSpelling;
import dev.daybook.importing.Limits;
import dev.daybook.importing.LinesDocument;
import dev.daybook.importing.RecordStore;
import dev.daybook.shape.JsonWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The journals of the tool that hold one record per line, or all in one array: their lines come in the order of the
 * SBIs and go out in their own. What waits stands in a file aside; only where each line is stays in memory.
 */
final class SharedJournals implements AutoCloseable {

    static final String VAR = ".deespec/var/journal.ndjson";
    static final String ROOT = "journal.ndjson";

    private static final Container LINES = LinesDocument.jsonLines();

    private final RecordStore store;
    private final Map<String, Index> byFile = new LinkedHashMap<>();
    private final Map<String, List<NewEntry>> added = new HashMap<>();

    /** The newest word on a line: what the fact that told it stands at in our journal, and where it is aside. */
    private record Line(long position, RecordStore.Place place) {}

    /** What is known of one file. */
    private static final class Index {
        final Map<Integer, Line> lines = new HashMap<>();
        boolean timestamps;
        boolean statuses;
        boolean edited;
    }

    SharedJournals(Path aside) {
        this.store = new RecordStore(aside);
    }

    /**
     * Takes a line, as it is to be written; its line end is that of the file.
     *
     * @param edited whether it says something else than it did
     */
    void add(String file, int line, long position, byte[] entry, boolean edited) {
        Index index = byFile.computeIfAbsent(file, _ -> new Index());
        var text = new String(entry, StandardCharsets.UTF_8);
        index.timestamps |= text.contains("\"timestamp\"");
        index.statuses |= text.contains("\"status\"");
        index.edited |= edited;
        byte[] bytes = text.endsWith("\n") ? Arrays.copyOf(entry, entry.length - 1) : entry;
        index.lines.merge(
                line,
                new Line(position, store.put(bytes)),
                (one, other) -> one.position() < other.position() ? other : one);
    }

    /** Takes an entry that stands behind all others. */
    void append(String file, NewEntry entry) {
        added.computeIfAbsent(file, _ -> new ArrayList<>()).add(entry);
    }

    /** Returns the entries that stand behind all others, by file. */
    Map<String, List<NewEntry>> added() {
        return Map.copyOf(added);
    }

    /** Writes the file that {@code frame} is of. */
    void write(String file, JsonNode frame, OutputStream to) throws IOException {
        var out = new BufferedOutputStream(to);
        Index index = byFile.getOrDefault(file, new Index());
        List<NewEntry> fresh = new ArrayList<>(added.getOrDefault(file, List.of()));
        fresh.sort((one, other) -> one.finishedAt().compareTo(other.finishedAt()));
        NewEntry.Form form = NewEntry.Form.of(index.timestamps, index.statuses, index.lines.isEmpty());
        List<Json> entries = fresh.stream().map(newEntry -> newEntry.json(form)).toList();
        if (frame.path("byteOrderMark").asBoolean()) {
            write(out, "\uFEFF");
        }
        if (frame.path("form").asText().equals("array")) {
            array(out, frame, index, entries);
        } else {
            lines(out, frame, index, entries);
        }
        out.flush();
    }

    private void lines(OutputStream out, JsonNode frame, Index index, List<Json> fresh) throws IOException {
        int lines = frame.path("lines").asInt();
        String newline = frame.path("newline").asText().equals("CRLF") ? "\r\n" : "\n";
        Map<Integer, JsonNode> pieces = pieces(frame);
        String before = "";
        boolean gone = false;
        for (int line = 1; line <= lines; line++) {
            Optional<byte[]> bytes = bytes(line, pieces, index);
            if (bytes.isPresent()) {
                byte[] it = bytes.get();
                boolean returned = newline.length() == 2 && it.length > 0 && it[it.length - 1] == '\r';
                write(out, before);
                out.write(it, 0, returned ? it.length - 1 : it.length);
                before = newline;
            } else {
                gone = true; // the entry of an SBI that was deleted
            }
        }
        for (Json it : fresh) {
            write(out, before + it.text());
            before = newline;
        }
        if (frame.path("finalNewline").asBoolean() || !fresh.isEmpty() || gone) {
            write(out, before);
        }
    }

    private void array(OutputStream out, JsonNode frame, Index index, List<Json> fresh) throws IOException {
        Spelling style = JsonSpelling.of(frame.path("spelling"));
        if (style.verbatim().isPresent() && fresh.isEmpty() && !index.edited) {
            write(out, style.verbatim().get());
            return;
        }
        int elements = frame.path("lines").asInt();
        Map<Integer, JsonNode> pieces = pieces(frame);
        var all = new StringBuilder("[");
        for (int i = 1; i <= elements; i++) {
            bytes(i, pieces, index)
                    .ifPresent(bytes -> all.append(all.length() > 1 ? "," : "")
                            .append(new String(bytes, StandardCharsets.UTF_8).strip()));
        }
        fresh.forEach(json -> all.append(all.length() > 1 ? "," : "").append(json.text()));
        Json array = JsonText.parse(all.append(']').toString());
        out.write(JsonWriter.text(array, style.withVerbatim(Optional.empty())));
    }

    /** Returns what stands on a line; nothing if it was the entry of an SBI that is deleted. */
    private Optional<byte[]> bytes(int line, Map<Integer, JsonNode> pieces, Index index) throws IOException {
        if (pieces.containsKey(line)) {
            return Optional.of(piece(pieces.get(line)));
        }
        Line told = index.lines.get(line);
        return told == null ? Optional.empty() : Optional.of(store.bytes(told.place()));
    }

    private static Map<Integer, JsonNode> pieces(JsonNode frame) {
        var pieces = new HashMap<Integer, JsonNode>();
        frame.path("pieces").forEach(node -> pieces.put(node.path("line").asInt(), node));
        return pieces;
    }

    static byte[] piece(JsonNode piece) {
        return new Content(
                        piece.path("encoding").asText(), piece.path("content").asText())
                .bytes();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns a journal of lines with new entries behind those that stand in its file; nothing if all of them stand there.
     *
     * @throws IOException if it holds something else than lines
     */
    static Optional<byte[]> appended(Path file, List<NewEntry> entries) throws IOException {
        byte[] before = FileSwap.read(file).bytes().orElse(new byte[0]);
        var text = new String(before, StandardCharsets.UTF_8);
        if (text.stripLeading().startsWith("[")) {
            throw new IOException("%s is one list, not a line per entry: it is left as it is".formatted(file));
        }
        List<JsonNode> lines = LINES.read(file.toString(), before, Limits.DEFAULT).pieces().stream()
                .map(piece -> JsonText.tree(piece.value()))
                .toList();
        NewEntry.Form form =
                NewEntry.Form.of(text.contains("\"timestamp\""), text.contains("\"status\""), lines.isEmpty());
        List<Container.Added> added = entries.stream()
                .filter(newEntry -> lines.stream().noneMatch(line -> isThere(newEntry, line)))
                .map(newEntry -> new Container.Added(List.of(), newEntry.json(form)))
                .toList();
        return Optional.of(added)
                .filter(addeds -> !addeds.isEmpty())
                .map(addeds -> LINES.edit(before, Spelling.COMPACT, List.of(), addeds));
    }

    private static boolean isThere(NewEntry entry, JsonNode line) {
        return line.path("turn").asInt(-1) == entry.turn().number
                && line.path("step").asText().equalsIgnoreCase(entry.turn().step.text())
                && line.toString().contains(entry.sbi());
    }

    @Override
    public void close() {
        store.close();
    }
}
