package dev.daybook.journal.memory;

import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalContract;
import java.time.InstantSource;

final class MemoryJournalTest extends JournalContract {

    @Override
    protected Journal open(InstantSource clock) {
        return new MemoryJournal(clock);
    }
}
