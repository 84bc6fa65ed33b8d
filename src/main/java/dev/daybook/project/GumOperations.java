package dev.daybook.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command line of gum: its names for what the catalogue offers, with its formats where none is named.
 *
 * @param machine whose folders they are about
 */
record GumOperations(Machine machine) {

    private record Migrated(
            @Says(value = "whose files they are", label = "TOOL", min = 1, max = 40)
            String kind,

            @Says(
                    value = "the home that gum keeps its files in (default: yours)",
                    label = "HOME",
                    min = 1,
                    max = ProjectPath.CHARS_MAX,
                    like = "/home/ada")
            Optional<String> path,

            @Says("read and report, write nothing") boolean dryRun) {}

    Operations<Ground> all() {
        var projects = new ProjectOperations(machine);
        var repositories = new RepositoryOperations(machine);
        Operation<?, Ground> dirs = DirectoryOperations.listing("gum dirs", "");
        dirs.form()
                .layout("json", GumOperations::json)
                .verbose(rows -> rows.stream()
                        .map(row -> row.path("score").asText() + "\t"
                                + row.path("path").asText()));
        List<Operation<?, Ground>> listings = List.of(
                projects.listing("gum projects", ""),
                projects.listing("gum projects-v2", ""),
                dirs,
                repositories.listing("gum github", ""));
        Operation<?, Ground> roots = RootOperations.listing("gum dirs-cache", "");
        roots.form().procedure();
        listings.forEach(operation -> operation.form().format("default"));
        return new Operations<>(
                "gum",
                ProjectOperations.TAG,
                "The commands of gum, on one catalogue.",
                Stream.concat(
                                listings.stream(),
                                Stream.of(
                                        roots,
                                        new CloneOperation(machine).operation("gum clone", ""),
                                        projects.refreshing("gum update", ""),
                                        syncing(repositories),
                                        migrating(),
                                        ProjectOperations.freshness("gum status", ""),
                                        new Doctor(machine).operation("gum integrity", ""),
                                        version(),
                                        ProjectOperations.crontab("gum crontab", "")))
                        .toList());
    }

    /** All that is known at GitHub and then what the remotes of projects here have, if nothing else is named. */
    private static Operation<?, Ground> syncing(RepositoryOperations repositories) {
        Operation<?, Ground> syncing = repositories.syncing("gum sync", "");
        syncing.form()
                .among(
                        "type",
                        List.of(
                                GitHubSync.FULL,
                                GitHubSync.INCREMENTAL,
                                GitHubSync.METADATA,
                                GitHubSync.REPOS,
                                "repos-fetch",
                                "repos-pull"));
        return syncing;
    }

    private static Operation<?, Ground> version() {
        return Operation.<None, Ground>reads("gum version", "", "GET /version", None.class)
                .says("The version of Daybook, and with --verbose of what it runs on.")
                .called(commandForm -> commandForm.withoutJournal("").procedure());
    }

    private static Operation<?, Ground> migrating() {
        return Operation.<Migrated, Ground>works("gum migrate", "", "POST /migrations", Migrated.class)
                .says(
                        "Takes over all that gum keeps; its files are only read.",
                        "A second run appends only what changed.")
                .called(commandForm -> commandForm
                        .words("path")
                        .folder("path")
                        .instead("kind", "gum")
                        .brief("dryRun", "-n")
                        .begins()
                        .procedure());
    }

    /** As scripts read it. */
    private static Stream<String> json(List<JsonNode> rows) {
        var all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode row : rows) {
            all.addObject()
                    .put("path", row.path("path").asText())
                    .put("score", row.path("score").asLong())
                    .put("frequency", row.path("frequency").asLong())
                    .set("last_seen", row.path("lastSeen"));
        }
        return all.toPrettyString().lines();
    }
}
