package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The move of a tool's users from its files to the journal. */
@Command(
        name = "rollout",
        description = "How far the users of another tool have moved from its files; without a subcommand: status.",
        subcommands = {
            RolloutSubcommand.Status.class,
            RolloutSubcommand.Set.class,
            RolloutSubcommand.Gates.class,
            RolloutSubcommand.Past.class
        })
final class RolloutSubcommand extends Action {

    @Option(names = "--kind", paramLabel = "TOOL", description = "only this tool")
    private Optional<String> kind;

    @Override
    Exit run(CommandContext context) {
        return status(context, kind, false);
    }

    private static Exit status(CommandContext context, Optional<String> kind, boolean each) {
        var query = Client.query();
        kind.ifPresent(it -> query.with("kind", it));
        var items = context.client().get("/rollout", query).path("items");
        if (context.output().format() == Format.table) {
            for (JsonNode it : items) {
                show(context, it, each);
            }
        } else {
            context.output()
                    .rows(List.of(Column.of("kind"), Column.of("stage"), Column.of("root")), items.iterator(), "");
        }
        return Exit.OK;
    }

    private static void show(CommandContext context, JsonNode it, boolean each) {
        context.output()
                .fields(
                        List.of(
                                Column.of("kind"),
                                new Column("stage", row -> stage(context.output(), row)),
                                Column.of("root"),
                                new Column("workspaces", RolloutSubcommand::workspaces),
                                new Column("journal", row -> side(row, "journal")),
                                new Column("files", row -> side(row, "file")),
                                new Column("compared", RolloutSubcommand::compared),
                                new Column("reads", RolloutSubcommand::reads),
                                new Column("size", RolloutSubcommand::size),
                                new Column(
                                        "behind",
                                        row -> row.path("behind").asInt() == 0
                                                ? ""
                                                : row.path("behind").asText()),
                                new Column(
                                        "repairs",
                                        row -> row.path("repairs").isEmpty()
                                                ? ""
                                                : row.path("repairs").size() + ", the first: "
                                                        + row.at("/repairs/0/thing")
                                                                .asText() + " "
                                                        + row.at("/repairs/0/message")
                                                                .asText())),
                        it);
        if (each && !it.path("workspaces").isEmpty()) {
            context.output()
                    .rows(
                            List.of(
                                    Column.of("workspace"),
                                    Column.of("stage"),
                                    Column.of("scope"),
                                    Column.of("bucket")),
                            it.path("workspaces").iterator(),
                            "");
        }
    }

    private static String stage(Output output, JsonNode it) {
        var share = it.path("share");
        var since = it.path("since").asText("");
        return it.path("stage").asText()
                + (share.isMissingNode()
                        ? ""
                        : ", %d %% in %s"
                                .formatted(
                                        share.path("percent").asInt(),
                                        share.path("stage").asText()))
                + (since.isEmpty() ? "" : " since " + output.time(since));
    }

    private static String workspaces(JsonNode it) {
        int all = it.path("workspaces").size();
        return all == 0 ? "" : Integer.toString(all);
    }

    private static String side(JsonNode it, String side) {
        var figures = it.path("figures");
        long writes = figures.path(side + "Writes").asLong();
        return writes == 0
                ? ""
                : "%d writes, %d errors, %s ms each"
                        .formatted(writes, figures.path(side + "Errors").asLong(), ms(figures.path(side + "Ms")));
    }

    private static String compared(JsonNode it) {
        var figures = it.path("figures");
        return figures.path("comparisons").asLong() == 0
                ? ""
                : "%d of %d alike, in %d %s"
                        .formatted(
                                figures.path("consistent").asLong(),
                                figures.path("compared").asLong(),
                                figures.path("comparisons").asLong(),
                                figures.path("comparisons").asLong() == 1 ? "comparison" : "comparisons");
    }

    private static String reads(JsonNode it) {
        var figures = it.path("figures");
        return figures.path("reads").asLong() == 0
                ? ""
                : "%d, %d of them from the other side"
                        .formatted(
                                figures.path("reads").asLong(),
                                figures.path("fallbacks").asLong());
    }

    private static String ms(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.1f", value.asDouble()) : "-";
    }

    private static String size(JsonNode it) {
        return it.path("stage").asText().equals("none")
                ? ""
                : "files %d bytes (%+d), database %d bytes (%+d)"
                        .formatted(
                                it.path("fileBytes").asLong(),
                                it.path("fileGrowthBytes").asLong(),
                                it.path("databaseBytes").asLong(),
                                it.path("databaseGrowthBytes").asLong());
    }

    /** Returns a number without decimals where it has none. */
    private static String plain(JsonNode value) {
        return Column.plain(value).replaceFirst("\\.0$", "");
    }

    @Command(name = "status", description = "The stage of each tool and workspace, and what was measured.")
    static final class Status extends Action {

        @Option(names = "--kind", paramLabel = "TOOL", description = "only this tool")
        private Optional<String> kind;

        @Override
        Exit run(CommandContext context) {
            return status(context, kind, true);
        }
    }

    @Command(
            name = "set",
            description = {
                "Sets the stage: brings files and journal together, compares them, and switches.",
                "Forward only through the gate, one stage after the other; back at any time."
            })
    static final class Set extends Action {

        @Parameters(
                paramLabel = "STAGE",
                description = {
                    "legacy: the files are the truth; dual: every command to both;",
                    "journal: files written behind; retired: no files; none: no move",
                    "(also json, hybrid, sqlite, FILE_ONLY, DUAL_WRITE, SQLITE_PRIMARY)"
                })
        private String stage;

