package dev.daybook.session.ait42.witness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.importing.Results;
import dev.daybook.importing.Witness.Statement;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The folders that the mapping names. */
final class Folders {

    private final Map<String, String> named = new HashMap<>();

    Folders(Home home) {
        home.tree()
                .child(home.tree().top(), "workspace_mapping.json")
                .flatMap(node -> home.tree().read(node, new Results()))
                .ifPresent(this::read);
    }

    private void read(byte[] mapping) {
        try {
            for (Map.Entry<String, JsonNode> it :
                    new ObjectMapper().readTree(mapping).properties()) {
                if (it.getKey().matches("[0-9a-f]{16}") && it.getValue().isTextual()) {
                    named.put(it.getKey(), it.getValue().textValue());
                }
            }
        } catch (IOException _) {
            // nothing of it is certain
        }
    }

    /** Returns what is certain of a workspace. */
    Optional<Statement> of(String workspace) {
        String path = named.get(workspace);
        if (path == null || path.isEmpty()) {
            return Optional.empty();
        }
        String canonical = hash(real(path));
        return canonical.equals(workspace) || hash(path).equals(workspace)
                ? Optional.of(new Statement(
                        new StreamId("workspace", workspace), Map.of("/path", path, "/canonical", canonical)))
                : Optional.empty();
    }

    /** Returns the path as the system knows it, or without slashes at its end. */
    static String real(String path) {
        try {
            return Path.of(path).toRealPath().toString();
        } catch (IOException | InvalidPathException _) {
            return path.replaceFirst("/+$", "");
        }
    }

    static String hash(String text) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e); // the platform promises it
        }
    }
}
