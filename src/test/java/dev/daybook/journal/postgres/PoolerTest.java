package dev.daybook.journal.postgres;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Condition;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes behind PgBouncer, which gives each transaction another connection. */
final class PoolerTest {

    private static final StreamId ONE = StreamId.parse("sbi/one");

    @TempDir
    private Path folder;

    private Database database;
    private Pooler pooler;
    private String role = "";

    @BeforeEach
    void given_a_role_that_has_what_a_session_would() throws Exception {
        database = Database.begin();
        role = Pooler.role(database);
        pooler = new Pooler(folder, database.port(), role);
    }

    @AfterEach
    void close() {
        pooler.close();
    }

    private PostgresJournal node(String... parameters) {
        return PostgresJournal.open(
                Server.of(pooler.address(role, parameters), Optional.empty()), InstantSource.system());
    }

    @Test
    void both_append_without_a_gap_one_wins_at_a_revision_and_both_hear_everything() {
        try (var here = node("prepareThreshold=0");
                var there = node("prepareThreshold=0")) {
            var heard = new CopyOnWriteArrayList<Entry>();
            there.subscribe(heard::addAll);

            List<CompletableFuture<Appended>> appends = IntStream.range(0, 40)
                    .mapToObj(number ->
                            (number % 2 == 0 ? here : there).append(new Append(List.of(draft(ONE, number)), Map.of())))
                    .toList();
            appends.forEach(CompletableFuture::join);
            List<CompletableFuture<Appended>> racers = IntStream.range(100, 104)
                    .mapToObj(number -> (number % 2 == 0 ? here : there)
                            .append(Append.of(List.of(draft(ONE, number)), ONE, new Expectation.Exactly(39))))
                    .toList();

            await().until(() -> racers.stream().allMatch(CompletableFuture::isDone));
            assertThat(racers)
                    .filteredOn(racer -> !racer.isCompletedExceptionally())
                    .hasSize(1);
            await().until(() -> heard.size() == 41);
            assertThat(heard).isEqualTo(here.readForward(Selection.all(), Position.START, 100));
            assertThat(heard.getLast().position()).isEqualTo(new Position(41));
            assertThat(there.scrub().run(_ -> {}).flaws()).isEmpty();
            assertThat(there.conditions())
                    .filteredOn(condition -> condition.what().equals("limits"))
                    .allMatch(Condition::isWell);
        }
    }

    @Test
    void one_that_is_not_said_is_noticed_and_the_way_out_told() {
        assertThatThrownBy(this::node)
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("is behind a pooler")
                .hasMessageContaining("?prepareThreshold=0");
    }

    @Test
    void a_server_that_flushes_late_is_refused_as_nothing_can_be_set_in_a_session() {
        database.run("ALTER ROLE %s SET synchronous_commit = off".formatted(role));

        assertThatThrownBy(() -> node("prepareThreshold=0"))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("ALTER ROLE");
    }
}
