package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.Entry;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Selection;
import dev.daybook.operation.Column;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.projection.ProjectionStatus;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.BackupManifest;
import dev.daybook.upkeep.BackupPlan;
import dev.daybook.upkeep.DirectoryHealth;
import dev.daybook.upkeep.HealthCheck;
import dev.daybook.upkeep.Installation;
import dev.daybook.upkeep.SpaceUse;
import dev.daybook.upkeep.StoreVerification;
import dev.daybook.upkeep.VerificationSchedule;
import dev.daybook.upkeep.VerificationState;
import dev.daybook.upkeep.VerificationState.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the house is well, and what takes how much room in it. */
final class DoctorOperations {

    private static final String JOURNAL = "journal";

    /** A read model that is so far behind answers with what was. */
    private static final double LAG_S_MAX = 30;

    private static final Duration BACKUP_MAX = Duration.ofDays(7);

    /** Clocks of machines that set them by the network differ by less. */
    private static final Duration CLOCK_MAX = Duration.ofSeconds(5);

    private static final String HELP = "daybook backup create makes one, beside a server as well";

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "service",
            "The service itself.",
            List.of(
                    Operation.<None, Ground>reads("doctor", "getHealth", "GET /health", None.class)
                            .says(
                                    "Looks whether all is well, and says what mends it where it is not.",
                                    "Versions, permissions, the disk and how fast it writes, the journal and the"
                                            + " database that may keep it, its backup, the read models, the clock, limits"
                                            + " of the system. doctor projects looks at the catalogue.",
                                    "Exit code 2 if there are warnings, 5 if something failed, 4 if the journal is"
                                            + " damaged.")
                            .ofNow()
                            .columns("check", "state", "message", "help")
                            .called(commandForm -> commandForm
                                    .ifNone("nothing was looked at")
                                    .layout("default", HealthCheck::lines)
                                    .format("default")
                                    .salvages()
                                    .ends(answer -> HealthCheck.ending(answer, JOURNAL)))
                            .lists(
                                    "HealthCheck",
                                    HealthCheck.class,
                                    (_, call, ground) -> Outcome.shown(Map.of("items", checks(call.now(), ground)))),
                    Operation.<None, Ground>reads("space", "getSpace", "GET /space", None.class)
                            .says(
                                    "What in the data directory takes how much room, the largest first; before it a"
                                            + " journal in a database, with the read models there.",
                                    "What can be made anew is marked so; the journal can not.")
                            .ofNow()
                            .columns("what")
                            .columns(new Column(
                                    "size",
                                    row -> SpaceUse.text(row.path("sizeBytes").asLong())))
                            .columns("files", "note")
                            .csv("what", "files", "sizeBytes", "note")
                            .called(commandForm -> commandForm
                                    .ifNone("the data directory is empty")
                                    .salvages()
                                    .notes(DoctorOperations::total))
                            .lists(
                                    "SpaceUsed",
                                    SpaceUse.Used.class,
                                    (_, _, ground) -> Outcome.shown(Map.of("items", space(ground))))));

    private static List<SpaceUse.Used> space(Ground ground) {
        var all = new ArrayList<SpaceUse.Used>();
        ground.journal()
                .sizeBytes()
                .ifPresent(sizeBytes -> all.add(new SpaceUse.Used(
                        "journal", 0, sizeBytes, "in its database: every fact; the rest is made of it")));
        ground.readModels().sharedRows().stream()
                .map(rows -> new SpaceUse.Used(
                        "read model " + rows.text(),
                        0,
                        rows.sizeBytes(),
                        "in the database of its journal, of which it is made"))
                .sorted(Comparator.comparingLong(SpaceUse.Used::sizeBytes).reversed())
                .forEach(all::add);
        all.addAll(SpaceUse.of(installation(ground)));
        return all;
    }

    private static Installation installation(Ground ground) {
        return ground.service(Installation.class);
    }

    private static List<String> total(JsonNode answer) {
        long sizeBytes = answer.path("items")
                .valueStream()
                .mapToLong(node -> node.path("sizeBytes").asLong())
                .sum();
        return List.of("%s in all, in {data}".formatted(SpaceUse.text(sizeBytes)));
    }

    private static List<HealthCheck> checks(Instant now, Ground ground) {
        List<HealthCheck> checks = new ArrayList<>(DirectoryHealth.checks(installation(ground)));
        checks.add(journal(now, ground));
        checks.add(clock(now, ground));
        List<HealthCheck> elsewhere = keptElsewhere(ground);
        checks.addAll(elsewhere);
        if (elsewhere.isEmpty()) {
            checks.add(backup(now, ground));
        }
        ground.readModels().status().forEach(status -> readModel(status).ifPresent(checks::add));
        if (checks.stream().noneMatch(check -> check.check().equals("read model"))) {
            checks.add(HealthCheck.ok(
                    "read model",
                    "all %d follow the journal"
                            .formatted(ground.readModels().names().size())));
        }
        return checks;
    }

    /** Looks at what keeps the journal, if that is not a file. */
    private static List<HealthCheck> keptElsewhere(Ground ground) {
        try {
            return ground.journal().conditions().stream()
                    .map(condition -> condition.isWell()
                            ? HealthCheck.ok(condition.what(), condition.says())
                            : HealthCheck.warning(condition.what(), condition.says(), condition.help()))
                    .toList();
        } catch (JournalUnavailable e) {
            return List.of(HealthCheck.failed(
                    "database",
                    String.valueOf(e.getMessage()),
                    "start it, or look at the way to it; nodes go on by themselves"));
        }
    }

    private static HealthCheck journal(Instant now, Ground ground) {
        VerificationState state = ground.service(VerificationSchedule.class).state();
        List<StoreVerification.Finding> findings =
                state.last().map(Whole::findings).orElse(List.of());
        if (!findings.isEmpty()) {
            return HealthCheck.failed(
                    JOURNAL,
                    "it did not prove itself: %s".formatted(findings.getFirst()),
                    "daybook verify names every place; with the server stopped, daybook repair --from DIR takes it"
                            + " back from a backup");
        }
        return ground.journal()
                .unavailable()
                .map(why -> HealthCheck.failed(
                        JOURNAL, why, "mostly the disk is full: it goes on by itself once there is space"))
                .orElseGet(() -> HealthCheck.ok(
                        JOURNAL,
                        "takes commands, %s entries, %s"
                                .formatted(ground.journal().head(), proven(now, state))));
    }

    private static String proven(Instant now, VerificationState state) {
        return state.last()
                .map(whole -> "%d of them proven %s ago"
                        .formatted(
                                whole.entries(),
                                Column.span(Duration.between(whole.at(), now).toSeconds())))
                .orElse("daybook verify proves them");
    }

    private static HealthCheck clock(Instant now, Ground ground) {
        Optional<Instant> last =
                ground
                        .journal()
                        .readBackward(Selection.all(), ground.journal().head().next(), 1)
                        .stream()
                        .map(Entry::recordedAt)
                        .findFirst();
        Duration ahead = last.map(at -> Duration.between(now, at)).orElse(Duration.ZERO);
        return ahead.compareTo(CLOCK_MAX) > 0
                ? HealthCheck.warning(
                        "clock",
                        "the newest entry was recorded %s later than it is now"
                                .formatted(Column.span(ahead.toSeconds())),
                        "set the clock of this machine: entries keep their order, but --at TIME finds others")
                : HealthCheck.ok("clock", "no entry is of a later time");
    }

    private static HealthCheck backup(Instant now, Ground ground) {
        Optional<BackupManifest> newest = ground.service(BackupPlan.class).newest();
        if (ground.journal().head().value() == 0) {
            return HealthCheck.ok("backup", "there is nothing to keep yet");
        }
        return newest.map(backup -> {
                    String age = "%s, %s ago"
                            .formatted(
                                    backup.id(),
                                    Column.span(Duration.between(backup.createdAt(), now)
                                            .toSeconds()));
                    return backup.createdAt().isBefore(now.minus(BACKUP_MAX))
                            ? HealthCheck.warning("backup", age, HELP)
                            : HealthCheck.ok("backup", age);
                })
                .orElseGet(() -> HealthCheck.warning("backup", "there is none", HELP));
    }

    /** Returns nothing if it is well: there are a dozen of them. */
    private static Optional<HealthCheck> readModel(ProjectionStatus status) {
        return status.wrong()
                .map(why -> HealthCheck.failed(
                        "read model",
                        "%s: %s".formatted(status.name(), why),
                        "daybook projections retry %s; daybook rebuild %s makes it anew"
                                .formatted(status.name(), status.name())))
                .or(() -> status.lagSeconds() > LAG_S_MAX
                        ? Optional.of(HealthCheck.warning(
                                "read model",
                                "%s is %d events and %s behind"
                                        .formatted(status.name(), status.lagEvents(), Column.span((long)
                                                status.lagSeconds())),
                                "it catches up by itself; daybook projections shows how far it is"))
                        : Optional.empty());
    }

    private DoctorOperations() {}
}
