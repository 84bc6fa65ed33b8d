package dev.daybook.journal.sqlite;

import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

final class SqliteJournalTest extends JournalContract {

    @TempDir
    private Path folder;

    @Override
    protected Journal open(InstantSource clock) {
        return SqliteJournal.open(folder.resolve("journal.db"), clock);
    }
}
