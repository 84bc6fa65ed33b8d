package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Container;
import dev.daybook.importing.FileSwap;
import dev.daybook.importing.Limits;
import dev.daybook.importing.LinesDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** New entries of a journal of lines, behind those that stand in its file already. */
record JournalLines(Path file, List<NewEntry> entries) {

    static final String VAR = ".deespec/var/journal.ndjson";
    static final String ROOT = "journal.ndjson";

    private static final Container LINES = LinesDocument.jsonLines();

    /**
     * Returns the file as it should be; nothing if all of them stand there.
     *
     * @throws IOException if it holds something else than lines
     */
    Optional<byte[]> result() throws IOException {
        byte[] before = FileSwap.read(file).bytes().orElse(new byte[0]);
        var text = new String(before, StandardCharsets.UTF_8);
        if (text.stripLeading().startsWith("[")) {
            throw new IOException("%s is one list, not a line per entry: it is left as it is".formatted(file));
        }
        List<JsonNode> lines = LINES.read(file.toString(), before, Limits.DEFAULT).pieces().stream()
                .map(it -> JsonText.tree(it.value()))
                .toList();
        NewEntry.Form form =
                NewEntry.Form.of(text.contains("\"timestamp\""), text.contains("\"status\""), lines.isEmpty());
        List<Container.Added> added = entries.stream()
                .filter(it -> lines.stream().noneMatch(line -> isThere(it, line)))
                .map(it -> new Container.Added(List.of(), it.json(form)))
                .toList();
        return Optional.of(added)
                .filter(it -> !it.isEmpty())
                .map(it -> LINES.edit(before, Spelling.COMPACT, List.of(), it));
    }

    private static boolean isThere(NewEntry entry, JsonNode line) {
        return line.path("turn").asInt(-1) == entry.turn().number
                && line.path("step").asText().equalsIgnoreCase(entry.turn().step.text())
                && line.toString().contains(entry.sbi());
    }
}
