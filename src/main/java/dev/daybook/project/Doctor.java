package dev.daybook.project;

import dev.daybook.operation.Column;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.project.github.GitHub;
import dev.daybook.project.github.GitHub.Access;
import dev.daybook.project.github.GitHubFailed;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RowsMissing;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.DatabaseCheck;
import dev.daybook.upkeep.DirectoryHealth;
import dev.daybook.upkeep.HealthCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether the catalogue of projects is well: its database, what it says, its host and its disk.
 *
 * @param machine whose host is asked
 */
record Doctor(Machine machine) {

    private static final String DATABASE = "database";

    private static final int CONTRADICTIONS_MAX = 20;

    Operation<?, Ground> operation(String name, String id) {
        return Operation.<None, Ground>reads(name, id, "GET /projects/health", None.class)
                .says(
                        "Looks whether the catalogue of projects is well, and says what helps where it is not.",
                        "Its database, contradictions, how fresh it is, whether GitHub answers, and the disk.",
                        "Exit code 2 if there are warnings, 5 if something failed, 4 if the database is damaged.")
                .columns("check", "state", "message", "help")
                .called(commandForm -> commandForm
                        .ifNone("nothing was looked at")
                        .layout("default", HealthCheck::lines)
                        .format("default")
                        .ends(answer -> HealthCheck.ending(answer, DATABASE)))
                .lists(
                        "ProjectCheck",
                        HealthCheck.class,
                        (_, _, ground) -> Outcome.shown(Map.of("items", checks(ground))));
    }

    private List<HealthCheck> checks(Ground ground) {
        var checks = new ArrayList<HealthCheck>();
        List<Path> files = ground.readModels().files().stream()
                .filter(path -> ReadModels.ofFile(path)
                        .filter(ProjectEvent.CATEGORY::equals)
                        .isPresent())
                .toList();
        List<HealthCheck> damages = files.stream()
                .flatMap(path -> DatabaseCheck.findings(path, () -> {}).stream())
                .map(finding -> HealthCheck.failed(
                        DATABASE, finding.where() + " " + finding.what(), "daybook rebuild project makes it anew"))
                .toList();
        checks.addAll(damages);
        if (damages.isEmpty()) {
            checks.add(HealthCheck.ok(DATABASE, "sound"));
            checks.addAll(catalogue(ground));
        }
        checks.add(github(ground));
        files.stream().limit(1).map(Doctor::disk).forEach(checks::add);
        return checks;
    }

    private static List<HealthCheck> catalogue(Ground ground) {
        var checks = new ArrayList<HealthCheck>();
        checks.add(ground.readModels()
                .status(ProjectEvent.CATEGORY)
                .wrong()
                .map(text -> HealthCheck.failed("read model", text, "daybook projections retry project"))
                .orElseGet(() -> HealthCheck.ok("read model", "follows the journal")));
        RowsMissing.orNothing(() -> rows(ground)).ifPresent(checks::addAll);
        return checks;
    }

    private static List<HealthCheck> rows(Ground ground) {
        var checks = new ArrayList<HealthCheck>();
        var found = new ConsistencyQueries(ground.reads(ProjectEvent.CATEGORY), Contradiction.CHECKS).look();
        found.items().stream()
                .limit(CONTRADICTIONS_MAX)
                .map(item -> HealthCheck.failed(
                        "projects", item.entity() + " " + item.message(), "daybook update looks again"))
                .forEach(checks::add);
        if (found.found() == 0) {
            checks.add(HealthCheck.ok("projects", "each in one state, none contradicts another"));
        }
        ProjectOperations.ages(ground)
                .forEach(age -> checks.add(
                        switch (age.state()) {
                            case "fresh" -> HealthCheck.ok("freshness", age.cache() + " are fresh");
                            case Freshness.STALE ->
                                HealthCheck.warning(
                                        "freshness",
                                        "%s: %s old, fresh for %s"
                                                .formatted(
                                                        age.cache(),
                                                        Column.span(
                                                                age.ageSeconds().orElse(0L)),
                                                        Column.span(age.ttlSeconds())),
                                        command(age.cache()));
                            default ->
                                HealthCheck.warning(
                                        "freshness", age.cache() + ": nobody looked yet", command(age.cache()));
                        }));
        return checks;
    }

    private static String command(String cache) {
        return cache.equals(Freshness.PROJECTS) ? "daybook update looks" : "daybook sync asks for them";
    }

    private HealthCheck github(Ground ground) {
        Access usual = GitHubSync.access(machine);
        var brief = new Access(
                usual.base(),
                usual.token(),
                Duration.ofSeconds(5),
                Duration.ZERO,
                Duration.ofMillis(100),
                Duration.ofMillis(200));
        String host = usual.base().getHost();
        if (usual.token().isEmpty()) {
            return HealthCheck.warning(
                    "github",
                    "there is no token for " + host,
                    "set GITHUB_TOKEN, or gh auth login; all else goes on without");
        }
        try (var github = new GitHub(brief, ground.clock())) {
            github.reach();
            return HealthCheck.ok("github", host + " answers");
        } catch (GitHubFailed e) {
            return HealthCheck.failed(
                    "github",
                    String.valueOf(e.getMessage()),
                    "see to the network or the token; what is known stays, and says how old it is");
        }
    }

    private static HealthCheck disk(Path file) {
        try {
            return DirectoryHealth.disk(file);
        } catch (IOException e) {
            return HealthCheck.failed("disk", "it cannot be looked at: " + e.getMessage(), "daybook doctor says more");
        }
    }
}
