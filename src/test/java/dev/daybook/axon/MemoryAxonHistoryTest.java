package dev.daybook.axon;

import dev.daybook.journal.Journal;
import dev.daybook.journal.memory.MemoryJournal;
import java.time.InstantSource;

class MemoryAxonHistoryTest extends AxonHistoryContract {

    @Override
    Journal open() {
        return new MemoryJournal(InstantSource.fixed(Bus.NOW));
    }
}
