package dev.daybook.importing.run;

import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.PostgresNodes;
import java.time.Duration;
import java.time.InstantSource;

/** Two nodes of one journal, whose leases are short. */
public record TwoNodes(PostgresNodes here, PostgresNodes there) implements AutoCloseable {

    private static final Duration SHORT = Duration.ofMillis(300);

    /** Makes the journal, too, which is empty. */
    public static TwoNodes begin() {
        var database = Database.begin();
        PostgresJournal.open(database.server(), InstantSource.system()).close();
        var two = new TwoNodes(
                PostgresNodes.open(database.server(), "here", "here.example", SHORT),
                PostgresNodes.open(database.server(), "there", "there.example", SHORT));
        two.here.join(() -> "{}");
        two.there.join(() -> "{}");
        return two;
    }

    @Override
    public void close() {
        here.close();
        there.close();
    }
}
