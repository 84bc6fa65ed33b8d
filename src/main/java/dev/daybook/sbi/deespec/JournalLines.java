package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.importing.FileSwap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** New entries of a journal of lines, behind those that stand in its file already. */
record JournalLines(Path file, List<NewEntry> entries) {

    static final String VAR = ".deespec/var/journal.ndjson";
    static final String ROOT = "journal.ndjson";

    /**
     * Returns the file as it should be; nothing if all of them stand there.
     *
     * @throws IOException if it holds something else than lines
     */
    Optional<byte[]> result() throws IOException {
        String text = FileSwap.read(file)
                .bytes()
                .map(it -> new String(it, StandardCharsets.ISO_8859_1))
                .orElse("");
        if (text.stripLeading().startsWith("[")) {
            throw new IOException("%s is one list, not a line per entry: it is left as it is".formatted(file));
        }
        var lines = new ArrayList<JsonNode>();
        text.lines().forEach(it -> line(it).ifPresent(lines::add));
        NewEntry.Form form =
                NewEntry.Form.of(text.contains("\"timestamp\""), text.contains("\"status\""), lines.isEmpty());
        var added = new StringBuilder();
        for (NewEntry it : entries) {
            if (lines.stream().noneMatch(line -> isThere(it, line))) {
                added.append(new String(
                                it.json(form).text().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                        .append('\n');
            }
        }
        if (added.isEmpty()) {
            return Optional.empty();
        }
        String before = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        return Optional.of((before + added).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean isThere(NewEntry entry, JsonNode line) {
        return line.path("turn").asInt(-1) == entry.turn().number
                && line.path("step").asText().equalsIgnoreCase(entry.turn().step.text())
                && line.toString().contains(entry.sbi());
    }

    private static Optional<JsonNode> line(String text) {
        String utf8 = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        try {
            return utf8.isBlank() ? Optional.empty() : Optional.of(JsonText.tree(new Json(utf8)));
        } catch (Rejected _) {
            return Optional.empty(); // a line that is cut, or something else
        }
    }
}
