package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation.Place;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what waits for an agent, at once, as soon as there is something, or each message as it comes. */
@Command
final class Inbox implements Procedure {

    /** A server answers within this time, so that no connection looks dead. */
    private static final long ASKED_MAX_S = 30;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "if nothing waits, wait so long for something to come")
    private int waitSeconds;

    @Option(names = "--follow", description = "show each message that waits or comes, until the command is stopped")
    private boolean follow;

    @Override
    public Exit run(CommandContext context, Asked asked) {
        if (waitSeconds <= 0 && !follow) {
            return asked.usual().get();
        }
        Client client = context.connection().clientThatStays();
        String path = ArgumentValues.path(asked.operation().path(), asked.values());
        try (var _ = Shutdown.before(() -> close(context))) {
            if (follow) {
                EventStream.read(client.stream(path, query(asked), "text/event-stream", Map.of()), (_, message) -> {
                    show(context, message);
                    return true;
                });
                return Exit.OK;
            }
            JsonNode items = waited(client, path, asked);
            context.output()
                    .rows(
                            asked.operation().table(),
                            items.iterator(),
                            "nothing came within %d s".formatted(waitSeconds));
            return Exit.OK;
        }
    }

    private JsonNode waited(Client client, String path, Asked asked) {
        long endNs = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
        JsonNode items;
        long leftS;
        do {
            leftS = Math.max(0, Duration.ofNanos(endNs - System.nanoTime()).toSeconds());
            items = client.get(path, query(asked).with("wait", Math.min(Math.max(leftS, 1), ASKED_MAX_S) + "s"))
                    .path("items");
        } while (items.isEmpty() && leftS > ASKED_MAX_S);
        return items;
    }

    private static Client.Query query(Asked asked) {
        var query = Client.query();
        asked.operation()
                .given(Place.QUERY)
                .forEach(argument -> Optional.ofNullable(asked.values().get(argument.name()))
                        .ifPresent(value -> query.with(argument.name(), value.asText())));
        return query;
    }

    /** A server in this process ends with the command. */
    private static void close(CommandContext context) {
        if (!context.connection().isRemote()) {
            context.close();
        }
    }

    private static void show(CommandContext context, JsonNode message) {
        if (context.output().format() != Format.table) {
            context.output().line(message);
            return;
        }
        context.output()
                .text("%s  %s  %s  %s: %s"
                        .formatted(
                                context.output().time(message.path("sentAt").asText()),
                                message.path("id").asText(),
                                message.path("type").asText(),
                                message.path("from").asText("?"),
                                Column.plain(message.path("content"))));
    }
}
