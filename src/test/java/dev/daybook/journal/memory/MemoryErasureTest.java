package dev.daybook.journal.memory;

import dev.daybook.journal.ErasureContract;
import dev.daybook.journal.Journal;
import java.time.InstantSource;

final class MemoryErasureTest extends ErasureContract {

    @Override
    protected Journal open() {
        return new MemoryJournal(InstantSource.system());
    }
}
