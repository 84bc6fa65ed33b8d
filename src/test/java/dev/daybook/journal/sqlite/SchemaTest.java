package dev.daybook.journal.sqlite;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Append;
import dev.daybook.journal.Erasing;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.SchemaStep;
import dev.daybook.journal.sql.SchemaStep.State;
import dev.daybook.journal.sql.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchemaTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Script FIRST =
            Script.of(1, "base", "CREATE TABLE entry (position INTEGER) STRICT;", "DROP TABLE entry;");
    private static final Script SECOND =
            Script.of(2, "notes", "CREATE TABLE note (text TEXT) STRICT;", "DROP TABLE note;");
    private static final Script BROKEN = Script.of(
            3, "broken", "CREATE TABLE half (text TEXT) STRICT; INSERT INTO nowhere VALUES (1);", "DROP TABLE half;");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("journal.db");
    }

    @Test
    void a_new_file_gets_every_step() {
        Schema schema = schema(FIRST, SECOND);
        assertThat(schema.info()).extracting(SchemaStep::state).containsExactly(State.PENDING, State.PENDING);
        assertThat(Files.exists(file)).isFalse();

        var migrated = schema.migrate();

        assertThat(migrated.steps()).extracting(SchemaStep::name).containsExactly("base", "notes");
        assertThat(migrated.backup()).isEmpty();
        assertThat(schema.info()).allSatisfy(step -> {
            assertThat(step.state()).isEqualTo(State.APPLIED);
            assertThat(step.appliedAt()).contains(NOW);
        });
        assertThat(schema.validate()).isEmpty();
    }

    /** Before it has a write-ahead log, a file has a log of what was there before, which only who writes takes back. */
    @Test
    void a_file_that_was_being_made_when_the_power_failed_is_begun_anew() throws SQLException, IOException {
        Path begun = folder.resolve("begun.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + begun)) {
            Sqlite.execute(connection, "PRAGMA cache_size = 1");
            Sqlite.execute(connection, "BEGIN");
            Sqlite.execute(
                    connection,
                    "CREATE TABLE half AS SELECT zeroblob(4000) AS page FROM json_each('[%s1]')"
                            .formatted("1,".repeat(200)));
            Files.copy(begun, file);
            Files.copy(folder.resolve("begun.db-journal"), folder.resolve("journal.db-journal"));
            Sqlite.execute(connection, "ROLLBACK");
        }
        assertThat(file).isNotEmptyFile();

        var migrated = schema(FIRST).migrate();

        assertThat(migrated.steps()).extracting(SchemaStep::name).containsExactly("base");
        assertThat(tables(file)).containsExactly("entry", "schema_run", "schema_version");
    }

    /** As a flipped bit leaves it. */
    @Test
    void a_step_without_a_name_or_checksum_is_damage() throws SQLException {
        schema(FIRST).migrate();
        sql("DROP TABLE schema_version");
        sql("CREATE TABLE schema_version (version INTEGER, name TEXT, checksum TEXT, applied_at INTEGER)");
        sql("INSERT INTO schema_version VALUES (1, 'base', NULL, 0)");

        assertThatThrownBy(() -> schema(FIRST).migrate())
                .isInstanceOf(JournalDamaged.class)
                .hasMessageContaining("journal.db is damaged: step 1 of its schema has no name or checksum");
    }

    @Test
    void migrating_twice_does_nothing() {
        schema(FIRST).migrate();

        var again = schema(FIRST).migrate();

        assertThat(again.steps()).isEmpty();
        assertThat(again.backup()).isEmpty();
    }

    @Test
    void an_older_file_is_copied_before_its_first_pending_step() throws SQLException, IOException {
        schema(FIRST).migrate();
        sql("INSERT INTO entry VALUES (7)");

        var migrated = schema(FIRST, SECOND).migrate();

        assertThat(migrated.steps()).extracting(SchemaStep::version).containsExactly(2);
        Path backup = migrated.backup().orElseThrow();
        assertThat(backup.getParent()).isEqualTo(folder.resolve("backups"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        assertThat(tables(backup)).containsExactly("entry", "schema_run", "schema_version");
        assertThat(tables(file)).containsExactly("entry", "note", "schema_run", "schema_version");
        assertThat(schema(FIRST).validate()).hasSize(1);
    }

    @Test
    void a_step_that_fails_leaves_nothing_of_itself() throws SQLException {
        schema(FIRST).migrate();

        assertThatThrownBy(() -> schema(FIRST, SECOND, BROKEN).migrate())
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("cannot apply 003_broken of journal.db")
                .hasMessageContaining("nowhere");

        assertThat(tables(file)).containsExactly("entry", "note", "schema_run", "schema_version");
        assertThat(schema(FIRST, SECOND, BROKEN).info())
                .extracting(SchemaStep::state)
                .containsExactly(State.APPLIED, State.APPLIED, State.PENDING);
    }

    @Test
    void an_edited_script_is_refused_until_it_is_accepted() {
        schema(FIRST).migrate();
        Script edited = Script.of(1, "base", FIRST.up() + " -- why", FIRST.down());

        assertThatThrownBy(() -> schema(edited, SECOND).migrate())
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("001_base was edited after it was applied to journal.db")
                .hasMessageContaining(FIRST.checksum().toString().substring(0, 12))
                .hasMessageContaining(edited.checksum().toString().substring(0, 12))
                .hasMessageContaining("schema repair");
        assertThat(schema(edited).info()).extracting(SchemaStep::state).containsExactly(State.CHANGED);

        assertThat(schema(edited).repair()).extracting(SchemaStep::version).containsExactly(1);
        assertThat(schema(edited, SECOND).migrate().steps())
                .extracting(SchemaStep::version)
                .containsExactly(2);
    }

    @Test
    void a_file_of_a_newer_program_is_refused() {
        schema(FIRST, SECOND).migrate();

        assertThatThrownBy(() -> schema(FIRST).migrate())
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("journal.db is newer than this program")
                .hasMessageContaining("002_notes");
        assertThat(schema(FIRST).info()).extracting(SchemaStep::state).containsExactly(State.APPLIED, State.UNKNOWN);
        assertThat(schema(FIRST).repair()).isEmpty();
    }

    @Test
    void a_file_of_an_earlier_program_is_refused_with_the_way_out_and_stays_as_it_is() throws SQLException {
        schema(FIRST).migrate();
        sql("INSERT INTO entry VALUES (7)");
        Script other = Script.of(1, "other", "CREATE TABLE entry (text TEXT) STRICT;", FIRST.down());

        assertThatThrownBy(() -> schema(other, SECOND).migrate())
                .isInstanceOf(JournalUnavailable.class)
                .hasMessage("journal.db is older than this program, which cannot bring it up to date: it has step "
                        + "001_base, this program begins with 001_other; export its files with the program that made "
                        + "it, then migrate them into a new data directory");
        assertThat(schema(other).info()).extracting(SchemaStep::state).containsExactly(State.REPLACED);
        assertThat(schema(other).repair()).isEmpty(); // it cannot be accepted
        assertThatThrownBy(() -> schema(other).undo()).hasMessageContaining("is older than this program");
        assertThat(schema(FIRST).validate()).isEmpty();
    }

    @Test
    void a_journal_without_project_and_file_of_its_facts_is_not_opened() throws SQLException {
        schema(Script.of(1, "journal", "CREATE TABLE entry (source TEXT) STRICT;", "DROP TABLE entry;"))
                .migrate();
        sql("INSERT INTO entry VALUES ('deespec:shop!/specs/sbi/one/meta.yml')");

        assertThatThrownBy(() -> SqliteJournal.open(file, CLOCK))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining(
                        "it has step 001_journal, this program begins with 001_entries; export its files");
        assertThat(tables(file)).containsExactly("entry", "schema_run", "schema_version");
    }

    @Test
    void a_step_that_was_slipped_in_before_an_applied_one_is_refused() throws SQLException {
        Script third = Script.of(3, "more", "CREATE TABLE more (text TEXT) STRICT;", "DROP TABLE more;");
        schema(FIRST, SECOND, third).migrate();
        sql("DELETE FROM schema_version WHERE version = 2"); // as a program would leave it that did not know the step

        assertThat(schema(FIRST, SECOND, third).validate())
                .singleElement()
                .asString()
                .contains("003_more was applied to journal.db before an earlier step");
    }

    @Test
    void the_newest_step_is_undone_after_a_copy() throws SQLException {
        schema(FIRST, SECOND).migrate();

        var undone = schema(FIRST, SECOND).undo();

        assertThat(undone.steps()).extracting(SchemaStep::version).containsExactly(2);
        assertThat(tables(file)).containsExactly("entry", "schema_run", "schema_version");
        assertThat(tables(undone.backup().orElseThrow())).contains("note");
        assertThat(schema(FIRST, SECOND).migrate().steps())
                .extracting(SchemaStep::version)
                .containsExactly(2);
    }

    @Test
    void nothing_to_undo_is_said() {
        assertThatThrownBy(() -> schema(FIRST).undo()).hasMessageContaining("there is no step to undo");
        schema(FIRST).migrate();
        schema(FIRST).undo();
        assertThatThrownBy(() -> schema(FIRST).undo()).hasMessageContaining("has no step to undo");
    }

    @Test
    void a_journal_with_facts_is_never_undone_to_nothing() {
        try (var journal = SqliteJournal.open(file, CLOCK)) {
            journal.append(new Append(List.of(draft(StreamId.parse("sbi/one"), 1)), Map.of()))
                    .join();
        }

        var schema = new Schema(file, CLOCK);
        Schema.STEPS.stream().skip(1).forEach(_ -> schema.undo());
        assertThatThrownBy(schema::undo)
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("001_entries is not undone: it holds the facts");
    }

    @Test
    void erasing_is_not_undone_once_something_is_erased() {
        try (var journal = SqliteJournal.open(file, CLOCK)) {
            journal.append(new Append(List.of(draft(StreamId.parse("sbi/one"), 1)), Map.of()))
                    .join();
            journal.append(Erasing.of(journal, List.of(), 1L)).join();
        }

        var schema = new Schema(file, CLOCK);
        Schema.STEPS.stream().skip(2).forEach(_ -> schema.undo());
        assertThatThrownBy(schema::undo)
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("cannot undo 002_erasure");
    }

    @Test
    void every_step_of_the_program_goes_up_and_down_again() throws SQLException {
        Schema schema = new Schema(file, CLOCK);
        schema.migrate();

        for (String _ : Schema.STEPS) {
            schema.undo();
        }

        assertThat(tables(file)).containsExactly("schema_run", "schema_version");
        assertThat(schema.migrate().steps()).hasSameSizeAs(Schema.STEPS);
    }

    @Test
    void every_script_in_the_folder_is_a_step_of_the_program() throws IOException {
        try (var scripts = Files.list(Path.of("journal-schema", "sqlite"))) {
            assertThat(scripts.map(script -> script.getFileName().toString()).sorted())
                    .containsExactlyElementsOf(Schema.STEPS.stream()
                            .flatMap(step -> List.of(step + ".down.sql", step + ".up.sql").stream())
                            .toList());
        }
    }

    @Test
    void a_database_of_another_program_is_left_alone() throws SQLException {
        sql("CREATE TABLE theirs (id INTEGER)");

        assertThatThrownBy(() -> SqliteJournal.open(file, CLOCK))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("is a database of another program");
        assertThat(tables(file)).containsExactly("theirs");
    }

    @Test
    void a_backup_that_fails_leaves_nothing_that_looks_like_one() throws Exception {
        Path journal = folder.resolve("journal.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal)) {
            connection.setAutoCommit(false);
            Sqlite.execute(connection, "CREATE TABLE facts (fact TEXT)");
            var backup = new SchemaBackup(journal, InstantSource.system());

            assertThatThrownBy(() -> backup.write(connection, "before-schema")).hasMessageContaining("VACUUM");
        }
        try (var left = Files.list(folder.resolve("backups"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void a_file_that_is_no_database_is_named() throws IOException {
        Files.writeString(file, "a letter to Alice, which is long enough to be read as a database header".repeat(9));

        assertThatThrownBy(() -> SqliteJournal.open(file, CLOCK))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("journal.db is damaged");
    }

    private Schema schema(Script... scripts) {
        return new Schema(file, CLOCK, StepLimits.DEFAULT, List.of(scripts));
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var it = connection.createStatement()) {
            it.executeUpdate(statement);
        }
    }

    private static List<String> tables(Path database) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var query = connection.prepareStatement(
                        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
                var row = query.executeQuery()) {
            var names = new ArrayList<String>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
    }
}
