package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.operation.Column;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Names for states of the journal, and going back to them. */
final class Checkpoints {

    @Command(
            name = "rollback",
            description = {
                "Makes the state what it was, by one more entry: nothing is removed from the journal.",
                "On a terminal it shows what would change, and asks; anywhere else it goes on as with --yes.",
                "Rolling back to a position before a rollback undoes the rollback, and what was recorded since."
            })
    static final class Rollback extends Action {

        @Option(
                names = "--to",
                paramLabel = "CHECKPOINT|POSITION",
                description = "what counted then counts again, what came later does not")
        private Optional<String> to;

        @Option(names = "--run", paramLabel = "RUN", description = "undo one migration and keep what came after it")
        private Optional<String> run;

        @Option(names = "--entity", paramLabel = "KIND/ID", description = "undo everything that happened to one thing")
        private Optional<String> entity;

        @Option(names = "--why", paramLabel = "TEXT", description = "why")
        private Optional<String> why;

        @Option(names = "--dry-run", description = "show what would change, change nothing")
        private boolean dryRun;

        @Option(names = "--yes", description = "do not ask; without a terminal nothing is asked anyway")
        private boolean yes;

        @Override
        Exit run(CommandContext context) {
            if (List.of(to, run, entity).stream().filter(Optional::isPresent).count() != 1) {
                throw Failure.usage(
                        "rollback wants one of --to, --run and --entity",
                        "daybook checkpoints lists what --to can name");
            }
            var body = Bodies.object();
            to.ifPresent(it -> {
                if (it.matches("[0-9]{1,18}")) {
                    body.put("to", Long.parseLong(it));
                } else {
                    body.put("checkpoint", it);
                }
            });
            Bodies.put(body, "run", run);
            Bodies.put(
                    body,
                    "entity",
                    entity.map(
                            it -> new Things(context.client()).generated("", it).orElse(it)));
            Bodies.put(body, "why", why);
            if (dryRun) {
                show(context, preview(context, body));
                return Exit.OK;
            }
            if (!yes && Confirmation.isAsked()) {
                show(context, preview(context, body));
                Confirmation.ask("Roll back? [y/N] ", "nothing was rolled back");
            }
            var done = context.client().post("/rollbacks", body);
            show(context, done);
            if (done.path("undone").asLong() + done.path("restored").asLong() > 0) {
                long before = done.path("position").asLong() - 1;
                context.output()
                        .say(
                                "Back to before it: daybook rollback --to %d%s; what is recorded from now on counts no more then."
                                        .formatted(before, context.dataFlag()));
            }
            return Exit.OK;
        }

        private static JsonNode preview(CommandContext context, ObjectNode body) {
            return context.client().post("/rollbacks", body.deepCopy().put("dryRun", true));
        }

        /** A person reads the things one a line, below what became of the whole. */
        private static void show(CommandContext context, JsonNode done) {
            var output = context.output();
            if (output.format() != Format.table || !(done instanceof ObjectNode whole)) {
                output.thing(done);
                return;
            }
            output.thing(whole.deepCopy().without("entities"));
            output.text("");
            output.rows(
                    List.of(Column.of("entity"), Column.of("undone"), Column.of("restored")),
                    whole.path("entities").elements(),
                    "nothing changes by it");
        }
    }

    private Checkpoints() {}
}
