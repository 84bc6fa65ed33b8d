package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.cli.DataDirectory.Holder;
import dev.daybook.operation.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The facts as they were written down. */
@Command(
        name = "journal",
        description = "The facts as they were written down.",
        subcommands = {Journals.Tail.class, Journals.Show.class})
final class Journals implements Runnable {

    private static final List<Column> COLUMNS = List.of(
            Column.of("position"),
            Column.of("occurred", "/occurredAt"),
            Column.of("stream"),
            Column.of("type"),
            Column.of("actor"),
            new Column("counts", row -> row.path("counts").asBoolean(true) ? "" : "void"),
            new Column("data", row -> Text.cut(Column.plain(row.path("data")), 100)));

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // its presence is what picocli looks at
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "journal wants to know what to do: tail or show");
    }

    /** Which entries. */
    static final class Which {

        @Option(names = "--stream", paramLabel = "KIND/ID", description = "only the facts of this thing")
        private Optional<String> stream;

        @Option(names = "--category", paramLabel = "KIND", description = "only the facts of things of this kind")
        private Optional<String> category;

        @Option(names = "--type", paramLabel = "TYPE", description = "only events of this type, such as sbi.registered")
        private Optional<String> type;

        Client.Query query() {
            return Client.query()
                    .with("stream", stream)
                    .with("category", category)
                    .with("type", type);
        }
    }

    @Command(name = "tail", description = "The newest facts, and those to come.")
    static final class Tail extends Action {

        private static final int TAIL_MAX = 500;

        @picocli.CommandLine.Mixin
        private Which which = new Which();

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
        boolean reads() {
            return true;
        }

        @Override
        Exit run(CommandContext context) {
            if (follow && context.data().holder().flatMap(Holder::endpoint).isEmpty()) {
                throw Failure.because(
                        "no server runs for %s, so nothing new would come in while this waits"
                                .formatted(context.data().path()),
                        "daybook serve%s starts one; without --follow the newest are shown"
                                .formatted(context.dataFlag()));
            }
            var query = which.query()
                    .with("order", "newest")
                    .with("limit", Math.clamp(Paging.checked("--lines", lines), 1, TAIL_MAX));
            var newest = new ArrayList<JsonNode>();
            context.client().get("/journal", query).path("items").forEach(newest::add);
            Collections.reverse(newest);
            if (!follow) {
                context.output().rows(COLUMNS, newest.iterator(), "the journal has no such entries");
                return Exit.OK;
            }
            newest.forEach(entry -> show(context, entry));
            long last = newest.isEmpty() ? 0 : newest.getLast().path("position").asLong();
            EventStream.read(
                    context.client().stream(
                            "/journal/stream", which.query().with("from", last), "text/event-stream", Map.of()),
                    (_, entry) -> {
                        if (entry.has("position")) {
                            show(context, entry);
                        }
                        return true;
                    });
            return Exit.OK;
        }

        /** New facts come one by one: as lines, whatever the format, except that a table has no quotes. */
        private static void show(CommandContext context, JsonNode entry) {
            if (context.output().format() == Format.table) {
                context.output()
                        .text(String.join(
                                "  ",
                                COLUMNS.stream()
                                        .map(column ->
                                                Text.oneLine(context.output().cell(column, entry)))
                                        .filter(text -> !text.isEmpty())
                                        .toList()));
            } else {
                context.output().line(entry);
            }
        }
    }

    @Command(name = "show", description = "One fact with everything that is known about it.")
    static final class Show extends Action {

        @Parameters(paramLabel = "POSITION", description = "its position")
        private long position;

        @Override
        boolean reads() {
            return true;
        }

        @Override
        Exit run(CommandContext context) {
            context.output().thing(fact(context, position));
            return Exit.OK;
        }
    }

    static JsonNode fact(CommandContext context, long position) {
        var items = context.client()
                .get(
                        "/journal",
                        Client.query().with("from", Math.max(0, position - 1)).with("limit", 1))
                .path("items");
        if (items.isEmpty() || items.get(0).path("position").asLong() != position) {
            throw Failure.because(
                    "the journal has no position %d".formatted(position), "daybook journal tail shows the newest");
        }
        return items.get(0);
    }
}
