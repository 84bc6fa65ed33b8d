package dev.daybook.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.operation.Ending;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.project.github.GitHub;
import dev.daybook.project.github.GitHub.Access;
import dev.daybook.project.github.GitHubFailed;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.DatabaseCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether the catalogue of projects is well: its database, what it says, its host and its disk.
 *
 * @param machine whose host is asked
 */
record Doctor(Machine machine) {

    private static final String OK = "ok";
    private static final String WARNING = "warning";
    private static final String FAILED = "failed";

    private static final String DATABASE = "database";

    /** A migration of 50,000 projects takes a tenth of it. */
    private static final long DISK_BYTES_MIN = 1L << 30;

    private static final int CONTRADICTIONS_MAX = 20;

    private record None() {}

    /** Something that was looked at, and what helps if it is not well. */
    private record Check(
            @Says("database, read model, projects, freshness, github or disk")
            String check,

            @Says("ok, warning or failed") String state,
            String message,
            String help) {

        static Check ok(String check, String message) {
            return new Check(check, OK, message, "");
        }
    }

    Operation<?, Ground> operation(String name, String id) {
        return Operation.<None, Ground>reads(name, id, "GET /projects/health", None.class)
                .says(
                        "Looks whether the catalogue of projects is well, and says what helps where it is not.",
                        "Its database, contradictions, how fresh it is, whether GitHub answers, and the disk.",
                        "Exit code 2 if there are warnings, 5 if something failed, 4 if the database is damaged.")
                .columns("check", "state", "message", "help")
                .called(commandForm -> commandForm
                        .ifNone("nothing was looked at")
                        .layout("default", Doctor::lines)
                        .format("default")
                        .ends(Doctor::ending))
                .lists("ProjectCheck", Check.class, (_, _, ground) -> Outcome.shown(Map.of("items", checks(ground))));
    }

    /** As people read it: a table has no room for what helps. */
    private static Stream<String> lines(List<JsonNode> checks) {
        return checks.stream()
                .flatMap(check -> Stream.of(
                                "%-7s  %s: %s"
                                        .formatted(
                                                check.path("state").asText(),
                                                check.path("check").asText(),
                                                check.path("message").asText()),
                                " ".repeat(9) + check.path("help").asText())
                        .filter(line -> !line.isBlank()));
    }

    private static Ending ending(JsonNode answer) {
        List<String> failed = answer.path("items")
                .valueStream()
                .filter(node -> node.path("state").asText().equals(FAILED))
                .map(node -> node.path("check").asText())
                .toList();
        boolean warned = answer.path("items").findValuesAsText("state").contains(WARNING);
        return failed.contains(DATABASE)
                ? Ending.UNPROVEN
                : !failed.isEmpty() ? Ending.ERRORS : warned ? Ending.FINDINGS : Ending.WELL;
    }

    private List<Check> checks(Ground ground) {
        var checks = new ArrayList<Check>();
        List<Path> files = ground.readModels().files().stream()
                .filter(path -> ReadModels.ofFile(path)
                        .filter(ProjectEvent.CATEGORY::equals)
                        .isPresent())
                .toList();
        List<Check> damages = files.stream()
                .flatMap(path -> DatabaseCheck.findings(path, () -> {}).stream())
                .map(finding -> new Check(
                        DATABASE,
                        FAILED,
                        finding.where() + " " + finding.what(),
                        "daybook rebuild project makes it anew"))
                .toList();
        checks.addAll(damages);
        if (damages.isEmpty()) {
            checks.add(Check.ok(DATABASE, "sound"));
            checks.addAll(catalogue(ground));
        }
        checks.add(github(ground));
        files.stream().limit(1).map(Doctor::disk).forEach(checks::add);
        return checks;
    }

    private static List<Check> catalogue(Ground ground) {
        var checks = new ArrayList<Check>();
        checks.add(ground.readModels()
                .status(ProjectEvent.CATEGORY)
                .wrong()
                .map(text -> new Check("read model", FAILED, text, "daybook projections retry project"))
                .orElseGet(() -> Check.ok("read model", "follows the journal")));
        var found = new ConsistencyQueries(ground.reads(), Contradiction.CHECKS).look();
        found.items().stream()
                .limit(CONTRADICTIONS_MAX)
                .map(item -> new Check(
                        "projects", FAILED, item.entity() + " " + item.message(), "daybook update looks again"))
                .forEach(checks::add);
        if (found.found() == 0) {
            checks.add(Check.ok("projects", "each in one state, none contradicts another"));
        }
        ProjectOperations.ages(ground)
                .forEach(age -> checks.add(
                        switch (age.state()) {
                            case "fresh" -> Check.ok("freshness", age.cache() + " are fresh");
                            case Freshness.STALE ->
                                new Check(
                                        "freshness",
                                        WARNING,
                                        "%s: %s old, fresh for %s"
                                                .formatted(
                                                        age.cache(),
                                                        Column.span(
                                                                age.ageSeconds().orElse(0L)),
                                                        Column.span(age.ttlSeconds())),
                                        command(age.cache()));
                            default ->
                                new Check(
                                        "freshness",
                                        WARNING,
                                        age.cache() + ": nobody looked yet",
                                        command(age.cache()));
                        }));
        return checks;
    }

    private static String command(String cache) {
        return cache.equals(Freshness.PROJECTS) ? "daybook update looks" : "daybook sync asks for them";
    }

    private Check github(Ground ground) {
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
            return new Check(
                    "github",
                    WARNING,
                    "there is no token for " + host,
                    "set GITHUB_TOKEN, or gh auth login; all else goes on without");
        }
        try (var github = new GitHub(brief, ground.clock())) {
            github.reach();
            return Check.ok("github", host + " answers");
        } catch (GitHubFailed e) {
            return new Check(
                    "github",
                    FAILED,
                    String.valueOf(e.getMessage()),
                    "see to the network or the token; what is known stays, and says how old it is");
        }
    }

    private static Check disk(Path file) {
        long free = file.toFile().getUsableSpace();
        return free < DISK_BYTES_MIN
                ? new Check(
                        "disk",
                        WARNING,
                        "%d MiB free".formatted(free >> 20),
                        "free space: at least 1 GiB is wanted for a migration")
                : Check.ok("disk", "room enough");
    }
}
