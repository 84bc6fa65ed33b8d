package dev.daybook.axon;

import dev.daybook.journal.Journal;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteAxonHistoryTest extends AxonHistoryContract {

    @TempDir
    private Path directory;

    @Override
    Journal open() {
        return SqliteJournal.open(directory.resolve("journal.db"), InstantSource.fixed(Bus.NOW));
    }
}
