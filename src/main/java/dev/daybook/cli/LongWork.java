package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Work that may take minutes: waited for with a bar, cancelled when the command is told to stop. */
final class LongWork {

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** What is through by then needs no bar. */
    private static final Map<String, String> SOON = Map.of("Prefer", "wait=1");

    /** Has it done, and returns what came of it. */
    static JsonNode run(CommandContext context, String task, String path, JsonNode body) {
        return run(context, task, "POST", path, Optional.of(body));
    }

    static JsonNode run(CommandContext context, String task, String method, String path, Optional<JsonNode> body) {
        var client = context.client();
        var answer = client.send(method, path, body, SOON);
        if (answer.status() != 202) {
            return answer.body();
        }
        String job = "/jobs/" + answer.body().path("id").asText();
        try (var _ = context.beforeStop(() -> cancel(client, job));
                var progress = context.bar(task)) {
            var now = answer.body();
            while (now.path("state").asText().equals("running")) { // until it ends or is cancelled
                var at = now.path("progress");
                progress.at(
                        at.path("done").asLong(),
                        at.path("total").asLong(),
                        at.path("message").asText());
                LockSupport.parkNanos(PAUSE.toNanos());
                now = client.get(job);
            }
            if (now.has("problem")) {
                throw client.failure(now.path("problem").path("status").asInt(), now.path("problem"));
            }
            if (!now.has("result")) {
                throw Failure.because("%s was cancelled".formatted(task), "run the command again");
            }
            return now.path("result");
        }
    }

    private static void cancel(Client client, String job) {
        try {
            client.send("DELETE", job, Optional.empty(), Map.of());
        } catch (Failure _) {
            // it has ended, or its server has
        }
    }

    private LongWork() {}
}
