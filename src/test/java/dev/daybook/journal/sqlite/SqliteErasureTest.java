package dev.daybook.journal.sqlite;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Draft;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.Erasing;
import dev.daybook.journal.ErasureContract;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Erasing in a file: its bytes are gone, nobody else gets at them, copies that are older do not bring them back. */
final class SqliteErasureTest extends ErasureContract {

    private static final String SECRET = "AKIAERASEDSECRETKEY0";

    @TempDir
    private Path folder;

    @Override
    protected Journal open() {
        return SqliteJournal.open(folder.resolve("journal.db"), InstantSource.system());
    }

    private static Draft secret(int number) {
        Draft it = draft(ONE, number);
        return new Draft(
                it.id(),
                it.stream(),
                it.type(),
                it.version(),
                Payload.of("{\"title\":\"%s %s\"}".formatted(SECRET, "x".repeat(number * 1_000))),
                it.blobs(),
                it.metadata(),
                it.occurredAt());
    }

    @Test
    void no_byte_of_it_is_left_in_any_file_of_the_journal() throws IOException {
        for (int number = 10; number < 40; number++) {
            append(draft(ONE, 100 + number), secret(number));
        }
        Long[] secret = journal.readForward(Selection.all(), Position.START, 100).stream()
                .filter(entry -> entry.payload().toString().contains(SECRET))
                .map(entry -> entry.position().value())
                .toArray(Long[]::new);
        assertThat(holding()).isNotEmpty();

        journal.append(Erasing.of(journal, List.of(), secret)).join();

        assertThat(secret).hasSize(30);
        assertThat(holding()).isEmpty();
        assertThat(scrubbed()).isEmpty();
        journal.close();
        assertThat(holding()).isEmpty();
        journal = open();
        assertThat(journal.erasedBy(new Position(secret[0]))).isPresent();
    }

    @Test
    void what_a_reader_that_is_at_work_keeps_in_the_log_goes_with_the_first_commit_after_it()
            throws IOException, SQLException {
        append(secret(10));
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                var reading = reader.createStatement()) {
            reading.execute("BEGIN");
            reading.executeQuery("SELECT count(*) FROM entry").close();
            journal.append(Erasing.of(journal, List.of(), 5L)).join();
            assertThat(holding()).isNotEmpty();
        }

        append(draft(ONE, 50));

