package dev.daybook.maintenance;

import dev.daybook.event.Facts;
import dev.daybook.operation.Operations;
import dev.daybook.slice.Chore;
import dev.daybook.slice.Figure;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Health;
import dev.daybook.slice.Slice;
import dev.daybook.upkeep.BackupSchedule;
import dev.daybook.upkeep.VerificationSchedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What keeps the house safe. It has no facts of its own.
 *
 * @param written the tools whose files are written back, and
 * @param moving those whose users can move, each with the one that is meant if none is named first
 */
public record MaintenanceSlice(List<String> written, List<String> moving) implements Slice {

    /** So soon one is begun that is due. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    public MaintenanceSlice {
        written = List.copyOf(written);
        moving = List.copyOf(moving);
    }

    @Override
    public Facts facts() {
        return Facts.of();
    }

    @Override
    public List<Chore> chores() {
        return List.of(
                new Chore(
                        "backing up",
                        _ -> LOOK,
                        ground -> ground.service(BackupSchedule.class).look()),
                new Chore(
                        "proving",
                        _ -> LOOK,
                        ground -> ground.service(VerificationSchedule.class).look()));
    }

    @Override
    public List<Health> health() {
        return List.of(
                new Health(
                        "backup", ground -> ground.service(BackupSchedule.class).warning()),
                new Health(
                        "verify",
                        ground -> ground.service(VerificationSchedule.class).warning()));
    }

    @Override
    public List<Figure> figures(Ground ground) {
        return List.of(
                new Figure(
                        "daybook.backup.age.seconds",
                        "seconds since a backup had all that the journal has; NaN if there is none",
                        Map.of(),
                        false,
                        each -> each.service(BackupSchedule.class).ageSeconds()),
                new Figure(
                        "daybook.backup.failures",
                        "backups that serve could not make by itself",
                        Map.of(),
                        true,
                        each -> each.service(BackupSchedule.class).failures()),
                new Figure(
                        "daybook.verify.age.seconds",
                        "seconds since the whole journal was proven last; NaN if it never was",
                        Map.of(),
                        false,
                        each -> each.service(VerificationSchedule.class).ageSeconds()),
                new Figure(
                        "daybook.verify.findings",
                        "what the last proof of the journal found",
                        Map.of(),
                        false,
                        each -> each.service(VerificationSchedule.class).findingCount()));
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(
                DoctorOperations.ALL,
                HeadOperations.ALL,
                VerifyOperations.ALL,
                ProjectionOperations.ALL,
                RebuildOperations.ALL,
                OptimizeOperations.ALL,
                DriftOperations.ALL,
                ExportOperations.all(written),
                ThingFileOperations.ALL,
                CompareOperations.all(moving),
                JournalBackupOperations.ALL,
                EraseOperations.ALL,
                JobOperations.ALL,
                NodeOperations.ALL);
    }
}
