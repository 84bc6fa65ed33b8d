package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.BiPredicate;

/** Reads server-sent events whose data is JSON. */
final class EventStream {

    /**
     * Hands every event's name and data to {@code listener} until it returns false or the server ends the stream.
     *
     * @return whether the listener ended it
     */
    static boolean read(InputStream stream, BiPredicate<String, JsonNode> listener) {
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            var name = "message";
            var data = new StringBuilder();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty() && !listener.test(name, Output.JSON.readTree(data.toString()))) {
                        return true;
                    }
                    name = "message";
                    data.setLength(0);
                } else if (line.startsWith("event:")) {
                    name = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    data.append(data.isEmpty() ? "" : "\n")
                            .append(line.substring("data:".length()).strip());
                }
            }
            return false;
        } catch (IOException e) {
            throw Failure.because(
                    "the connection to the server broke: " + Failures.describe(e), "run the command again", e);
        }
    }

    private EventStream() {}
}
