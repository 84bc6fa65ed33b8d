package dev.daybook.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The records of a unit's files that are lists of records, as they stand there. */
final class FileRecords {

    /**
     * Returns the records as compact JSON, in their order. Where there is no file, or nothing in it, there are none.
     *
     * @throws IOException if a file cannot be read to its end
     */
    static List<String> all(List<Path> files) throws IOException {
        var records = new ArrayList<String>();
        for (Path file : files) {
            for (JsonNode it : array(file)) {
                records.add(JsonText.of(it).text());
            }
        }
        return records;
    }

    /** Returns the first record of that id. */
    static Optional<String> find(List<Path> files, String id) throws IOException {
        for (Path file : files) {
            for (JsonNode it : array(file)) {
                if (it.path("id").asText().equals(id)) {
                    return Optional.of(JsonText.of(it).text());
                }
            }
        }
        return Optional.empty();
    }

    private static JsonNode array(Path file) throws IOException {
        if (!Files.exists(file)) {
            return JsonText.tree(new Json("[]"));
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return JsonText.tree(new Json("[]"));
        }
        try {
            JsonNode array = JsonText.tree(JsonText.parse(text));
            if (array.isArray()) {
                return array;
            }
        } catch (Rejected | IllegalArgumentException e) {
            throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        throw new IOException("%s cannot be read: it holds no list".formatted(file));
    }

    private FileRecords() {}
}
