package dev.daybook.journal.sqlite;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.SmallDisk;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** A disk without room, played by a limit on the pages of the file. */
final class FullDiskTest {

    private static final StreamId ONE = StreamId.parse("sbi/one");
    private static final int APPENDS = 2_000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("journal.db");
    }

    @Test
    void a_full_disk_fails_all_who_wait_and_loses_nothing_acknowledged() throws SQLException {
        long acknowledged;
        try (var journal = SqliteJournal.open(file, InstantSource.system(), List.of("PRAGMA max_page_count = 70"))) {
            List<CompletableFuture<Appended>> appends = new ArrayList<>();
            for (int number = 0; number < APPENDS; number++) {
                appends.add(append(journal, number));
            }
            List<Throwable> failures = appends.stream()
                    .map(append -> append.handle((_, failure) -> failure).join())
                    .filter(failure -> failure != null)
                    .toList();
            acknowledged = (long) APPENDS - failures.size();

            assertThat(failures)
                    .isNotEmpty()
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(JournalUnavailable.class)
                            .hasMessageContaining(
                                    "journal.db cannot grow: the disk is full. Free some space and start again")
                            .hasMessageContaining("nothing acknowledged is lost")
                            .hasMessageNotContaining("unknown")); // it was not even tried
            assertThat(journal.unavailable()).isPresent();
            assertThat(append(journal, APPENDS)).isCompletedExceptionally();
            assertThat(isWritable()).as("nobody holds a lock any more").isTrue();
            assertThat(journal.head()).isEqualTo(new Position(acknowledged));
            assertThat(journal.readForward(Selection.all(), Position.START, APPENDS))
                    .hasSize((int) acknowledged);
        }

        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            assertThat(journal.head()).isEqualTo(new Position(acknowledged));
            assertThat(journal.unavailable()).isEmpty();
            append(journal, APPENDS).join();
            assertThat(journal.revision(ONE)).isEqualTo(acknowledged);
            assertThat(new SqliteScrub(file).run(_ -> {}).flaws()).isEmpty();
        }
    }

    private boolean isWritable() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = other.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("ROLLBACK");
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code) {
                return false;
            }
            throw e;
        }
    }

    /** Not even what those who read it share has room then. */
    @Test
    void a_journal_on_a_disk_without_a_byte_of_room_says_so_and_is_whole_once_there_is_some() throws Exception {
        try (var disk = SmallDisk.at(folder.resolve("disk"), "size=4m")) {
            Path there = disk.folder().resolve("journal.db");
            try (var journal = SqliteJournal.open(there, InstantSource.system())) {
                append(journal, 0).join();
            }
            disk.fill();

            assertThatThrownBy(() -> SqliteJournal.open(there, InstantSource.system()))
                    .isInstanceOf(JournalUnavailable.class)
                    .isNotInstanceOf(JournalDamaged.class)
                    .hasMessage("journal.db cannot grow: the disk is full. Free some space and start again");

            assertThatThrownBy(() -> new SqliteScrub(there).run(_ -> {})) // nothing is wrong with it
                    .isInstanceOf(JournalUnavailable.class)
                    .hasMessageContaining("the disk is full");

            disk.free();
            try (var journal = SqliteJournal.open(there, InstantSource.system())) {
                append(journal, 1).join();
                assertThat(journal.head()).isEqualTo(new Position(2));
            }
            assertThat(new SqliteScrub(there).run(_ -> {}).flaws()).isEmpty();
        }
    }

    @Test
    void a_journal_that_ran_full_before_its_first_entry_still_closes() {
        try (var journal = SqliteJournal.open(file, InstantSource.system(), List.of("PRAGMA max_page_count = 1"))) {
            List<CompletableFuture<Appended>> appends = new ArrayList<>();
            for (int number = 0; number < APPENDS; number++) {
                appends.add(append(journal, number));
            }
            assertThat(appends.getLast().handle((_, failure) -> failure).join()).isInstanceOf(JournalUnavailable.class);
        }
    }

    private static CompletableFuture<Appended> append(SqliteJournal journal, int number) {
        return journal.append(new Append(List.of(draft(ONE, number)), Map.of()));
    }
}
