package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.Position;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Ending;
import dev.daybook.operation.Moments;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Role;
import dev.daybook.shape.Says;
import dev.daybook.shape.TextForm;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.BackupCheck;
import dev.daybook.upkeep.BackupCreation;
import dev.daybook.upkeep.BackupCreation.Wanted;
import dev.daybook.upkeep.BackupPlan;
import dev.daybook.upkeep.BackupRepository;
import dev.daybook.upkeep.BackupRestoration;
import dev.daybook.upkeep.BackupRestoration.Until;
import dev.daybook.upkeep.SpaceUse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Backups of the journal itself: made while it is written to, proven, and restored beside it. */
final class JournalBackupOperations {

    static final int LEVEL_MAX = 19;

    private record New(
            @Says(
                    value =
                            "the folder of the backups (default: the setting backup.to, else backups in the data directory)",
                    label = "DIR",
                    min = 1,
                    max = 4_096,
                    like = "/mnt/backup/daybook")
            Optional<String> to,

            @Says(
                    value =
                            "full: the whole journal; incremental: what came since the newest; auto: that, and each week a full one",
                    standard = "auto",
                    pattern = "^(auto|full|incremental)$",
                    want = "auto, full or incremental",
                    min = 1,
                    max = 20)
            String kind,

            @Says(
                    value = "how hard it is compressed by zstd, 0 is not at all (default: the setting backup.level)",
                    min = 0,
                    max = LEVEL_MAX)
            Optional<Integer> level,

            @Says(
                    value =
                            "encrypt with the random bytes of this file, 32 at least (default: the setting backup.key.file)",
                    label = "FILE",
                    min = 1,
                    max = 4_096)
            Optional<String> keyFile,

            @Says(
                    value = "encrypt with the passphrase in this file (default: the setting backup.passphrase.file)",
                    label = "FILE",
                    min = 1,
                    max = 4_096)
            Optional<String> passphraseFile) {}

    private record Where(
            @Says(value = BackupArguments.FROM_SAYS, label = "DIR", min = 1, max = 4_096, like = "/mnt/backup/daybook")
            Optional<String> from) {}

    private record Checked(
            @Says(value = BackupArguments.FROM_SAYS, label = "DIR", min = 1, max = 4_096, like = "/mnt/backup/daybook")
            Optional<String> from,

            @Says(value = "only this one, and what it stands on", min = 1, max = 26)
            Optional<String> id,

            @Says(
                    "restore it into a folder that is removed again, prove the journal, and compare the read models that it gives")
            boolean readData,

            @Says(value = "the key file that they are encrypted with", label = "FILE", min = 1, max = 4_096)
            Optional<String> keyFile,

            @Says(value = "the file with their passphrase", label = "FILE", min = 1, max = 4_096)
            Optional<String> passphraseFile) {}

    private record Back(
            @Says(value = BackupArguments.FROM_SAYS, label = "DIR", min = 1, max = 4_096, like = "/mnt/backup/daybook")
            Optional<String> from,

            @Says(value = "which one (default: the newest that has what is wanted)", min = 1, max = 26)
            Optional<String> id,

            @Says(
                    value = "the journal as it was there or then (default: all that the backup has)",
                    label = "POSITION|TIME",
                    min = 1,
                    form = TextForm.MOMENT,
                    like = "2026-01-31T12:00:00Z")
            Optional<String> at,

            @Says(
                    value = "the data directory to make: new, or empty",
                    label = "DIR",
                    min = 1,
                    max = 4_096,
                    like = "/home/mika/restored")
            String target,

            @Says(value = "the key file that it is encrypted with", label = "FILE", min = 1, max = 4_096)
            Optional<String> keyFile,

            @Says(value = "the file with its passphrase", label = "FILE", min = 1, max = 4_096)
            Optional<String> passphraseFile) {}

    /** What was made: {@code created} is false where nothing came since that backup. */
    private record Made(boolean created, String folder, BackupView backup, long durationMs) {}

    private record Listed(String folder, List<BackupView> items) implements Outcome.WithItems {}

    private record Finding(String backup, String file, String message) {}

    private record CheckAnswer(
            boolean ok,
            String folder,
            long backups,
            long sizeBytes,
            List<String> restored,
            List<String> compared,
            List<Finding> findings,
            long durationMs) {}

    private record Restored(
            String target,
            long position,
            Instant at,
            String chain,
            List<String> of,
            List<String> files,
            long durationMs) {}

