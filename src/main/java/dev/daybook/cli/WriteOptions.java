package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of commands that change something, and how they are sent. */
class WriteOptions {

    @Option(
            names = {"--revision", "--if-revision"},
            paramLabel = "N",
            description = "only if it still has this revision (default: the one it has now)")
    private Optional<String> revision = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "idempotency key: the same command with the same key is carried out once")
    private Optional<String> key;

    /**
     * Returns what goes with each of them.
     *
     * @param given the arguments of the operation that are sent in headers
     */
    Map<String, String> headers(Map<String, String> given) {
        var headers = new LinkedHashMap<>(given);
        key.ifPresent(text -> headers.put("Idempotency-Key", text));
        return headers;
    }

    /** Sends a change of a new thing, or one that no revision is asked for. */
    JsonNode send(CommandContext context, String method, String path, JsonNode body, Map<String, String> given) {
        Map<String, String> headers = headers(given);
        revision.ifPresent(text -> headers.put("If-Match", "\"" + text + "\""));
        return context.client()
                .send(method, path, Optional.of(body).filter(node -> !node.isMissingNode()), headers)
                .body();
    }

    /** Sends a change that needs a revision, which is whatever there is if none was given and the body tells none. */
    JsonNode sendUnseen(CommandContext context, String method, String path, JsonNode body, Map<String, String> given) {
        Map<String, String> headers = headers(given);
        revision.map(text -> "\"" + text + "\"")
                .or(() -> body.hasNonNull("revision") ? Optional.empty() : Optional.of("*"))
                .ifPresent(text -> headers.put("If-Match", text));
        return context.client()
                .send(method, path, Optional.of(body).filter(node -> !node.isMissingNode()), headers)
                .body();
    }

    /** Sends a change that needs the revision it is meant for: the present one if none was given. */
    JsonNode sendTo(
            CommandContext context,
            String method,
            String thing,
            String path,
            JsonNode body,
            Map<String, String> given) {
        Map<String, String> headers = headers(given);
        headers.put(
                "If-Match",
                revision.map(text -> "\"" + text + "\"")
                        .orElseGet(
                                () -> context.client().now(thing).header("ETag").orElse("*")));
        return context.client()
                .send(method, path, Optional.of(body).filter(node -> !node.isMissingNode()), headers)
                .body();
    }
}
