package dev.daybook;

import static dev.daybook.cli.ProgramSetting.NODE_LEASE_MS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Expected;
import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.cli.DataDirectoryOpener.Stay;
import dev.daybook.cli.Exchange;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A node of a journal in a database, in the process of the test, and what is asked of it. */
final class NodeServing {

    private static final ObjectMapper JSON = new ObjectMapper();

    private NodeServing() {}

    /** An answer: its status, what of its headers is of interest, and its body. */
    record Answer(int status, Map<String, String> headers, JsonNode body) {

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * Serves.
     *
     * @param folder in which its data directory is, by its name
     * @param readModels where they are: {@code local} or {@code postgresql}
     */
    static Running serve(Path folder, String name, String address, String readModels) {
        DataDirectory data = DataDirectory.at(folder.resolve(name));
        data.create();
        return Application.open(
                data,
                ProgramSettings.of(
                        Map.of(
                                ProgramSetting.JOURNAL,
                                address,
                                ProgramSetting.NODE_NAME,
                                name,
                                ProgramSetting.READ_MODELS,
                                readModels,
                                NODE_LEASE_MS,
                                "1500"),
                        Map.of(),
                        data.path()),
                Stay.SERVE,
                Listen.PRIVATE,
                new Expected(0, false),
                UnaryOperator.identity());
    }

    static Answer get(Running node, String path) {
        return send(node, "GET", path, Map.of(), "");
    }

    static Answer register(Running node, String title, Map<String, String> headers) {
        return send(node, "POST", "/api/v1/sbis", headers, "{\"title\":\"%s\"}".formatted(title));
    }

    static Answer send(Running node, String method, String path, Map<String, String> headers, String body) {
        try {
            var all = new HashMap<>(headers);
            if (!body.isEmpty()) {
                all.put("Content-Type", "application/json");
            }
            Exchange.Reply reply = node.exchange().send(method, path, all, body.getBytes(StandardCharsets.UTF_8));
            try (InputStream stream = reply.body()) {
                byte[] bytes = stream.readAllBytes();
                return new Answer(reply.status(), reply.headers(), JSON.readTree(bytes));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
