package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Role;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.BackupPruning;
import dev.daybook.upkeep.Retention;
import dev.daybook.upkeep.SpaceUse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which backups go, and why the others stay. */
final class BackupPruneOperation {

    private record Pruned(
            @Says(value = BackupArguments.FROM_SAYS, label = "DIR", min = 1, max = 4_096, like = "/mnt/backup/daybook")
            Optional<String> from,

            @Says(value = "of so many days the newest", standard = "7", min = 0, max = 9_999)
            int keepDaily,

            @Says(value = "of so many weeks the newest", standard = "4", min = 0, max = 9_999)
            int keepWeekly,

            @Says(value = "of so many months the newest", standard = "6", min = 0, max = 9_999)
            int keepMonthly,

            @Says(
                    value = "document: in place of the numbers all of 30 days, those older than 7 compressed harder",
                    pattern = "^document$",
                    want = "document",
                    min = 1,
                    max = 20)
            Optional<String> policy,

            @Says("say what would be removed, and remove nothing")
            boolean dryRun,

            @Says(value = "the key file of those that are compressed harder", label = "FILE", min = 1, max = 4_096)
            Optional<String> keyFile,

            @Says(value = "the file with their passphrase", label = "FILE", min = 1, max = 4_096)
            Optional<String> passphraseFile) {}

    /** What becomes of a backup. */
    private record Fate(String id, Optional<Instant> at, String fate, String why, long sizeBytes) {}

    private record PruneAnswer(
            boolean dryRun, String folder, String policy, long removed, long removedBytes, List<Fate> backups) {}

    static final Operation<?, Ground> PRUNE = Operation.<Pruned, Ground>works(
                    "backup prune", "pruneBackups", "POST /backups/prune", Pruned.class)
            .says(
                    "Removes the backups that are not kept: of each of the last days, weeks and months the newest is.",
                    "Never the newest sound one, never one that a kept one stands on, never what is damaged.")
            .wants(Role.ADMIN)
            .takesLong()
            .also(404, 409)
            .called(commandForm -> commandForm
                    .folder("from")
                    .folder("keyFile")
                    .folder("passphraseFile")
                    .helpsWhereDamaged()
                    .asks("dryRun", "Remove them? [y/N] ", "nothing was removed")
                    .shows(
                            Part.line(BackupPruneOperation::pruned),
                            Part.rows("/backups", "no backups", "id", "at", "fate", "why")))
            .answers("BackupsPruned", PruneAnswer.class, BackupPruneOperation::prune);

    private static Outcome prune(Pruned it, Call call, Ground ground) {
        Path folder = BackupArguments.from(it.from(), call, ground);
        Retention policy = it.policy()
                .flatMap(Retention::of)
                .orElseGet(() -> new Retention.Counted(it.keepDaily(), it.keepWeekly(), it.keepMonthly()));
        var order = new BackupPruning.Order(
                folder, policy, BackupArguments.openedBy(it.keyFile(), it.passphraseFile(), call, ground), it.dryRun());
        return new Outcome.Work(folder.toString(), progress -> {
            List<BackupPruning.Decision> all =
                    ground.service(BackupPruning.class).prune(order, progress);
            List<BackupPruning.Decision> removed = all.stream()
                    .filter(each -> each.fate() == BackupPruning.Fate.REMOVED)
                    .toList();
            return new PruneAnswer(
                    it.dryRun(),
                    folder.toString(),
                    policy.text(),
                    removed.size(),
                    removed.stream()
                            .mapToLong(BackupPruning.Decision::sizeBytes)
                            .sum(),
                    all.stream()
                            .map(each -> new Fate(
                                    each.id(),
                                    each.at(),
                                    each.fate().name().toLowerCase(Locale.ROOT),
                                    each.why(),
                                    each.sizeBytes()))
                            .toList());
        });
    }

    private static String pruned(JsonNode answer) {
        return "%s%d removed, %s"
                .formatted(
                        answer.path("dryRun").asBoolean() ? "dry run, nothing is changed: " : "",
                        answer.path("removed").asLong(),
                        SpaceUse.text(answer.path("removedBytes").asLong()));
    }

    private BackupPruneOperation() {}
}
