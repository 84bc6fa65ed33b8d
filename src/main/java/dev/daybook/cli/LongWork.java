package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Work that may take minutes: waited for with a bar, cancelled when the command is told to stop. */
final class LongWork {

    /** From the first second on it can be cancelled. */
    private static final Map.Entry<String, String> WATCHED = Map.entry("Prefer", "respond-async");

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration PAUSE_MAX = Duration.ofMillis(200);
    private static final int NOT_FOUND = 404;

    /** Has it done, and returns what came of it. */
    static JsonNode run(
            CommandContext context,
            String task,
            String method,
            String path,
            Optional<JsonNode> body,
            Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put(WATCHED.getKey(), WATCHED.getValue());
        try {
            return watched(context, task, method, path, body, all);
        } catch (Failure failure) {
            if (context.connection().isRemote()
                    || failure.problem()
                            .filter(problem -> problem.status() == NOT_FOUND)
                            .isEmpty()) {
                throw failure;
            }
            return watched(context, task, method, path, body, all); // what was looked at had to be mended first
        }
    }

    private static JsonNode watched(
            CommandContext context,
            String task,
            String method,
            String path,
            Optional<JsonNode> body,
            Map<String, String> headers) {
        var client = context.client();
        var answer = client.send(method, path, body, headers);
        if (answer.status() != 202) {
            return answer.body();
        }
        String job = "/jobs/" + answer.body().path("id").asText();
        try (var _ = context.connection().beforeStop(() -> cancel(context, task, job));
                var progress = context.progress(task)) {
            var now = answer.body();
            Duration pause = FIRST_PAUSE;
            while (now.path("state").asText().equals("running")) { // until it ends or is cancelled
                progress.at(now.path("progress"));
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
                now = client.get(job);
            }
            progress.at(now.path("progress")); // also where it was over before anybody looked
            if (now.has("problem")) {
                throw client.failure(now.path("problem").path("status").asInt(), now.path("problem"));
            }
            if (!now.has("result")) {
                throw Failure.because("%s was cancelled".formatted(task), "run the command again");
            }
            return now.path("result");
        }
    }

    /** Nobody waits for it any more: it ends, also in a server that goes on. */
    private static void cancel(CommandContext context, String task, String job) {
        try {
            context.client().send("DELETE", job, Optional.empty(), Map.of());
            context.note("%s was cancelled".formatted(task));
        } catch (Failure failure) {
            context.note("%s cannot be cancelled: %s".formatted(task, failure.getMessage()));
        }
    }

    private LongWork() {}
}
