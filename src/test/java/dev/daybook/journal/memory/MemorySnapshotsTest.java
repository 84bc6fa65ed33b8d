package dev.daybook.journal.memory;

import dev.daybook.journal.Snapshots;
import dev.daybook.journal.SnapshotsContract;

final class MemorySnapshotsTest extends SnapshotsContract {

    @Override
    protected Snapshots open() {
        return new MemorySnapshots();
    }
}
