package dev.daybook.journal.postgres;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.Append;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a node waits for an answer of the server because others write, too. */
final class NodeWorkTest {

    /** What has nothing to do with the writing: polls, and whoever listens. */
    private static final long BESIDE = 10;

    private Database database;
    private Line line;
    private PostgresJournal here;
    private PostgresJournal there;

    @BeforeEach
    void given_two_nodes() {
        database = Database.begin();
        line = new Line(database.port());
        here = PostgresJournal.open(database.server(), InstantSource.system());
        there = PostgresJournal.open(database.through(line.port()), InstantSource.system());
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        line.close();
    }

    private static void append(PostgresJournal node, IntStream numbers) {
        node.append(new Append(
                        numbers.mapToObj(number -> draft(new StreamId("sbi", "s" + number), number))
                                .toList(),
                        Map.of()))
                .join();
    }

    @Test
    void what_another_one_has_begun_is_heard_in_a_few_ways_however_much_it_is() {
        append(there, IntStream.of(0));
        long before = line.waits();

        append(here, IntStream.rangeClosed(1, 400));
        await().until(() -> there.head().equals(new Position(401)));

        assertThat(line.waits() - before).isLessThan(7 + 2 * BESIDE);
    }

    @Test
    void what_others_have_begun_is_read_in_a_few_ways_however_much_it_is() {
        append(here, IntStream.rangeClosed(1, 400));
        try (var late = PostgresJournal.open(database.through(line.port()), InstantSource.system())) {
            long before = line.waits();

            List<?> read = late.readForward(Selection.all(), Position.START, 400);

            assertThat(read).hasSize(400);
            assertThat(line.waits() - before).isLessThan(7 + 2 * BESIDE);
        }
    }
}
