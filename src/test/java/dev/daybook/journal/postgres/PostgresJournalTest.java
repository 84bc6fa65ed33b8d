package dev.daybook.journal.postgres;

import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalContract;
import java.time.InstantSource;

final class PostgresJournalTest extends JournalContract {

    @Override
    protected Journal open(InstantSource clock) {
        return PostgresJournal.open(Database.begin().server(), clock);
    }
}
