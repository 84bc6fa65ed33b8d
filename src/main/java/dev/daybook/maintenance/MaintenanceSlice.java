package dev.daybook.maintenance;

import dev.daybook.event.Facts;
import dev.daybook.operation.Operations;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slice;
import java.util.List;

/**
 * What keeps the house safe. It has no facts of its own.
 *
 * @param written the tools whose files are written back, and
 * @param moving those whose users can move, each with the one that is meant if none is named first
 */
public record MaintenanceSlice(List<String> written, List<String> moving) implements Slice {

    public MaintenanceSlice {
        written = List.copyOf(written);
        moving = List.copyOf(moving);
    }

    @Override
    public Facts facts() {
        return Facts.of();
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(
                DoctorOperations.ALL,
                HeadOperations.ALL,
                VerifyOperations.ALL,
                ProjectionOperations.ALL,
                RebuildOperations.ALL,
                DriftOperations.ALL,
                ExportOperations.all(written),
                CompareOperations.all(moving),
                JournalBackupOperations.ALL,
                JobOperations.ALL);
    }
}
