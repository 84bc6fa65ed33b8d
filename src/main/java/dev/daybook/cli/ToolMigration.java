package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.Column;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Migrates what one tool keeps in a home, or does instead what the tool's own options say. */
@Command
final class ToolMigration implements Procedure {

    @Option(names = "--rollback", description = "take back what the last migration took over; the files stay")
    private boolean rollback;

    @Option(
            names = "--backup",
            paramLabel = "FILE.tar.zst",
            description = "only pack the tool's files into this archive, and prove it; never replaces a file")
    private Optional<Path> backup;

    @Option(
            names = "--restore",
            paramLabel = "FILE.tar.zst",
            description = "put the tool's files back as this archive has them")
    private Optional<Path> restore;

    @Option(names = "--force", description = "with --restore: also where files are otherwise now")
    private boolean force;

    @Option(names = "--status", description = "show which migrations there were")
    private boolean status;

    @Override
    public Exit run(CommandContext context, Asked asked) {
        String kind = asked.text("kind");
        if (Stream.of(rollback, backup.isPresent(), restore.isPresent(), status)
                        .filter(flag -> flag)
                        .count()
                > 1) {
            throw Failure.usage("--rollback, --backup, --restore and --status exclude each other", "want one of them");
        }
        if (force && restore.isEmpty()) {
            throw Failure.usage("--force needs --restore", "add it, or leave --force out");
        }
        if (status
                || rollback
                || backup.isPresent()
                || restore.isPresent()
                || asked.values().containsKey("dryRun")) {
            context.connection().writeNothing();
        }
        Predicate<JsonNode> named = asked.values().containsKey("path")
                ? run -> run.path("source").asText().equals(asked.text("path"))
                : _ -> true;
        asked.values().putIfAbsent("path", TextNode.valueOf(home(context)));
        if (status) {
            context.output()
                    .rows(
                            Stream.of(
                                            "run",
                                            "state",
                                            "outcome=/report/outcome",
                                            "started=/startedAt",
                                            "rolled back=/rolledBack/at",
                                            "source")
                                    .map(text -> text.split("=", 2))
                                    .map(texts -> Column.of(texts[0], texts[texts.length - 1]))
                                    .toList(),
                            runs(context, kind).filter(named).iterator(),
                            "no migrations so far: without --status this makes one");
        } else if (rollback) {
            List<String> counting = runs(context, kind)
                    .filter(named.and(run -> !run.path("dryRun").asBoolean() && !run.hasNonNull("rolledBack")))
                    .map(node -> node.path("run").asText())
                    .toList();
            if (counting.isEmpty()) {
                throw Failure.because("there is no migration to take back", "without --rollback this makes one");
            }
            context.output()
                    .fields(
                            Stream.of("run", "undone", "restored", "position")
                                    .map(Column::of)
                                    .toList(),
                            context.client().post("/rollbacks", Bodies.object().put("run", counting.getFirst())));
            if (counting.size() > 1) { // one that was interrupted may have taken over most of it
                context.note("%s: --rollback once more takes back the next"
                        .formatted(
                                counting.size() == 2
                                        ? "an earlier migration still counts"
                                        : counting.size() - 1 + " earlier migrations still count"));
            }
        } else if (backup.or(() -> restore).isPresent()) {
            ObjectNode body = Bodies.object()
                    .put("kind", kind)
                    .put("path", asked.text("path"))
                    .put(
                            "file",
                            backup.or(() -> restore)
                                    .get()
                                    .toAbsolutePath()
                                    .normalize()
                                    .toString());
            context.output()
                    .thing(
                            backup.isPresent()
                                    ? context.client().post("/migrations/backups", body)
                                    : context.client().post("/migrations/restores", body.put("force", force)));
        } else {
            JsonNode report = Migrations.migrate(
                    context,
                    asked.answer(),
                    "daybook %s%s".formatted(asked.operation().name(), context.dataFlag()));
            Migrations.show(context, report);
            return Migrations.exit(context, report);
        }
        return Exit.OK;
    }

    private static String home(CommandContext context) {
        String home = context.environment().environment().getOrDefault("HOME", System.getProperty("user.home"));
        return System.getProperty("daybook.home", home);
    }

    /** Returns all migrations of a tool, the newest first. */
    private static Stream<JsonNode> runs(CommandContext context, String kind) {
        Iterable<JsonNode> all = () -> new Paging(context.client(), "/migrations", new Client.Query(), 0);
        return StreamSupport.stream(all.spliterator(), false)
                .filter(node -> node.path("kind").asText().equals(kind));
    }
}
