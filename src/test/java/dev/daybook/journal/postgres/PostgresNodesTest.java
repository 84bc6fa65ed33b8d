package dev.daybook.journal.postgres;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Fenced;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Statements;
import dev.daybook.node.Lease;
import dev.daybook.node.Node;
import dev.daybook.node.Nodes;
import dev.daybook.node.NodesContract;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PostgresNodesTest extends NodesContract {

    private static final StreamId ONE = StreamId.parse("sbi/one");

    /** Renewed by nobody within a test. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final Duration SHORT = Duration.ofMillis(300);

    private Database database = Database.begin();

    @Override
    protected Nodes open() {
        PostgresJournal.open(database.server(), InstantSource.system()).close();
        return node("here", LONG);
    }

    private PostgresNodes node(String id, Duration lasting) {
        return PostgresNodes.open(database.server(), id, id + ".example", lasting);
    }

    private static CompletableFuture<Appended> append(PostgresJournal journal, int number) {
        return journal.append(new Append(List.of(draft(ONE, number)), Map.of()));
    }

    /** What a process finds that was stopped for longer than its lease lasts. */
    private void overdue(Lease lease) {
        database.run("UPDATE lease SET until = clock_timestamp() WHERE epoch = "
                + lease.fence().epoch());
    }

    @Test
    void a_late_write_is_refused_in_its_transaction_and_the_next_one_is_not_held_up() {
        try (var there = node("there", LONG);
                var journal = PostgresJournal.open(database.server(), InstantSource.system())) {
            Lease paused = nodes.leases().claim("import /a", "").orElseThrow();
            paused.carry(() -> append(journal, 1).join());
            overdue(paused);
            paused.carry(() -> append(journal, 2).join()); // nobody else has begun: it may go on
            Lease taken = there.leases().claim("import /a", "").orElseThrow();

            CompletableFuture<Appended> late = paused.fence().carry(() -> append(journal, 3));
            CompletableFuture<Appended> beside = append(journal, 4);
            CompletableFuture<Appended> next = taken.carry(() -> append(journal, 5));

            assertThatThrownBy(late::join)
                    .hasCauseInstanceOf(Fenced.class)
                    .hasMessageContaining("'import /a' of epoch %d is not held any more"
                            .formatted(paused.fence().epoch()));
            assertThat(beside.join().places()).hasSize(1);
            assertThat(next.join().head().value()).isEqualTo(4);
            // said again it is no write: it may be the answer to the first time that was lost
            assertThat(paused.fence().carry(() -> append(journal, 2)).join().duplicates())
                    .isEqualTo(1);
        }
    }

    @Test
    void what_is_over_is_claimed_by_exactly_one_of_many() {
        Lease lease = nodes.leases().claim("chores", "").orElseThrow();
        try (var there = node("there", LONG)) {
            assertThat(there.leases().claim("chores", "")).isEmpty();
            overdue(lease);

            List<CompletableFuture<Optional<Lease>>> claims = IntStream.range(0, 16)
                    .mapToObj(number -> CompletableFuture.supplyAsync(
                            () -> (number % 2 == 0 ? nodes : there).leases().claim("chores", "")))
                    .toList();

            assertThat(claims.stream().flatMap(claim -> claim.join().stream())).hasSize(1);
        }
    }

    @Test
    void a_lease_lasts_as_long_as_its_node_beats_and_is_found_lost_when_it_was_taken() {
        try (var there = node("there", SHORT)) {
            Lease lease = there.leases().claim("chores", "at first").orElseThrow();
            lease.about("renewed");
            await().until(() -> nodes.leases().all().getFirst().about().equals("renewed"));
            assertThat(nodes.leases().claim("chores", "")).isEmpty();

            nodes.leases().revoke(nodes.leases().all().getFirst());
            Lease taken = nodes.leases().claim("chores", "").orElseThrow();

            await().until(lease::isLost);
            assertThat(lease.isHeld()).isFalse();
            assertThat(taken.isHeld()).isTrue();
        }
    }

    @Test
    void one_that_gives_no_sign_of_life_is_gone_and_one_that_ends_leaves_what_it_did_to_others() {
        nodes.join(() -> "{}");
        var there = node("there", LONG);
        there.join(() -> "{}");
        there.leases().claim("follow /a", "the tree");
        assertThat(nodes.all()).extracting(Node::name).containsExactly("here.example", "there.example");
        database.run("UPDATE node SET seen = seen - interval '6 minutes' WHERE id = 'there'");
        assertThat(nodes.all()).extracting(Node::isGone).containsExactly(false, true);

        there.close();

        assertThat(nodes.all()).extracting(Node::name).containsExactly("here.example");
        assertThat(nodes.leases().all()).singleElement().satisfies(held -> {
            assertThat(held.isOver()).isTrue();
            assertThat(held.about()).isEqualTo("the tree");
        });
    }

    @Test
    void what_one_still_had_to_tell_when_it_left_neither_brings_it_back_nor_connects_again() {
        var there = node("there", LONG);
        there.join(() -> "{}");
        there.close();

        there.join(() -> "{}");

        assertThat(nodes.all()).isEmpty();
        assertThatThrownBy(() -> there.leases().claim("chores", ""))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessage("the journal is closed");
    }

    @Test
    void without_the_database_nothing_is_claimed_and_nothing_that_was_is_held_for_longer_than_it_lasts() {
        try (var line = new Line(database.port());
                var there = PostgresNodes.open(database.through(line.port()), "there", "there", SHORT)) {
            Lease lease = there.leases().claim("chores", "").orElseThrow();

            line.cut();

            await().until(() -> !lease.isHeld());
            assertThat(lease.isLost()).isFalse();
            assertThatThrownBy(() -> there.leases().claim("others", ""))
                    .isInstanceOf(JournalUnavailable.class)
                    .hasMessageContaining("does not answer");
            line.mend();
            await().until(lease::isHeld); // nobody else has claimed it meanwhile
        }
    }

    /** A server that crashes forgets what it has not flushed: an epoch would be given twice, the key of the heads be another. */
    @Test
    void what_nodes_agree_on_is_flushed_like_facts_whatever_the_server_is_set_to() throws Exception {
        String role = database.schema() + "_late";
        database.run("CREATE ROLE %s LOGIN SUPERUSER".formatted(role));
        database.run("ALTER ROLE %s SET synchronous_commit = off".formatted(role));
        Server server = database.server(role);
        String flushes = "SELECT 1 WHERE current_setting('synchronous_commit') = 'on'";

        var session = new NodeSession(server);
        assertThat(session.<Boolean>ask(statements -> isTrue(statements, flushes)))
                .isTrue();
        session.close(_ -> true);
        try (var facts = new WriterSession(server, new Names(), InstantSource.system())) {
            assertThat(isTrue(facts.reader().statements(), flushes)).isTrue();
        }
    }

    private static boolean isTrue(Statements statements, String query) throws SQLException {
        try (ResultSet row = statements.of(query).executeQuery()) {
            return row.next();
        }
    }
}
