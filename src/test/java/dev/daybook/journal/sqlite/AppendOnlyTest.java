package dev.daybook.journal.sqlite;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Append;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** The journal defends itself against whoever opens its file, and keeps its settings. */
final class AppendOnlyTest {

    private static final StreamId ONE = StreamId.parse("sbi/one");

    @TempDir
    private Path folder;

    private Path file;
    private SqliteJournal journal;

    @BeforeEach
    void given_a_journal_with_a_row_in_every_table() {
        file = folder.resolve("journal.db");
        journal = SqliteJournal.open(file, InstantSource.system());
        append(1);
        journal.append(new Append(List.of(large(ONE, 2, "x".repeat(100_000))), Map.of()))
                .join();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"entry", "stream", "type", "actor", "source", "blob"})
    void a_foreign_connection_cannot_change_remove_or_replace_a_row(String table) {
        String columns = table.equals("blob") ? "rowid, *" : "*";
        String names = table.equals("blob") ? "(rowid, hash, size_bytes, data)" : "";

        assertRefused("UPDATE %s SET rowid = rowid + 100".formatted(table));
        assertRefused("UPDATE OR REPLACE %s SET rowid = 1".formatted(table));
        assertRefused("DELETE FROM " + table);
        assertRefused("INSERT OR REPLACE INTO %s %s SELECT %s FROM %s".formatted(table, names, columns, table));
        assertRefused("INSERT OR IGNORE INTO %s %s SELECT %s FROM %s".formatted(table, names, columns, table));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 9, randomblob(16), stream, revision + 2", // a gap
                "SELECT 3, id, stream, revision + 1", // the same fact again
                "SELECT 3, randomblob(16), stream, revision", // the same revision again
                "SELECT 3, randomblob(16), stream, revision + 7", // a gap in the stream
                "SELECT 1, randomblob(16), stream, revision + 1" // the same position again
            })
    void a_row_that_would_replace_or_leave_a_gap_is_refused(String row) {
        assertRefused("INSERT OR REPLACE INTO entry (position, id, stream, revision, type, payload, payload_hash, "
                + "actor, source, occurred_at, recorded_at, chain) " + row
                + ", type, payload, payload_hash, actor, source, occurred_at, recorded_at, chain "
                + "FROM entry WHERE position = 2");
    }

    @Test
    void an_entry_slipped_in_by_another_program_stops_the_journal_instead_of_mixing_with_it() throws SQLException {
        sql("INSERT INTO entry SELECT 3, randomblob(16), stream, revision + 1, type, payload, payload_hash, actor, "
                + "source, correlation, occurred_at, recorded_at, chain, session, causation, idempotency_key, "
                + "idempotency_fingerprint, blobs FROM entry WHERE position = 2");

        assertThatThrownBy(() -> append(3))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("journal.db was changed by another program");
        assertThat(new SqliteScrub(file).run(_ -> {}).flaws())
                .isNotEmpty()
                .allSatisfy(flaw -> assertThat(flaw.position()).contains(new Position(3)));
    }

    @Test
    void where_the_journal_ends_is_not_changed_by_others() {
        assertRefused("UPDATE head SET position = 1");
        assertRefused("UPDATE head SET position = 9");
        assertRefused("UPDATE head SET chain = randomblob(32)");
        assertRefused("DELETE FROM head");
        assertRefused("INSERT OR REPLACE INTO head SELECT * FROM head");
    }

    @Test
    void a_journal_that_ends_elsewhere_than_it_was_left_is_not_written_to() throws SQLException {
        journal.close();
        sql("DROP TRIGGER entry_is_never_removed");
        sql("DELETE FROM entry WHERE position = 2");

        assertThatThrownBy(() -> SqliteJournal.open(file, InstantSource.system()))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("the journal ends at position 1, but not as it was left");
    }

    @Test
    void a_lock_that_another_program_holds_for_a_moment_is_waited_for() throws Exception {
        journal.close();
        journal = SqliteJournal.open(file, InstantSource.system());
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sqlite.execute(other, "BEGIN IMMEDIATE");
            var waiting = journal.append(Append.of(List.of(draft(ONE, 3)), ONE, new Expectation.Exactly(1)));
            assertThat(waiting).isNotDone();
            Sqlite.execute(other, "ROLLBACK");

            assertThat(waiting.join().places()).hasSize(1);
        }
    }

    @Test
    void what_was_appended_is_there_when_it_is_opened_again() {
        var before = journal.readForward(Selection.all(), Position.START, 10);
        journal.close();

        journal = SqliteJournal.open(file, InstantSource.system());
        append(3);

        assertThat(journal.readForward(Selection.all(), Position.START, 2)).isEqualTo(before);
        assertThat(journal.revision(ONE)).isEqualTo(2);
        assertThat(new SqliteScrub(file).run(_ -> {}).flaws()).isEmpty();
    }

    @Test
    void a_commit_is_synced_to_the_disk_before_it_is_acknowledged() throws SQLException {
        try (Connection writer = Sqlite.writer(file, SynchronousMode.FULL)) {
            assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(writer, "synchronous")).isEqualTo("2");
            assertThat(pragma(writer, "mmap_size")).isIn("0", "");
        }
    }

    @Test
    void its_files_are_for_the_owner_alone() throws Exception {
        try (var files = Files.list(folder)) {
            assertThat(files.toList())
                    .hasSize(3)
                    .allSatisfy(it -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(it)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void a_closed_journal_is_one_file() throws Exception {
        journal.close();

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    private void append(int number) {
        journal.append(new Append(List.of(draft(ONE, number)), Map.of())).join();
    }

    private void assertRefused(String statement) {
        assertThatThrownBy(() -> sql(statement))
                .as(statement)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("the journal is append-only");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var it = connection.createStatement()) {
            it.executeUpdate(statement);
        }
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        try (var query = connection.createStatement();
                var row = query.executeQuery("PRAGMA " + name)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
