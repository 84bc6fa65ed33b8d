package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.cli.DataDirectory.Holder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The end of the journal, in its order, and what comes behind it. */
final class JournalTail implements Procedure {

    private static final int LINES_MAX = 500;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "how many of the newest (default: 20, at most 500)")
    private int lines = 20;

    @Option(
            names = {"-f", "--follow"},
            description = "wait for new ones until interrupted; a server has to run")
    private boolean follow;

    @Override
    public Exit run(CommandContext context, Asked asked) {
        if (follow && context.data().holder().flatMap(Holder::endpoint).isEmpty()) {
            throw Failure.because(
                    "no server runs for %s, so nothing new would come in while this waits"
                            .formatted(context.data().path()),
                    "daybook serve%s starts one; without --follow the newest are shown".formatted(context.dataFlag()));
        }
        var query = query(asked)
                .with("order", "newest")
                .with("limit", Math.clamp(Paging.checked("--lines", lines), 1, LINES_MAX));
        var newest = new ArrayList<JsonNode>();
        context.client().get("/journal", query).path("items").forEach(newest::add);
        Collections.reverse(newest);
        if (!follow) {
            context.output()
                    .rows(
                            asked.operation().columns(),
                            newest.iterator(),
                            asked.operation().form().none());
            return Exit.OK;
        }
        newest.forEach(entry -> show(context, asked, entry));
        long last = newest.isEmpty() ? 0 : newest.getLast().path("position").asLong();
        EventStream.read(
                context.client().stream(
                        "/journal/stream", query(asked).with("from", last), "text/event-stream", Map.of()),
                (_, entry) -> {
                    if (entry.has("position")) {
                        show(context, asked, entry);
                    }
                    return true;
                });
        return Exit.OK;
    }

    private static Client.Query query(Asked asked) {
        var query = Client.query();
        asked.values().forEach((name, value) -> query.with(name, value.asText()));
        return query;
    }

    /** New facts come one by one: as lines, whatever the format, except that a table has no quotes. */
    private static void show(CommandContext context, Asked asked, JsonNode entry) {
        if (context.output().format() != Format.table) {
            context.output().line(entry);
            return;
        }
        context.output()
                .text(asked.operation().columns().stream()
                        .map(column -> Text.oneLine(context.output().cell(column, entry)))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining("  ")));
    }
}