        @Option(names = "--kind", paramLabel = "TOOL", description = "whose users (default: ait42)")
        private Optional<String> kind;

        @Option(
                names = "--root",
                paramLabel = "PATH",
                description = "where the files stand, the first time: the folder that holds .ait42 or .deespec")
        private Optional<Path> root;

        @Option(names = "--workspace", paramLabel = "HASH", description = "only this workspace or project")
        private Optional<String> workspace;

        @Option(names = "--percent", paramLabel = "N", description = "only so many of a hundred, always the same ones")
        private Optional<Integer> percent;

        @Option(names = "--force", description = "although the gate does not hold; needs --reason")
        private boolean force;

        @Option(names = "--reason", paramLabel = "TEXT", description = "why; stays on record")
        private Optional<String> reason;

        @Override
        boolean begins() {
            return true;
        }

        @Override
        Exit run(CommandContext context) {
            if (force && reason.isEmpty()) {
                throw Failure.usage("--force needs a reason", "add --reason TEXT: it stays on record");
            }
            var body = Bodies.object().put("kind", kind.orElse("ait42")).put("stage", stage);
            root.ifPresent(
                    it -> body.put("root", it.toAbsolutePath().normalize().toString()));
            Bodies.put(body, "workspace", workspace);
            Bodies.put(body, "percent", percent);
            Bodies.put(body, "reason", reason);
            if (force) {
                body.put("force", true);
            }
            var done = context.client().post("/rollout", body);
            context.output()
                    .fields(
                            List.of(
                                    Column.of("kind"),
                                    Column.of("stage"),
                                    new Column(
                                            "changed",
                                            it -> it.path("changed").asBoolean()
                                                    ? it.path("workspaces").asText()
                                                            + (it.path("workspaces")
                                                                                    .asInt()
                                                                            == 1
                                                                    ? " workspace"
                                                                    : " workspaces")
                                                    : "nothing, it is so already"),
                                    new Column(
                                            "compared",
                                            it -> "%d of %d things alike"
                                                    .formatted(
                                                            it.path("consistent")
                                                                    .asLong(),
                                                            it.path("total").asLong())),
                                    new Column(
                                            "took",
                                            it -> ReportOutput.seconds(
                                                    it.path("durationMs").asLong()))),
                            done);
            if (context.output().format() == Format.table) {
                for (JsonNode it : done.path("leftOut")) {
                    context.note("left out: %s: %s"
                            .formatted(
                                    it.path("workspace").asText(),
                                    it.path("message").asText()));
                }
            }
            return done.path("leftOut").isEmpty() ? Exit.OK : Exit.FINDINGS;
        }
    }

    @Command(name = "gates", description = "Whether the next stage may be entered, and what is in the way.")
    static final class Gates extends Action {

        @Option(names = "--kind", paramLabel = "TOOL", description = "whose users (default: ait42)")
        private Optional<String> kind;

        @Option(names = "--stage", paramLabel = "STAGE", description = "which one (default: the next)")
        private Optional<String> stage;

        @Option(names = "--workspace", paramLabel = "HASH", description = "of this workspace or project")
        private Optional<String> workspace;

        @Override
        Exit run(CommandContext context) {
            var query = Client.query().with("kind", kind.orElse("ait42"));
            stage.ifPresent(it -> query.with("stage", it));
            workspace.ifPresent(it -> query.with("workspace", it));
            var gate = context.client().get("/rollout/gates", query);
            if (context.output().format() != Format.table) {
                context.output().thing(gate);
            } else {
                context.output()
                        .rows(
                                List.of(
                                        Column.of("name"),
                                        new Column("value", it -> plain(it.path("value"))),
                                        Column.of("wanted"),
                                        new Column(
                                                "holds", it -> it.path("holds").asBoolean() ? "yes" : "no")),
                                gate.path("criteria").iterator(),
                                "");
                context.output()
                        .text("the gate to %s %s, over the last %d s"
                                .formatted(
                                        gate.path("stage").asText(),
                                        gate.path("holds").asBoolean() ? "holds" : "does not hold",
                                        gate.path("windowSeconds").asLong()));
            }
            return gate.path("holds").asBoolean() ? Exit.OK : Exit.FINDINGS;
        }
    }

    @Command(name = "history", description = "Every stage that was set or left, by whom, why, and what was settled.")
    static final class Past extends Action {

        @Option(names = "--kind", paramLabel = "TOOL", description = "only of this tool")
        private Optional<String> kind;

        @Option(names = "--limit", paramLabel = "N", description = "at most so many, from the oldest (default: all)")
        private int limit;

        @Override
        Exit run(CommandContext context) {
            var query = Client.query();
            kind.ifPresent(it -> query.with("kind", it));
            context.output()
                    .rows(
                            List.of(
                                    Column.of("position"),
                                    Column.of("at"),
                                    Column.of("actor"),
                                    Column.of("kind"),
                                    Column.of("what"),
                                    Column.of("from"),
                                    Column.of("stage"),
                                    Column.of("workspace"),
                                    Column.of("percent"),
                                    new Column("forced", it -> it.path("forced").asBoolean() ? "yes" : ""),
                                    Column.of("reason")),
                            new Paging(context.client(), "/rollout/history", query, limit),
                            "no stage was ever set");
            return Exit.OK;
        }
    }
}
