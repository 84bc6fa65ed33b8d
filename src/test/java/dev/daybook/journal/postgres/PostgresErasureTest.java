package dev.daybook.journal.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.ErasureContract;
import dev.daybook.journal.Journal;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class PostgresErasureTest extends ErasureContract {

    private final Database database = Database.begin();

    @Override
    protected Journal open() {
        return PostgresJournal.open(database.server(), InstantSource.system());
    }

    @Test
    void what_says_what_the_journal_itself_is_stays_whatever_an_entry_says() {
        appendEntriesOfTheJournalItself();

        for (int position = 5; position <= 8; position++) {
            String statement = "INSERT INTO erased (position, fact) VALUES (%d, 9)".formatted(position);
            assertThatThrownBy(() -> database.run(statement))
                    .as(statement)
                    .hasStackTraceContaining("the journal is append-only");
        }
        database.run("INSERT INTO erased (position, fact) VALUES (2, 9)");
    }
}
