package dev.daybook.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The editor's way of working: each command reads and parses the whole file of the workspace, changes one session, and
 * writes the whole file anew in its place.
 *
 * @param flushed whether it is brought to the disk before the command ends; the editor does not
 */
record EditorFile(Path file, boolean flushed) {

    void create(ObjectNode session) throws IOException {
        ArrayNode all = all();
        all.add(session);
        write(all);
    }

    void update(ObjectNode session) throws IOException {
        ArrayNode all = all();
        for (int index = 0; index < all.size(); index++) {
            if (all.get(index).path("id").equals(session.get("id"))) {
                all.set(index, session);
                break;
            }
        }
        write(all);
    }

    void addMessage(String id, ObjectNode message) throws IOException {
        ArrayNode all = all();
        for (JsonNode session : all) {
            if (session.path("id").asText().equals(id)) {
                ((ArrayNode) session.get("chatHistory")).add(message);
                break;
            }
        }
        write(all);
    }

    ArrayNode all() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return bytes.length == 0
                ? SessionTree.MAPPER.createArrayNode()
                : (ArrayNode) SessionTree.MAPPER.readTree(bytes);
    }

    private void write(ArrayNode all) throws IOException {
        var bytes = ByteBuffer.wrap(
                SessionTree.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (flushed) {
                channel.force(true);
            }
        }
    }
}
