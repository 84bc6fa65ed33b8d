package dev.daybook.journal.sqlite;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.OpenFiles;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub.Flaw;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.Statements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is plainly damaged is not written to, and the proof says where it is damaged. */
final class DamagedFileTest {

    private static final int ENTRIES = 3_000;
    private static final int PAGE = 4_096;

    @TempDir
    private Path folder;

    private Path file;
    private byte[] whole;

    @BeforeEach
    void given_a_journal() throws IOException {
        file = folder.resolve("journal.db");
        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            List<Draft> drafts = IntStream.rangeClosed(1, ENTRIES)
                    .mapToObj(n -> {
                        var stream = new StreamId("sbi", "stream-" + n % 7);
                        return n % 500 == 0 ? large(stream, n, "large " + n) : draft(stream, n);
                    })
                    .toList();
            journal.append(new Append(drafts, Map.of())).join();
        }
        whole = Files.readAllBytes(file);
        assertThat(whole.length / PAGE).isGreaterThan(100);
    }

    @Test
    void a_file_that_was_cut_is_refused_with_the_page_and_proven_up_to_there() throws IOException {
        int pages = whole.length / PAGE;
        write(Arrays.copyOf(whole, whole.length / 2 / PAGE * PAGE));

        assertRefused(
                "journal.db is cut off: its header counts more pages than there are, nothing is left from page %d on"
                        .formatted(pages / 2 + 1));
        List<Flaw> flaws = flaws();
        assertThat(flaws.getFirst().what()).contains("nothing is left from page %d on".formatted(pages / 2 + 1));
        assertThat(flaws.getLast().position())
                .hasValueSatisfying(at -> assertThat(at).isGreaterThan(new Position(1)));
    }

    @Test
    void a_file_that_lacks_its_last_page_is_refused() throws IOException {
        write(Arrays.copyOf(whole, whole.length - PAGE));

        assertRefused("nothing is left from page %d on".formatted(whole.length / PAGE));
        assertThat(flaws()).isNotEmpty();
    }

    @Test
    void a_zeroed_first_page_is_refused_and_named() throws IOException {
        write(zeroed(0));

        assertRefused("its first page, bytes 0 to 99, is not the header of a SQLite database");
        assertThat(flaws())
                .singleElement()
                .satisfies(it -> assertThat(it.what()).contains("its first page"));
    }

    @Test
    void garbage_is_refused() throws IOException {
        byte[] garbage = new byte[whole.length];
        new Random(1).nextBytes(garbage);
        write(garbage);

        assertRefused("is not the header of a SQLite database");
        assertThat(flaws()).isNotEmpty();
    }

    @Test
    void a_database_of_another_program_is_refused() throws IOException, SQLException {
        Files.delete(file);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sqlite.execute(connection, "CREATE TABLE photo (id INTEGER PRIMARY KEY)");
        }

        assertRefused("is a database of another program");
        assertThat(flaws())
                .singleElement()
                .satisfies(it -> assertThat(it.what()).contains("is a database of another program"));
    }

    @Test
    void a_zeroed_last_page_is_refused_with_its_place() throws IOException {
        write(zeroed(whole.length / PAGE - 1));

        assertRefused("journal.db is damaged: ");
    }

    /** Any of them: of the entries, of an index, of a list of names. */
    @Test
    void a_zeroed_page_is_refused_wherever_it_is() throws IOException {
        for (int page = 1; page < whole.length / PAGE; page += 7) {
            write(zeroed(page));
            assertRefused("journal.db");
        }
    }

    @Test
    void a_changed_end_is_refused_with_its_position() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sqlite.execute(connection, "DROP TRIGGER entry_is_never_changed");
            Sqlite.execute(connection, "UPDATE entry SET payload = x'7b7d' WHERE position = " + (ENTRIES - 3));
        }

        assertRefused(
                "journal.db is damaged: position %d its payload does not have the stored hash".formatted(ENTRIES - 3));
    }

    /** A process that asks one question would hash for minutes what the last facts have brought in. */
    @Test
    void of_large_values_a_little_is_read_before_use_and_all_by_the_proof() throws Exception {
        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            var stream = new StreamId("file", "large");
            List<Draft> drafts =
                    List.of(large(stream, ENTRIES + 1, "x".repeat(1 << 20)), large(stream, ENTRIES + 2, "small"));
            journal.append(new Append(drafts, Map.of())).join();
        }
        change("UPDATE blob SET data = zeroblob(length(data)) WHERE size_bytes = 1 << 20");
        assertThatCode(() -> SqliteJournal.open(file, InstantSource.system()).close())
                .doesNotThrowAnyException();
        assertThat(flaws())
                .first()
                .satisfies(flaw -> assertThat(flaw.what()).contains("its large value", "does not have that hash"));

        change("UPDATE blob SET data = zeroblob(length(data)) WHERE size_bytes = 5");
        assertRefused("journal.db is damaged: position %d its large value".formatted(ENTRIES + 2));
    }

    @Test
    void a_large_value_that_is_missing_is_refused_whatever_its_size() throws Exception {
        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            Draft draft = large(new StreamId("file", "large"), ENTRIES + 1, "x".repeat(1 << 20));
            journal.append(new Append(List.of(draft), Map.of())).join();
        }
        change("DELETE FROM blob WHERE size_bytes = 1 << 20");

        assertRefused("journal.db is damaged: position %d its large value".formatted(ENTRIES + 1));
    }

    private void change(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String trigger : List.of("blob_is_never_changed", "blob_is_never_removed")) {
                Sqlite.execute(connection, "DROP TRIGGER IF EXISTS " + trigger);
            }
            Sqlite.execute(connection, statement);
        }
    }

    /** SQLite counts by an index where there is one: rows that are gone are counted as if they were there. */
    @Test
    void rows_that_an_index_still_counts_are_told_where_their_page_has_lost_them() throws Exception {
        int page;
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            page = (int) number(
                    connection,
                    "SELECT max(pageno) FROM dbstat WHERE name = 'entry' AND pagetype = 'leaf' AND pageno < "
                            + whole.length / PAGE * 3 / 4);
        }
        byte[] bytes = whole.clone();
        bytes[(page - 1) * PAGE + 4] = (byte) (bytes[(page - 1) * PAGE + 4] - 2); // how many rows are on the page
        write(bytes);

        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            assertThat(number(connection, "SELECT count(*) FROM entry")).isEqualTo(ENTRIES);
        }
        assertThat(flaws())
                .anySatisfy(flaw -> assertThat(flaw.what()).contains("is missing: the next entry has position"))
                .anySatisfy(flaw -> assertThat(flaw.what())
                        .matches("its table entry has 2998 rows, and its index .* has 3000 of them"));
    }

    @Test
    void an_index_that_lacks_rows_is_told() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sqlite.execute(connection, "CREATE TABLE few AS SELECT * FROM entry WHERE position <= 10");
            Sqlite.execute(connection, "CREATE INDEX few_type ON few (type)");
            Sqlite.execute(connection, "PRAGMA writable_schema = ON");
            Sqlite.execute(
                    connection,
                    "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'few_type') WHERE name = 'entry_type'");
            Sqlite.execute(connection, "DELETE FROM sqlite_schema WHERE name IN ('few', 'few_type')");
        }

        assertThat(flaws())
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.what())
                        .isEqualTo("its table entry has 3000 rows, and its index entry_type has 10 of them"));
        assertThat(new ParallelScrub(file, 3, 100).run(_ -> {}))
                .as("proven by several threads")
                .isEqualTo(new SqliteScrub(file).run(_ -> {}));
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            return Statements.number(statement).orElseThrow();
        }
    }

    private byte[] zeroed(int page) {
        byte[] bytes = whole.clone();
        Arrays.fill(bytes, page * PAGE, (page + 1) * PAGE, (byte) 0);
        return bytes;
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(file, bytes);
    }

    private void assertRefused(String why) throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(
                        () -> SqliteJournal.open(file, InstantSource.system()).close())
                .isInstanceOf(JournalDamaged.class)
                .hasMessageContaining(why);
        assertThat(Arrays.equals(Files.readAllBytes(file), before))
                .as("it is left as it is")
                .isTrue();
        if (OpenFiles.areTold()) {
            assertThat(OpenFiles.below(folder)).as("files that stay open").isEmpty();
        }
    }

    private List<Flaw> flaws() {
        return new SqliteScrub(file).run(_ -> {}).flaws();
    }
}
