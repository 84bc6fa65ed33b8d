package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.cli.DataDirectoryOpener.Listen;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * A short real session in one process, for the JVM to learn from what it will have to load: the launcher runs it after a
 * build and keeps what was learned in the start-up caches. In a new folder, which it leaves there, it is what a user would
 * do first; on what it left, only what is asked most: the fewer classes such a cache has, the quicker is the answer.
 */
@Command(name = "rehearse", hidden = true, description = "Runs what a user would run first; for the launcher.")
final class Rehearse extends Action {

    private static final List<List<String>> SESSION = List.of(
            List.of("demo", "--exit"),
            List.of("sbi", "register", "Rehearse"),
            List.of("checkpoints"),
            List.of("projections"),
            List.of("journal", "tail"),
            List.of("migrations"),
            List.of("verify", "--journal-only"));

    private static final List<List<String>> QUESTIONS = List.of(
            List.of("search", "retry worker"),
            List.of("search", "retry", "--format", "json"),
            List.of("sbi", "list"),
            List.of("sbi", "list", "--format", "json"),
            List.of("audit", "--limit", "5"),
            List.of("audit", "--limit", "5", "--format", "csv"),
            List.of("log"),
            List.of("status"),
            List.of("show", "1"),
            List.of("projects"),
            List.of("dirs"),
            List.of("plan", "list"),
            List.of("session", "list"),
            List.of("events"),
            List.of("config"),
            List.of("config", "list"));

    /** What clients ask of a server. */
    private static final List<String> SERVED = List.of(
            "/sbis?limit=50",
            "/sbis/%s",
            "/sbis/%s?asOf=%s",
            "/history/sbi/%s",
            "/audit?limit=50",
            "/audit?limit=50&since=2025-01-01T00:00:00Z&until=2030-01-01T00:00:00Z",
            "/search?q=retry&limit=20");

    /** The JVM looks at what is called some hundred times. */
    private static final int CALLS = 400;

    @Override
    boolean begins() {
        return true;
    }

    @Override
    Exit run(CommandContext context) {
        boolean isNew = !context.data().isBegun();
        for (List<String> command :
                isNew ? Stream.concat(SESSION.stream(), QUESTIONS.stream()).toList() : QUESTIONS) {
            var args = Stream.concat(
                            command.stream(),
                            Stream.of("--data", context.data().path().toString()))
                    .toArray(String[]::new);
            Cli.run(context.environment(), args);
        }
        if (isNew) {
            serve(context);
        }
        return Exit.OK;
    }

    private static void serve(CommandContext context) {
        var running = context.connection().serve(Listen.PRIVATE);
        var client = new Client(
                new HttpExchange(running.local(), running.pass(), () -> true), "rehearsal", UnaryOperator.identity());
        List<JsonNode> tasks = client.get("/sbis").path("items").valueStream().toList();
        long begun = client.post("/sbis", Bodies.object().put("title", "Rehearse"))
                .path("position")
                .asLong();
        for (int call = 0; call < CALLS; call++) {
            String task = tasks.get(call % tasks.size()).path("id").asText();
            SERVED.forEach(path -> client.get(path.formatted(task, begun)));
            client.post("/sbis", Bodies.object().put("title", "Rehearse " + call));
        }
        client.post("/rollbacks", Bodies.object().put("to", begun)); // of all that was registered
    }
}
