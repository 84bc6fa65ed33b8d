package dev.daybook.maintenance;

import dev.daybook.event.Facts;
import dev.daybook.operation.Operations;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slice;
import java.util.List;

/** What keeps the house safe. It has no facts of its own. */
public final class MaintenanceSlice implements Slice {

    @Override
    public Facts facts() {
        return Facts.of();
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(JobOperations.ALL);
    }
}
