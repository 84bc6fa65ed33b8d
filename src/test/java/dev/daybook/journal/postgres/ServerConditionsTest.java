package dev.daybook.journal.postgres;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Append;
import dev.daybook.journal.Condition;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operator is told of the database that keeps a journal. */
final class ServerConditionsTest {

    private Database database;
    private Line line;
    private PostgresJournal journal;

    @BeforeEach
    void given_a_journal() {
        database = Database.begin();
        line = new Line(database.port());
        journal = PostgresJournal.open(database.through(line.port()), InstantSource.system());
        journal.append(new Append(List.of(draft(StreamId.parse("sbi/one"), 1)), Map.of()))
                .join();
    }

    @AfterEach
    void close() {
        journal.close();
        line.close();
    }

    private Condition condition(String what) {
        return journal.conditions().stream()
                .filter(condition -> condition.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_server_that_does_not_flush_and_a_superuser_are_told_with_the_way_out() {
        assertThat(condition("durability").says()).contains("fsync and full_page_writes off");
        assertThat(condition("durability").help())
                .isEqualTo("set fsync = on, full_page_writes = on in postgresql.conf");
        assertThat(condition("role").says()).isEqualTo("postgres is a superuser");
        assertThat(condition("role").help()).contains("let_append");
        assertThat(condition("limits").isWell()).isTrue();
        assertThat(condition("commit").says()).matches("takes \\d+\\.\\d ms");
        assertThat(condition("backup").says()).contains("the server archives no log", "pg_dump");
        assertThat(journal.sizeBytes()).isPresent();
    }

    @Test
    void a_role_that_may_only_append_is_well() {
        String role = "looker_of_" + database.schema();
        database.run("CREATE ROLE %s LOGIN".formatted(role));
        database.run("SELECT let_append('%s')".formatted(role));

        try (var node = PostgresJournal.open(database.server(role), InstantSource.system())) {
            assertThat(node.conditions())
                    .filteredOn(condition -> condition.what().equals("role"))
                    .singleElement()
                    .satisfies(condition -> assertThat(condition.isWell()).isTrue())
                    .satisfies(condition ->
                            assertThat(condition.says()).contains("may append, and change or remove nothing"));
        }
    }

    @Test
    void a_trigger_that_sleeps_is_named() {
        database.run("ALTER TABLE entry DISABLE TRIGGER entry_is_never_removed");

        assertThat(condition("append-only").says()).isEqualTo("switched off: entry_is_never_removed");
        assertThat(condition("append-only").isWell()).isFalse();
    }

    @Test
    void clocks_that_are_apart_are_told() throws Exception {
        List<Condition> told =
                ServerConditions.look(database.server(), () -> Instant.now().plus(Duration.ofSeconds(10)));

        assertThat(told)
                .filteredOn(condition -> condition.what().equals("clocks"))
                .singleElement()
                .satisfies(condition -> assertThat(condition.isWell()).isFalse())
                .satisfies(condition -> assertThat(condition.says()).contains("behind this machine's"));
    }

    @Test
    void a_server_that_is_gone_is_told_as_such() {
        line.cut();

        assertThatThrownBy(journal::conditions)
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("does not answer");
    }
}
