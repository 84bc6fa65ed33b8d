package dev.daybook.journal.postgres;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Erasing;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes on one journal: what each of them writes, and hears of the other. */
final class NodesTest {

    private static final StreamId ONE = StreamId.parse("sbi/one");
    private static final StreamId TWO = StreamId.parse("sbi/two");

    private Database database;
    private PostgresJournal here;
    private PostgresJournal there;

    @BeforeEach
    void given_two_nodes() {
        database = Database.begin();
        here = open();
        there = open();
    }

    private PostgresJournal open() {
        return PostgresJournal.open(database.server(), InstantSource.system());
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void of_sixteen_that_race_for_one_revision_exactly_one_wins() {
        append(here, draft(ONE, 1));

        List<CompletableFuture<Appended>> racing = IntStream.range(0, 16)
                .mapToObj(racer -> (racer % 2 == 0 ? here : there)
                        .append(Append.of(List.of(draft(ONE, 100 + racer)), ONE, new Expectation.Exactly(0))))
                .toList();

        List<Object> outcomes = racing.stream()
                .map(append -> append.handle((done, failure) -> failure == null ? (Object) done : failure)
                        .join())
                .toList();
        assertThat(outcomes).filteredOn(Appended.class::isInstance).hasSize(1);
        assertThat(outcomes)
                .filteredOn(Conflict.class::isInstance)
                .hasSize(15)
                .allSatisfy(
                        conflict -> assertThat(((Conflict) conflict).actual()).isEqualTo(1));
        assertThat(there.revision(ONE)).isEqualTo(1);
    }

    @Test
    void both_append_without_a_gap_and_both_hear_everything_in_its_order() {
        var heardHere = new CopyOnWriteArrayList<Entry>();
        var heardThere = new CopyOnWriteArrayList<Entry>();
        here.subscribe(heardHere::addAll);
        there.subscribe(heardThere::addAll);

        var pending = new ArrayList<CompletableFuture<Appended>>();
        for (int number = 0; number < 400; number++) {
            PostgresJournal node = number % 2 == 0 ? here : there;
            // Each node writes to its own stream, to one that both write to, and to new ones.
            StreamId stream = List.of(
                            node.equals(here) ? ONE : TWO,
                            StreamId.parse("plan/both"),
                            new StreamId("task", "t" + number / 4))
                    .get(number / 2 % 3);
            pending.add(node.append(new Append(List.of(draft(stream, number)), Map.of())));
        }
        pending.forEach(CompletableFuture::join);

        List<Entry> all = here.readForward(Selection.all(), Position.START, 1_000);
        assertThat(all)
                .extracting(entry -> entry.position().value())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 400).boxed().toList());
        await().untilAsserted(() -> assertThat(heardHere).hasSize(400));
        await().untilAsserted(() -> assertThat(heardThere).hasSize(400));
        assertThat(heardHere).isEqualTo(all).isEqualTo(heardThere);
        assertThat(here.scrub().run(_ -> {}).flaws()).isEmpty();
        assertThat(database.number(
                        "SELECT count(DISTINCT pid) FROM pg_stat_activity WHERE application_name = 'daybook'"))
                .isPositive();
    }

    @Test
    void the_same_fact_of_both_is_stored_once() {
        List<CompletableFuture<Appended>> twice = Stream.of(here, there, here, there)
                .map(node -> node.append(new Append(List.of(draft(ONE, 1), draft(TWO, 2)), Map.of())))
                .toList();

        assertThat(twice.stream()
                        .mapToLong(append -> append.join().duplicates())
                        .sum())
                .isEqualTo(6);
        assertThat(here.readForward(Selection.all(), Position.START, 10)).hasSize(2);
    }

    @Test
    void one_that_was_told_of_an_entry_finds_it_where_it_appends_next() {
        append(here, draft(ONE, 1), large(ONE, 2, "a large value"));

        Appended next = there.append(Append.of(List.of(draft(ONE, 3)), ONE, new Expectation.Exactly(1)))
                .join();

        assertThat(next.places().getFirst().position()).isEqualTo(new Position(3));
        assertThat(there.head()).isEqualTo(new Position(3));
        await().untilAsserted(() -> assertThat(here.head()).isEqualTo(new Position(3)));
    }

    @Test
    void what_one_erases_the_other_does_not_find_any_more() {
        append(here, draft(ONE, 1), draft(ONE, 2));
        append(there, draft(TWO, 3));

        here.append(Erasing.of(here, List.of(), 2L)).join();

        assertThat(there.find(Drafts.id(2)).orElseThrow().payload().isErased()).isTrue();
        assertThat(there.scrub().run(_ -> {}).flaws()).isEmpty();
        assertThat(database.number("SELECT count(*) FROM head WHERE holds_erased"))
                .isZero();
    }

    @Test
    void a_node_that_dies_with_the_head_in_its_hands_holds_nobody_up() throws SQLException {
        append(here, draft(ONE, 1));
        try (Connection dying = database.server().writer()) {
            dying.setAutoCommit(false);
            try (Statement statement = dying.createStatement()) {
                statement.execute("SELECT position FROM head FOR UPDATE");
            }
            CompletableFuture<Appended> waiting = there.append(new Append(List.of(draft(ONE, 2)), Map.of()));
            await().until(() -> database.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND query LIKE '%FROM head FOR UPDATE%' AND pid <> pg_backend_pid()")
                    > 0);
            assertThat(waiting).isNotDone();

            dying.abort(Runnable::run);

            assertThat(waiting.join().head()).isEqualTo(new Position(2));
        }
    }

    /** A process that is stopped keeps its connection: only the server can end its transaction. */
    @Test
    void the_server_frees_what_a_node_holds_that_does_nothing_any_more() throws SQLException {
        for (String limit : List.of("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")) {
            try (Connection connection = database.server().writer();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT setting::integer FROM pg_settings WHERE name = '" + limit + "'")) {
                row.next();
                assertThat(row.getInt(1)).as(limit).isBetween(1_000, 60_000);
            }
        }
    }

    private static void append(PostgresJournal node, dev.daybook.journal.Draft... drafts) {
        node.append(new Append(List.of(drafts), Map.of())).join();
    }
}
