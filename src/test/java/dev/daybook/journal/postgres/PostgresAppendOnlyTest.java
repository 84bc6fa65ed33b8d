package dev.daybook.journal.postgres;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.Erasing;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The journal defends itself against whoever connects: by triggers, and by what a role may do. */
final class PostgresAppendOnlyTest {

    private static final StreamId ONE = StreamId.parse("sbi/one");
    private static final List<String> TABLES =
            List.of("stream", "type", "actor", "source", "entry", "blob", "head", "erased");

    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    private Database database;
    private PostgresJournal journal;

    @BeforeEach
    void given_a_journal_with_a_row_in_every_table() {
        database = Database.begin();
        journal = PostgresJournal.open(database.server(), () -> Instant.now().plus(passed.get()));
        append(draft(ONE, 1), draft(ONE, 2), large(ONE, 3, "x".repeat(100_000)));
        journal.append(Erasing.of(journal, List.of(), 1L)).join();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void append(Draft... drafts) {
        journal.append(new Append(List.of(drafts), Map.of())).join();
    }

    @Test
    void not_even_a_superuser_changes_removes_or_empties_what_is_there() {
        for (String table : TABLES) {
            assertRefused("DELETE FROM " + table);
            assertRefused("TRUNCATE " + table);
        }
        for (String change : List.of(
                "stream SET key = 'two'",
                "type SET name = 'other'",
                "actor SET name = 'eve'",
                "source SET name = 'other'",
                "entry SET payload = '{}' WHERE position = 2",
                "entry SET payload = '' WHERE position = 2",
                "entry SET payload = '{}' WHERE position = 1",
                "entry SET actor = 9 WHERE position = 1",
                "entry SET blobs = NULL WHERE position = 3",
                "blob SET data = ''",
                "erased SET position = 2",
                "head SET position = 1",
                "head SET position = 9",
                "head SET chain = decode(repeat('11', 32), 'hex')")) {
            assertRefused("UPDATE " + change);
        }
        assertRefused("INSERT INTO erased (position, fact) VALUES (2, 4)");
        assertRefused("INSERT INTO erased (position, fact) VALUES (4, 4)");
        assertRefused("INSERT INTO erased_blob (hash, fact) SELECT hash, 4 FROM blob");
        assertRefused("INSERT INTO head SELECT * FROM head");
        assertRefused(copyOf(2, 9)); // a gap
        assertRefused(
                "INSERT INTO entry SELECT * FROM entry WHERE position = 2 ON CONFLICT (position) DO UPDATE SET payload = ''");
        assertThat(journal.scrub().run(_ -> {}).flaws()).isEmpty();
    }

    private static String copyOf(int position, int to) {
        return "INSERT INTO entry SELECT %d, gen_random_uuid(), stream, revision + 10, type, payload, payload_hash, actor, source, correlation, occurred_at, recorded_at, chain FROM entry WHERE position = %d"
                .formatted(to, position);
    }

    private void assertRefused(String statement) {
        assertThatThrownBy(() -> database.run(statement))
                .as(statement)
                .hasStackTraceContaining("the journal is append-only");
    }

    @Test
    void an_entry_slipped_in_by_another_program_stops_the_journal_instead_of_mixing_with_it() {
        database.run(copyOf(2, 5));

        assertThatThrownBy(() -> append(draft(ONE, 6)))
                .hasCauseInstanceOf(JournalDamaged.class)
                .hasMessageContaining("changed by another program");
        assertThat(journal.scrub().run(_ -> {}).flaws())
                .isNotEmpty()
                .allSatisfy(flaw -> assertThat(flaw.position()).contains(new Position(5)));
        assertThatThrownBy(() -> PostgresJournal.open(database.server(), InstantSource.system()))
                .isInstanceOf(JournalDamaged.class)
                .hasMessageContaining("does not end as it was left");
    }

    @Test
    void a_changed_entry_is_found() {
        database.run("ALTER TABLE entry DISABLE TRIGGER USER");
        database.run("UPDATE entry SET payload = '{}' WHERE position = 2");

        assertThat(journal.scrub().run(_ -> {}).flaws())
                .singleElement()
                .asString()
                .contains("position 2", "payload");
    }

    /** The superuser of the tests may do everything but for the triggers; a node needs no more than this. */
    @Test
    void a_role_that_was_let_append_does_so_and_may_do_nothing_else() throws SQLException {
        String role = "node_of_" + database.schema();
        database.run("CREATE ROLE %s LOGIN".formatted(role));
        database.run("SELECT let_append('%s')".formatted(role));

        try (var node = PostgresJournal.open(database.server(role), InstantSource.system())) {
            node.append(new Append(List.of(draft(ONE, 7), large(ONE, 8, "y".repeat(100_000))), Map.of()))
                    .join();
            node.append(Erasing.of(node, List.of(), 2L)).join();
            assertThat(node.find(Drafts.id(2)).orElseThrow().payload().isErased())
                    .isTrue();
            assertThat(node.scrub().run(_ -> {}).flaws()).isEmpty();
        }
        assertThat(database.number("SELECT count(*) FROM head WHERE holds_erased"))
                .as("only its owner can take the bytes out of the tables' files")
                .isOne();
        await("the owner's journal, open all the time, does it when nobody else has")
                .untilAsserted(() -> {
                    passed.updateAndGet(time -> time.plusMinutes(1));
                    assertThat(database.number("SELECT count(*) FROM head WHERE holds_erased"))
                            .isZero();
                });

        try (Connection connection = database.server(role).writer();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                for (String change : List.of(
                        "DELETE FROM %s", "TRUNCATE %s", "ALTER TABLE %s DISABLE TRIGGER USER", "DROP TABLE %s")) {
                    assertThatThrownBy(() -> statement.execute(change.formatted(table)))
                            .as(change, table)
                            .isInstanceOfSatisfying(
                                    SQLException.class,
                                    e -> assertThat(e.getSQLState()).isEqualTo("42501"));
                }
            }
            assertThatThrownBy(() -> statement.execute("UPDATE entry SET payload = ''"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void one_unfit_text_is_refused_alone() {
        Draft nul = draft(new StreamId("sbi", "a\0b"), 20);
        Draft good = draft(ONE, 21);
        var tooLong = new StreamId("sbi", "x".repeat(3_000));

        assertThatThrownBy(() -> append(nul))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("U+0000");
        assertThatThrownBy(() -> append(draft(tooLong, 22))).isInstanceOf(IllegalArgumentException.class);
        append(new Draft(
                good.id(),
                good.stream(),
                good.type(),
                1,
                good.payload(),
                List.of(),
                Metadata.of("日本 \uD83D\uDE00", "http"),
                good.occurredAt()));

        assertThat(journal.find(Drafts.id(21)).orElseThrow().metadata().actor()).isEqualTo("日本 \uD83D\uDE00");
    }
}
