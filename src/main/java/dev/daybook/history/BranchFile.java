package dev.daybook.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** The file with the branches: replaced as a whole, so that a crash leaves the old or the new one. */
record BranchFile(Path file) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** @throws Rejected if it cannot be read: it says what to do */
    List<Branch> read() {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            return json.path("branches").valueStream().map(BranchFile::branch).toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (JsonProcessingException | DateTimeException e) {
            throw Rejected.conflict(
                    "%s cannot be read (%s): remove it, and make the branches again",
                    String.valueOf(file.getFileName()), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static Branch branch(JsonNode it) {
        return new Branch(
                it.path("name").asText(),
                it.path("id").asText(),
                Instant.parse(it.path("at").asText()),
                it.path("by").asText(),
                it.path("position").asLong(),
                it.path("chain").asText(),
                it.path("without").valueStream().map(JsonNode::asText).toList(),
                it.path("after").asLong(),
                it.path("facts").asLong());
    }

    void write(List<Branch> branches) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("branches");
        for (Branch branch : branches) {
            ObjectNode one = list.addObject();
            one.put("name", branch.name());
            one.put("id", branch.id());
            one.put("at", branch.at().toString());
            one.put("by", branch.by());
            one.put("position", branch.position());
            one.put("chain", branch.chain());
            branch.without().forEach(one.putArray("without")::add);
            one.put("after", branch.after());
            one.put("facts", branch.facts());
        }
        try {
            DurableFiles.replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }
}