    static final Operations<Ground> ALL = new Operations<>(
            "backup",
            "backups",
            "Backups of the journal, made while it is written to.",
            List.of(
                    Operation.<New, Ground>works("backup create", "createBackup", "POST /backups", New.class)
                            .says(
                                    "Backs the journal up while writing goes on, as it is at one position.",
                                    "Read models are made of the journal and are not in it, nor are tokens' secrets.",
                                    "It is there whole and on the disk, or not at all; nothing is ever written over.")
                            .wants(Role.ADMIN)
                            .takesLong()
                            .also(404, 409)
                            .called(commandForm -> commandForm
                                    .folder("to")
                                    .folder("keyFile")
                                    .folder("passphraseFile")
                                    .shows(
                                            Part.line(JournalBackupOperations::unchanged),
                                            Part.fields(
                                                    Column.of("backup", "/backup/id"),
                                                    Column.of("kind", "/backup/kind"),
                                                    Column.of("base", "/backup/base"),
                                                    Column.of("position", "/backup/position"),
                                                    new Column("size", JournalBackupOperations::size),
                                                    Column.of("encrypted", "/backup/encrypted"),
                                                    Column.of("folder"),
                                                    Column.seconds("took", "durationMs"))))
                            .answers("BackupMade", Made.class, JournalBackupOperations::create),
                    Operation.<Where, Ground>works("backup list", "listBackups", "GET /backups", Where.class)
                            .says(
                                    "The backups in a folder, the oldest first.",
                                    "check looks whether they are as they were.")
                            .also(404, 409)
                            .inQuery("from")
                            .columns("id", "kind", "from", "position", "at")
                            .columns(new Column("size", row -> sizeText(row.path("sizeBytes"))))
                            .columns("encrypted", "flaw")
                            .csv("id", "kind", "base", "from", "position", "at", "sizeBytes", "contentSizeBytes")
                            .csv("encrypted", "flaw")
                            .called(commandForm -> commandForm
                                    .folder("from")
                                    .helpsWhereDamaged()
                                    .ifNone("no backups: daybook backup create makes one"))
                            .answers("Backups", Listed.class, JournalBackupOperations::list),
                    Operation.<Checked, Ground>works(
                                    "backup check", "checkBackups", "POST /backups/check", Checked.class)
                            .says(
                                    "Looks whether backups are as they were written: each file by its hash.",
                                    "With read data each is restored beside, and the journal in it proven.",
                                    "Exit code 4 if one is not.")
                            .wants(Role.ADMIN)
                            .takesLong()
                            .also(404, 409)
                            .called(commandForm -> commandForm
                                    .words("id")
                                    .folder("from")
                                    .folder("keyFile")
                                    .folder("passphraseFile")
                                    .helpsWhereDamaged()
                                    .shows(
                                            Part.line(JournalBackupOperations::sound),
                                            Part.rows("/findings", "", "backup", "file", "message"))
                                    .ends(answer -> answer.path("ok").asBoolean() ? Ending.WELL : Ending.UNPROVEN))
                            .answers("BackupsChecked", CheckAnswer.class, JournalBackupOperations::check),
                    BackupPruneOperation.PRUNE,
                    Operation.<Back, Ground>works(
                                    "backup restore", "restoreBackup", "POST /backups/restore", Back.class)
                            .says(
                                    "Makes a data directory of a backup: all of it, or the journal as it was at a position or a time.",
                                    "The journal is proven by its chain before the directory gets its name; nothing is ever written over.",
                                    "What runs goes on: start Daybook on the new directory with --data.")
                            .wants(Role.ADMIN)
                            .takesLong()
                            .also(404, 409)
                            .called(commandForm -> commandForm
                                    .words("id")
                                    .folder("from")
                                    .folder("target")
                                    .folder("keyFile")
                                    .folder("passphraseFile")
                                    .helpsWhereDamaged()
                                    .shows(Part.fields(
                                            Column.of("target"),
                                            Column.of("position"),
                                            Column.of("at"),
                                            Column.of("of"),
                                            Column.of("files"),
                                            Column.seconds("took", "durationMs")))
                                    .notes(answer -> List.of("it is used with --data "
                                            + answer.path("target").asText())))
                            .answers("BackupRestored", Restored.class, JournalBackupOperations::restore)));

