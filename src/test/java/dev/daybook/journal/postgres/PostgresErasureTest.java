package dev.daybook.journal.postgres;

import dev.daybook.journal.ErasureContract;
import dev.daybook.journal.Journal;
import java.time.InstantSource;

final class PostgresErasureTest extends ErasureContract {

    @Override
    protected Journal open() {
        return PostgresJournal.open(Database.begin().server(), InstantSource.system());
    }
}
