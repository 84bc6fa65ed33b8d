package dev.daybook.journal.postgres;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Append;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.SchemaStep;
import dev.daybook.journal.sql.SchemaStep.State;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The steps of the schema, and the addresses of databases. */
final class PostgresSchemaTest {

    private Database database;
    private PostgresSchema schema;

    @BeforeEach
    void given_an_empty_database() {
        database = Database.begin();
        schema = new PostgresSchema(database.server(), InstantSource.system());
    }

    @Test
    void of_several_programs_that_start_at_once_one_makes_the_tables() throws SQLException {
        var starting = IntStream.range(0, 4)
                .mapToObj(_ ->
                        CompletableFuture.runAsync(() -> PostgresJournal.open(database.server(), InstantSource.system())
                                .close()))
                .toList();

        starting.forEach(CompletableFuture::join);

        assertThat(schema.info()).extracting(SchemaStep::state).containsOnly(State.APPLIED);
        assertThat(database.number("SELECT count(*) FROM head")).isEqualTo(1);
    }

    @Test
    void an_empty_journal_is_taken_back_and_made_again_and_one_with_facts_is_not() throws SQLException {
        schema.migrate();
        schema.undo();
        schema.undo();
        assertThat(database.number("SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
                        + " WHERE relkind = 'r' AND nspname = '" + database.schema() + "'"))
                .isEqualTo(1); // what was applied
        assertThat(database.number("SELECT count(*) FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace"
                        + " WHERE nspname = '" + database.schema() + "'"))
                .isZero();

        try (var journal = PostgresJournal.open(database.server(), InstantSource.system())) {
            journal.append(new Append(List.of(draft(StreamId.parse("sbi/one"), 1)), Map.of()))
                    .join();
        }

        schema.undo(); // what nodes tell each other is no fact
        assertThatThrownBy(schema::undo)
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("it holds the facts");
    }

    @Test
    void what_another_program_made_or_changed_is_not_touched() throws SQLException {
        database.run("CREATE TABLE entry (id integer)");
        assertThatThrownBy(() -> PostgresJournal.open(database.server(), InstantSource.system()))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("another program's table 'entry'");

        database.run("DROP TABLE entry");
        schema.migrate();
        database.run("UPDATE schema_version SET checksum = 'another'");
        assertThatThrownBy(() -> PostgresJournal.open(database.server(), InstantSource.system()))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("was edited after it was applied");
        database.run("INSERT INTO schema_version VALUES (99, 'later', '', 0)");
        assertThat(schema.validate()).anySatisfy(problem -> assertThat(problem).contains("newer than this program"));
    }

    @Test
    void an_address_never_shows_a_password_and_says_what_it_wants() {
        for (String secret : List.of(
                "postgresql://me:secret@host/db",
                "postgresql://me:se@cret@host/db",
                "postgresql://me@host/db?password=secret&ssl=true")) {
            assertThatThrownBy(() -> Server.of(secret, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PGPASSWORD")
                    .hasMessageNotContaining("cret");
        }
        for (String wrong : List.of(
                "postgresql://host/db", "postgresql://me@host", "postgresql://me@host/", "postgres://me@host/db")) {
            assertThatThrownBy(() -> Server.of(wrong, Optional.empty()))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("want postgresql://USER@HOST/DATABASE");
        }
        assertThat(Server.of("postgresql://me@host:5433/db?sslmode=require", Optional.of("secret")))
                .hasToString("postgresql://me@host:5433/db");
    }

    @Test
    void a_server_that_is_not_there_or_does_not_know_the_database_is_named() {
        assertThatThrownBy(() -> PostgresJournal.open(
                        Server.of("postgresql://me@localhost:1/db", Optional.empty()), InstantSource.system()))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("postgresql://me@localhost:1/db does not answer");
        assertThatThrownBy(() -> PostgresJournal.open(
                        Server.of(
                                "postgresql://postgres@localhost:%d/nowhere".formatted(database.port()),
                                Optional.empty()),
                        InstantSource.system()))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("has no such database");
    }
}