        assertThat(holding()).isEmpty();
    }

    /** Of a large journal that takes minutes. */
    @Test
    void what_was_erased_is_seen_to_once_and_not_with_each_commit_or_start_after_it() throws IOException, SQLException {
        append(secret(10));
        journal.append(Erasing.of(journal, List.of(), 5L)).join();
        assertThat(unfinished()).isZero();
        journal.close();
        byte[] file = Files.readAllBytes(folder.resolve("journal.db"));

        journal = open();

        journal.close();
        assertThat(Files.readAllBytes(folder.resolve("journal.db"))).isEqualTo(file);
    }

    /** A process that was killed before it could see that nothing is left in the log. */
    @Test
    void what_an_earlier_process_left_in_the_log_goes_with_the_start_and_the_rows_stay() throws SQLException {
        append(draft(ONE, 10));
        journal.close();
        sql("PRAGMA user_version = 2");

        journal = open();

        assertThat(unfinished()).isZero();
        assertThat(journal.readForward(Selection.all(), Position.START, 100)).hasSize(5);
    }

    /** Returns what the file says of itself while something of it has yet to go. */
    private int unfinished() throws SQLException {
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                var asked = reader.createStatement();
                var row = asked.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    private List<Path> holding() throws IOException {
        var holding = new ArrayList<Path>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET)) {
                    holding.add(file);
                }
            }
        }
        return holding;
    }

    private List<?> scrubbed() {
        return new SqliteScrub(folder.resolve("journal.db")).run(_ -> {}).flaws();
    }

    @Test
    void a_payload_becomes_nothing_only_where_an_entry_says_so() throws SQLException {
        assertRefused("UPDATE entry SET payload = x''");
        assertRefused("UPDATE entry SET payload = x'' WHERE position = 2");
        assertRefused("INSERT INTO erased (position, fact) VALUES (2, 1)");
        assertRefused("INSERT INTO erased_blob (hash, fact) SELECT hash, 4 FROM blob");
        assertRefused("UPDATE blob SET data = x''");

        Sha256 hash = Sha256.hash(LARGE.getBytes(StandardCharsets.UTF_8));
        journal.append(Erasing.of(journal, List.of(hash), 2L, 4L)).join();

        assertRefused("UPDATE entry SET payload = x'' WHERE position = 1");
        assertRefused("INSERT INTO erased (position, fact) VALUES (1, 5)");
        assertRefused("INSERT INTO erased (position, fact) VALUES (5, 5)");
        assertRefused("INSERT OR REPLACE INTO erased (position, fact) VALUES (2, 5)");
        assertRefused("UPDATE erased SET position = 1");
        assertRefused("DELETE FROM erased");
        assertRefused("UPDATE entry SET payload = x'7b7d' WHERE position = 2");
        assertRefused("UPDATE entry SET payload = x'', actor = actor + 1 WHERE position = 2");
        assertRefused("UPDATE entry SET payload = x'', blobs = NULL WHERE position = 4");
        assertRefused("UPDATE blob SET data = x'00'");
        assertRefused("DELETE FROM erased_blob");
        assertRefused("INSERT OR REPLACE INTO erased_blob (rowid, hash, fact) SELECT rowid, hash, 5 FROM erased_blob");
        assertThat(scrubbed()).isEmpty();
    }

    @Test
    void what_says_what_the_journal_itself_is_stays_whatever_an_entry_says() throws SQLException {
        appendEntriesOfTheJournalItself();

        for (int position = 5; position <= 8; position++) {
            assertRefused("INSERT INTO erased (position, fact) VALUES (%d, 9)".formatted(position));
        }
        sql("INSERT INTO erased (position, fact) VALUES (2, 9)");
    }

    @Test
    void a_payload_that_is_empty_without_such_an_entry_is_damage() throws SQLException {
        sql("DROP TRIGGER entry_is_never_changed");
        sql("UPDATE entry SET payload = x'' WHERE position = 2");

        assertThat(scrubbed()).hasSizeGreaterThanOrEqualTo(1).first().asString().contains("payload");
    }

    @Test
    void a_journal_put_together_of_an_older_copy_and_what_came_after_erases_once_more() {
        append(secret(10));
        Path live = folder.resolve("journal.db");
        var copy = new JournalCopy(InstantSource.system());
        Path restored = folder.resolve("restored.db");
        JournalMark mark = copy.whole(live, restored, (_, _) -> {});
        Sha256 hash = Sha256.hash(LARGE.getBytes(StandardCharsets.UTF_8));
        journal.append(Erasing.of(journal, List.of(hash), 4L, 5L)).join();
        append(draft(ONE, 50), large(ONE, 51, LARGE + LARGE));
        var segment = new JournalSegment(folder.resolve("segment.db"));
        segment.write(live, mark, (_, _) -> {});

        segment.addTo(restored, new Position(Long.MAX_VALUE), (_, _) -> {});
        copy.settle(restored);

        try (var journal = SqliteJournal.open(restored, InstantSource.system())) {
            assertThat(journal.readForward(Selection.all(), Position.START, 10))
                    .isEqualTo(this.journal.readForward(Selection.all(), Position.START, 10));
            assertThat(journal.erasedBy(new Position(5))).contains(new Position(6));
            assertThat(journal.blobs().read(hash)).isEmpty();
            assertThat(new SqliteScrub(restored).run(_ -> {}).flaws()).isEmpty();
        }
    }

    @Test
    void a_value_that_comes_again_is_in_the_next_segment_of_a_backup() {
        Path live = folder.resolve("journal.db");
        var copy = new JournalCopy(InstantSource.system());
        Path restored = folder.resolve("restored.db");
        Sha256 hash = Sha256.hash(LARGE.getBytes(StandardCharsets.UTF_8));
        journal.append(Erasing.of(journal, List.of(hash), 4L)).join();
        JournalMark mark = copy.whole(live, restored, (_, _) -> {});
        append(large(ONE, 60, LARGE));
        var segment = new JournalSegment(folder.resolve("segment.db"));
        segment.write(live, mark, (_, _) -> {});

        segment.addTo(restored, new Position(Long.MAX_VALUE), (_, _) -> {});
        copy.settle(restored);

        try (var journal = SqliteJournal.open(restored, InstantSource.system())) {
            assertThat(journal.blobs().read(hash)).contains(Payload.of(LARGE));
            assertThat(journal.find(Drafts.id(60))).isPresent();
            assertThat(new SqliteScrub(restored).run(_ -> {}).flaws()).isEmpty();
        }
    }

    private void assertRefused(String statement) {
        assertThatThrownBy(() -> sql(statement))
                .as(statement)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("the journal is append-only");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                var it = connection.createStatement()) {
            it.executeUpdate(statement);
        }
    }
}
