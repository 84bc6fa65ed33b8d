package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The read models: how far they are, building them anew, going back a generation. */
@Command(
        name = "projections",
        description = "The read models: how far they are, how large, and the hash of their tables.",
        subcommands = {Projections.Back.class, Projections.Retry.class})
final class Projections extends Action {

    private static final Duration PAUSE = Duration.ofMillis(200);

    @Option(names = "--hash", description = "with the hash of their tables, which takes a while for large ones")
    private boolean hash;

    @Override
    Exit run(CommandContext context) {
        var items = context.client()
                .get("/projections", hash ? Client.query().with("hash", true) : Client.query())
                .path("items");
        context.output().rows(columns(hash), items.iterator(), "no projections");
        for (JsonNode item : items) {
            for (JsonNode stream : item.path("quarantined")) {
                context.note(
                        "%s: %s".formatted(item.path("name").asText(), stream.isTextual() ? stream.asText() : stream));
                context.note("  when the cause is gone: daybook projections retry %s%s"
                        .formatted(item.path("name").asText(), context.dataFlag()));
            }
        }
        return Exit.OK;
    }

    private static List<Column> columns(boolean hash) {
        var columns = new ArrayList<>(List.of(
                Column.of("name"),
                Column.of("state"),
                Column.of("position"),
                Column.of("head"),
                Column.of("lag", "/lagEvents"),
                Column.of("seconds", "/lagSeconds"),
                Column.of("bytes", "/sizeBytes"),
                Column.of("version"),
                Column.of("generation"),
                new Column(
                        "quarantined",
                        row -> Integer.toString(row.path("quarantined").size()))));
        if (hash) {
            columns.add(Column.of("hash"));
        }
        return columns;
    }

    @Command(name = "back", description = "Returns to the generation before the last rebuild.")
    static final class Back extends Action {

        @Parameters(paramLabel = "NAME", description = "which read model")
        private String name;

        @Override
        Exit run(CommandContext context) {
            context.output()
                    .thing(context.client().post("/projections/" + Client.encode(name) + "/back", Bodies.object()));
            return Exit.OK;
        }
    }

    @Command(name = "retry", description = "Applies again what was set aside because it could not be applied.")
    static final class Retry extends Action {

        @Parameters(paramLabel = "NAME", description = "which read model")
        private String name;

        @Option(names = "--stream", paramLabel = "KIND/ID", description = "only what belongs to this thing")
        private Optional<String> stream;

        @Override
        Exit run(CommandContext context) {
            var path = "/projections/" + Client.encode(name) + "/retry"
                    + Client.query().with("stream", stream);
            context.output().thing(context.client().post(path, Bodies.object()));
            return Exit.OK;
        }
    }

    @Command(
            name = "rebuild",
            description = "Builds read models anew from the journal, beside the live ones, and swaps them in.")
    static final class Rebuild extends Action {

        @Parameters(paramLabel = "NAME", arity = "0..*", description = "which ones (default: all)")
        private List<String> names = List.of();

        @Override
        Exit run(CommandContext context) {
            var client = context.client();
            var chosen = names.isEmpty() ? all(client) : List.copyOf(names);
            for (String name : chosen) {
                client.post("/projections/" + Client.encode(name) + "/rebuild", Bodies.object());
            }
            try (var progress = context.progress("rebuild")) {
                for (String name : chosen) {
                    follow(client, name, progress);
                }
            }
            var built = new ArrayList<JsonNode>();
            client.get("/projections", Client.query().with("hash", true))
                    .path("items")
                    .forEach(item -> {
                        if (chosen.contains(item.path("name").asText())) {
                            built.add(item);
                        }
                    });
            context.output().rows(columns(true), built.iterator(), "no projections");
            Set<String> states = new HashSet<>();
            built.forEach(item -> states.add(item.path("state").asText()));
            return states.contains("FAILED") ? Exit.FAILED : Exit.OK;
        }

        private static List<String> all(Client client) {
            var all = new ArrayList<String>();
            client.get("/projections")
                    .path("items")
                    .forEach(item -> all.add(item.path("name").asText()));
            return all;
        }

        private static void follow(Client client, String name, ProgressOutput progress) {
            var state = client.get("/projections/" + Client.encode(name));
            while (state.hasNonNull("rebuild")) { // until the server is through
                var at = state.path("rebuild");
                progress.at(at.path("done").asLong(), at.path("total").asLong(), name);
                LockSupport.parkNanos(PAUSE.toNanos());
                state = client.get("/projections/" + Client.encode(name));
            }
            progress.at(state.path("position").asLong(), state.path("head").asLong(), name);
        }
    }
}
