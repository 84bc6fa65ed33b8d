package dev.daybook.journal.postgres;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a node waits for an answer of the server because others write, too. */
final class NodeWorkTest {

    /** What has nothing to do with the writing: polls, and whoever listens. */
    private static final long BESIDE = 50;

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

    @Test
    void what_others_have_begun_is_proven_in_a_few_ways_however_much_it_is() {
        append(here, IntStream.rangeClosed(1, 400));
        try (var late = PostgresJournal.open(database.through(line.port()), InstantSource.system())) {
            long before = line.waits();

            Scrub.Result proven = new PostgresScrub(database.through(line.port()), late).run(Link.START, _ -> {});

            assertThat(proven.entries()).isEqualTo(400);
            assertThat(proven.flaws()).isEmpty();
            assertThat(line.waits() - before).isLessThan(40 + 2 * BESIDE);
        }
    }

    @Test
    void an_append_behind_one_of_another_node_waits_for_a_few_answers() {
        append(there, IntStream.of(0));
        long before = line.waits();

        for (int number = 1; number <= 40; number += 2) {
            append(here, IntStream.of(number));
            append(there, IntStream.of(number + 1));
        }

        assertThat(line.waits() - before).isLessThan(20 * 8 + BESIDE);
    }

    @Test
    void what_comes_while_others_hold_the_head_is_written_together() throws SQLException {
        append(here, IntStream.range(0, 10));
        List<CompletableFuture<Appended>> pending = new ArrayList<>();
        try (Connection holder = database.server().writer();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT position FROM head FOR UPDATE");
            pending.add(here.append(one(0, 100)));
            awaitWaiting(1);
            pending.add(there.append(one(1, 101)));
            awaitWaiting(2);
            IntStream.range(0, 20).forEach(number -> pending.add(there.append(one(number, 200 + number))));

            holder.rollback();
        }

        pending.forEach(CompletableFuture::join);
        assertThat(database.number("SELECT count(DISTINCT recorded_at) FROM entry WHERE position > 11"))
                .isEqualTo(1);
        assertThat(here.readForward(Selection.all(), new Position(11), 100))
                .extracting(entry -> entry.stream().key() + " " + entry.revision())
                .startsWith("s1 1", "s0 2", "s1 2", "s2 1")
                .hasSize(21);
        assertThat(there.scrub().run(_ -> {}).flaws()).isEmpty();
    }

    @Test
    void what_comes_late_is_refused_alone_where_another_one_was_faster() throws SQLException {
        append(here, IntStream.range(0, 10));
        CompletableFuture<Appended> late;
        CompletableFuture<Appended> again;
        CompletableFuture<Appended> beside;
        try (Connection holder = database.server().writer();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT position FROM head FOR UPDATE");
            var faster = here.append(one(0, 100));
            awaitWaiting(1);
            var first = there.append(one(1, 101));
            awaitWaiting(2);
            StreamId raced = new StreamId("sbi", "s0");
            late = there.append(Append.of(List.of(draft(raced, 102)), raced, new Expectation.Exactly(0)));
            again = there.append(one(0, 100));
            beside = there.append(one(2, 103));

            holder.rollback();
            CompletableFuture.allOf(faster, first, again, beside).join();
        }

        assertThatThrownBy(late::join).hasCauseInstanceOf(Conflict.class);
        assertThat(again.join().duplicates()).isEqualTo(1);
        assertThat(beside.join().places().getFirst().position()).isEqualTo(new Position(13));
    }

    private static Append one(int stream, int number) {
        return new Append(List.of(draft(new StreamId("sbi", "s" + stream), number)), Map.of());
    }

    private void awaitWaiting(long appenders) {
        await().until(() -> database.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND query LIKE '%FROM head FOR UPDATE%' AND pid <> pg_backend_pid()")
                == appenders);
    }
}