    private static Outcome create(New it, Call call, Ground ground) {
        BackupPlan plan = ground.service(BackupPlan.class);
        Path folder = it.to().map(text -> call.path("to", text, "folder")).orElse(plan.folder());
        var order = new BackupCreation.Order(
                folder,
                Wanted.valueOf(it.kind().toUpperCase(Locale.ROOT)),
                it.level().orElse(plan.level()),
                BackupArguments.secret(it.keyFile(), it.passphraseFile(), call).or(plan::secret));
        return new Outcome.Work(folder.toString(), progress -> {
            long startedNs = System.nanoTime();
            BackupCreation.Created created =
                    ground.service(BackupCreation.class).create(order, progress);
            return new Made(
                    created.isNew(), folder.toString(), BackupView.of(created.manifest()), millisSince(startedNs));
        });
    }

    private static Outcome list(Where it, Call call, Ground ground) {
        Path folder = BackupArguments.from(it.from(), call, ground);
        // Of a folder that is named it is told that there are none in it: it may be another one that was meant.
        List<BackupRepository.Found> all =
                it.from().isEmpty() && BackupRepository.existing(folder).isEmpty()
                        ? List.of()
                        : BackupRepository.at(folder).all();
        return Outcome.shown(
                new Listed(folder.toString(), all.stream().map(BackupView::of).toList()));
    }

    private static Outcome check(Checked it, Call call, Ground ground) {
        Path folder = BackupArguments.from(it.from(), call, ground);
        var order = new BackupCheck.Order(
                folder,
                it.id(),
                it.readData(),
                BackupArguments.openedBy(it.keyFile(), it.passphraseFile(), call, ground));
        return new Outcome.Work(folder.toString(), progress -> {
            long startedNs = System.nanoTime();
            BackupCheck.Report report = ground.service(BackupCheck.class).check(order, progress);
            return new CheckAnswer(
                    report.findings().isEmpty(),
                    folder.toString(),
                    report.backups().size(),
                    report.sizeBytes(),
                    report.restored(),
                    report.compared(),
                    report.findings().stream()
                            .map(finding -> new Finding(finding.backup(), finding.file(), finding.what()))
                            .toList(),
                    millisSince(startedNs));
        });
    }

    private static Outcome restore(Back it, Call call, Ground ground) {
        var order = new BackupRestoration.Order(
                BackupArguments.from(it.from(), call, ground),
                it.id(),
                it.at().map(text -> until(text, call)).orElseGet(Until.End::new),
                call.path("target", it.target(), "folder"),
                BackupArguments.openedBy(it.keyFile(), it.passphraseFile(), call, ground));
        return new Outcome.Work(order.target().toString(), progress -> {
            long startedNs = System.nanoTime();
            BackupRestoration.Restored restored =
                    ground.service(BackupRestoration.class).restore(order, progress);
            return new Restored(
                    restored.target().toString(),
                    restored.mark().head().position().value(),
                    restored.mark().recordedAt(),
                    restored.mark().head().hash().toString(),
                    restored.of(),
                    restored.files(),
                    millisSince(startedNs));
        });
    }

    private static Until until(String text, Call call) {
        if (text.matches("[1-9][0-9]{0,17}")) {
            return new Until.At(new Position(Long.parseLong(text)));
        }
        return new Until.When(Moments.orPosition("at", text, When.LAST, call.now()));
    }

    private static long millisSince(long startedNs) {
        return (System.nanoTime() - startedNs) / 1_000_000;
    }

    private static String unchanged(JsonNode answer) {
        return answer.path("created").asBoolean() ? "" : "nothing came since this one:";
    }

    private static String size(JsonNode answer) {
        long bytes = answer.at("/backup/sizeBytes").asLong();
        long content = answer.at("/backup/contentSizeBytes").asLong();
        return bytes < content
                ? "%s of %s".formatted(SpaceUse.text(bytes), SpaceUse.text(content))
                : SpaceUse.text(bytes);
    }

    private static String sizeText(JsonNode bytes) {
        return bytes.isMissingNode() ? "" : SpaceUse.text(bytes.asLong());
    }

    private static String sound(JsonNode answer) {
        if (!answer.path("ok").asBoolean()) {
            return "";
        }
        long backups = answer.path("backups").asLong();
        return "%s %s sound, %s read%s%s"
                .formatted(
                        backups,
                        backups == 1 ? "backup is" : "backups are",
                        SpaceUse.text(answer.path("sizeBytes").asLong()),
                        count(answer, "restored", "restored and proven"),
                        count(answer, "compared", "with the same table hashes"));
    }

    private static String count(JsonNode answer, String member, String what) {
        int count = answer.path(member).size();
        return count == 0 ? "" : ", %d %s".formatted(count, what);
    }

    private JournalBackupOperations() {}
}
