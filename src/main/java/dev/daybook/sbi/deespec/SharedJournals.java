package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.LinesDocument;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileSwap;
import dev.daybook.importing.frame.LogFrame;
import dev.daybook.importing.frame.RecordStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The journals of the tool that hold one record per line, or all in one array: their lines come in the order of the
 * SBIs and go out in their own. What waits stands in a file aside; only where each line is stays in memory.
 */
final class SharedJournals implements AutoCloseable {

    static final String VAR = ".deespec/var/journal.ndjson";

    /** Where such a journal may stand: the first one that is there is added to. */
    static final List<String> FILES = List.of(VAR, FirstEras.JOURNAL);

    private static final Container LINES = LinesDocument.jsonLines();

    private final Optional<Path> base;
    private final RecordStore store;
    private final Map<String, Index> byFile = new LinkedHashMap<>();
    private final Map<String, List<NewEntry>> added = new HashMap<>();

    /**
     * The newest word on a line: what the fact that told it stands at in our journal, and where it is aside; nowhere if
     * its SBI is deleted.
     */
    private record Line(long position, Optional<RecordStore.Place> place) {}

    /** What is known of one file. */
    private static final class Index {
        final Map<Integer, Line> lines = new HashMap<>();
        boolean timestamps;
        boolean statuses;
        boolean edited;

        void add(int number, Line line) {
            lines.merge(number, line, (one, other) -> one.position() < other.position() ? other : one);
        }

        boolean isEmpty() {
            return lines.values().stream().allMatch(line -> line.place().isEmpty());
        }

        Optional<RecordStore.Place> place(int number) {
            return Optional.ofNullable(lines.get(number)).flatMap(Line::place);
        }

        /** Whether one of the first {@code count} lines says something else than it did, or nothing. */
        boolean differs(int count) {
            return edited
                    || lines.entrySet().stream()
                            .anyMatch(line -> line.getKey() <= count
                                    && line.getValue().place().isEmpty());
        }
    }

    /** @param base the tree that is written into, where one is: what stands in it is not only ours */
    SharedJournals(Path aside, Optional<Path> base) {
        this.base = base;
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
        index.add(line, new Line(position, Optional.of(store.put(bytes))));
    }

    /** Leaves out a line of an SBI that is deleted. */
    void leaveOut(String file, int line, long position) {
        byFile.computeIfAbsent(file, _ -> new Index()).add(line, new Line(position, Optional.empty()));
    }

    /** Takes an entry that stands behind all others. */
    void append(String file, NewEntry entry) {
        added.computeIfAbsent(file, _ -> new ArrayList<>()).add(entry);
    }

    /** Returns the entries that stand behind all others, by file. */
    Map<String, List<NewEntry>> added() {
        return Map.copyOf(added);
    }

    /** Writes the file that {@code frame} is of, without the entries of SBIs that are deleted. */
    void write(String file, LogFrame frame, OutputStream out) throws IOException {
        Index index = byFile.getOrDefault(file, new Index());
        List<NewEntry> fresh = new ArrayList<>(added.getOrDefault(file, List.of()));
        fresh.sort(Comparator.comparing(NewEntry::finishedAt));
        NewEntry.Form form = NewEntry.Form.of(index.timestamps, index.statuses, index.isEmpty());
        frame.write(
                out,
                line -> {
                    Optional<RecordStore.Place> place = index.place(line);
                    return place.isEmpty() ? Optional.empty() : Optional.of(store.bytes(place.get()));
                },
                fresh.stream().map(newEntry -> newEntry.json(form)).toList(),
                index.differs(frame.lines()));
    }

    /**
     * Returns a journal of lines with new entries behind those that stand in its file; nothing if all of them stand there.
     *
     * @throws IOException if it holds something else than lines
     */
    static Optional<byte[]> appended(String file, byte[] before, List<NewEntry> entries) throws IOException {
        var text = new String(before, StandardCharsets.UTF_8);
        if (text.stripLeading().startsWith("[")) {
            throw new IOException("%s is one list, not a line per entry: it is left as it is".formatted(file));
        }
        Set<Turn> lines = LINES.read(file, before, Limits.DEFAULT).pieces().stream()
                .map(piece -> Turn.of(JsonText.tree(piece.value())))
                .collect(Collectors.toSet());
        NewEntry.Form form =
                NewEntry.Form.of(text.contains("\"timestamp\""), text.contains("\"status\""), lines.isEmpty());
        List<Container.Added> added = entries.stream()
                .filter(newEntry -> !lines.contains(Turn.of(newEntry)))
                .map(newEntry -> new Container.Added(List.of(), newEntry.json(form)))
                .toList();
        return Optional.of(added)
                .filter(addeds -> !addeds.isEmpty())
                .map(addeds -> LINES.edit(before, Spelling.COMPACT, List.of(), addeds));
    }

    /** Returns whether the file of an entry is there already, and tells of something else. */
    boolean isOfAnother(String file, NewEntry entry) {
        if (base.isEmpty()) {
            return false;
        }
        try {
            return FileSwap.read(base.get(), FileNames.resolve(base.get(), file))
                    .bytes()
                    .filter(bytes -> JsonFile.read(file, bytes, Limits.DEFAULT, JsonFile.Role.PIECE)
                            .object()
                            .filter(there -> Turn.of(there).equals(Turn.of(entry)))
                            .isEmpty())
                    .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an entry tells of. */
    private record Turn(int number, String step, Optional<String> sbi) {

        static Turn of(NewEntry entry) {
            return new Turn(entry.turn().number, entry.turn().step.text(), Optional.of(entry.sbi()));
        }

        static Turn of(JsonNode entry) {
            return new Turn(
                    entry.path("turn").asInt(-1),
                    entry.path("step").asText().toLowerCase(Locale.ROOT),
                    entry instanceof ObjectNode object ? EntryOwner.of(object).sbi() : Optional.empty());
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
