package dev.daybook.upkeep;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.upkeep.StoreVerification.Finding;
import dev.daybook.upkeep.StoreVerification.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreVerificationTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"));
    private static final int ENTRIES = 60;

    /** This entry has words of its own everywhere, so that each can be found in the file. */
    private static final int MARKED = 42;

    private static final String LARGE = randomText();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void given_a_journal() {
        file = folder.resolve("journal.db");
        try (var journal = SqliteJournal.open(file, CLOCK)) {
            List<Draft> drafts = IntStream.rangeClosed(1, ENTRIES)
                    .mapToObj(n -> n == MARKED ? marked() : draft(new StreamId("sbi", "stream-" + n % 7), n))
                    .toList();
            journal.append(new Append(drafts, Map.of())).join();
        }
    }

    private static Draft marked() {
        Sha256 hash = Sha256.hash(LARGE.getBytes(StandardCharsets.UTF_8));
        return new Draft(
                id(MARKED),
                new StreamId("markedcategory", "marked-key"),
                "marked.type",
                1,
                Payload.of("{\"payload\":\"marked payload\"}"),
                List.of(new Draft.Blob(hash, Payload.of(LARGE))),
                new Metadata(
                        "marked actor",
                        new Source.Channel("marked source"),
                        Optional.of("marked session"),
                        Optional.of("marked correlation"),
                        Optional.of("marked causation"),
                        Optional.of(new Metadata.Idempotency("marked key", "marked fingerprint"))),
                Instant.parse("2025-10-01T12:00:00.123456Z"));
    }

    @Test
    void the_check_of_a_file_ends_where_nobody_wants_it_any_more() throws SQLException {
        Path large = folder.resolve("large.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + large);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE number AS WITH RECURSIVE n (n) AS"
                    + " (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 50000) SELECT n FROM n");
            statement.executeUpdate("CREATE INDEX idx_number ON number (n)");
        }

        assertThat(DatabaseCheck.findings(large, () -> {})).isEmpty();
        assertThatThrownBy(() -> DatabaseCheck.findings(large, () -> {
                    throw new IllegalStateException("cancelled");
                }))
                .hasMessage("cancelled");
    }

    @Test
    void a_journal_that_was_left_alone_is_sound() {
        Report report = verify(file);

        assertThat(report.findings()).isEmpty();
        assertThat(report.isSound()).isTrue();
        assertThat(report.entries()).isEqualTo(ENTRIES);
        assertThat(report.blobs()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "marked payload",
                "markedcategory",
                "marked-key",
                "marked.type",
                "marked actor",
                "marked source",
                "marked session",
                "marked correlation",
                "marked causation",
                "marked key",
                "marked fingerprint"
            })
    void a_flipped_bit_in_a_text_is_found_with_its_position(String text) throws IOException {
        flip(text.getBytes(StandardCharsets.UTF_8));

        assertThat(verify(file).firstWrong()).contains(new Position(MARKED));
    }

    @ParameterizedTest
    @CsvSource({"id", "payload", "payload_hash", "chain", "blobs"})
    void a_flipped_bit_in_a_column_of_bytes_is_found_with_its_position(String column) throws Exception {
        flip(bytes("SELECT %s FROM entry WHERE position = %d".formatted(column, MARKED)));

        assertThat(verify(file).firstWrong()).contains(new Position(MARKED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "data"})
    void a_flipped_bit_in_a_large_value_is_found_with_the_position_that_names_it(String column) throws Exception {
        flip(bytes("SELECT %s FROM blob".formatted(column)));

        assertThat(verify(file).firstWrong()).contains(new Position(MARKED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "revision", "type", "actor", "occurred_at", "recorded_at"})
    void a_changed_number_is_found_with_its_position(String column) throws SQLException {
        tamper(
                "UPDATE entry SET %s = %s + 1000 WHERE position = 17".formatted(column, column),
                "entry_is_never_changed");

        assertThat(verify(file).firstWrong()).contains(new Position(17));
    }

    @Test
    void a_removed_entry_is_found_with_its_position() throws SQLException {
        tamper("DELETE FROM entry WHERE position = 17", "entry_is_never_removed");

        assertThat(verify(file).findings().getFirst())
                .isEqualTo(new Finding(
                        "journal.db", Optional.of(new Position(17)), "is missing: the next entry has position 18"));
    }

    @Test
    void a_removed_end_is_found_with_its_position() throws SQLException {
        tamper("DELETE FROM entry WHERE position > 50", "entry_is_never_removed");

        assertThat(verify(file).findings())
                .containsExactly(new Finding(
                        "journal.db", Optional.of(new Position(51)), "is missing, as all after it up to 60"));
    }

    @Test
    void a_journal_is_proven_while_it_is_written() {
        try (var journal = SqliteJournal.open(file, CLOCK)) {
            for (int n = ENTRIES + 1; n <= ENTRIES + 200; n++) {
                var append = journal.append(new Append(List.of(draft(new StreamId("sbi", "busy"), n)), Map.of()));
                assertThat(new SqliteScrub(file).run(_ -> {}).flaws()).isEmpty();
                append.join();
            }
        }
    }

    @Test
    void a_removed_large_value_is_found_with_the_position_that_names_it() throws SQLException {
        tamper("DELETE FROM blob", "blob_is_never_removed");

        assertThat(verify(file).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.position()).contains(new Position(MARKED));
            assertThat(finding.what()).contains("is missing");
        });
    }

    @Test
    void a_row_that_names_nothing_is_found() throws SQLException {
        tamper("UPDATE entry SET actor = 99 WHERE position = 17", "entry_is_never_changed");

        assertThat(verify(file).findings())
                .extracting(Finding::toString)
                .anySatisfy(it -> assertThat(it).startsWith("journal.db, position 17: cannot be read"))
                .anySatisfy(it -> assertThat(it)
                        .isEqualTo("journal.db: row 17 of entry names a row of actor that does not exist"));
    }

    /**
     * The general case: whatever one bit of the file changes of what the journal says, the verification finds. Seeded,
     * so that a failure can be looked at again.
     */
    @Test
    void no_flipped_bit_changes_the_facts_unnoticed() throws IOException {
        List<Object> facts = facts(file).orElseThrow();
        byte[] original = Files.readAllBytes(file);
        var random = new Random(2026);
        Path copy = folder.resolve("copy.db");
        int noticed = 0;

        for (int attempt = 0; attempt < 200; attempt++) {
            byte[] flipped = original.clone();
            int at = random.nextInt(flipped.length);
            flipped[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            Files.write(copy, flipped);

            if (!verify(copy).isSound()) {
                noticed++;
            } else {
                assertThat(facts(copy)).as("byte %d of %d", at, flipped.length).contains(facts);
            }
        }
        assertThat(noticed).isGreaterThan(50);
    }

    @Test
    void every_file_is_checked_and_named() throws IOException {
        Path broken = Files.writeString(folder.resolve("sbi-v1-1.db"), "no database".repeat(100));
        Path gone = folder.resolve("search-v1-1.db");

        Report report = new StoreVerification(
                        "journal.db", new SqliteScrub(file), () -> List.of(file, broken, gone), _ -> List.of())
                .run(true, _ -> {}, _ -> {});

        assertThat(report.files()).containsExactly(file, broken, gone);
        assertThat(report.findings()).extracting(Finding::where).containsExactly("sbi-v1-1.db", "search-v1-1.db");
        assertThat(report.firstWrong()).isEmpty();
    }

    @Test
    void read_models_are_compared_only_with_a_journal_that_fits() throws IOException {
        var difference = new Finding("sbi", Optional.empty(), "table execution differs");
        var verification = new StoreVerification(
                "journal.db", new SqliteScrub(file), () -> List.of(file), _ -> List.of(difference));
        List<Position> progress = new ArrayList<>();

        assertThat(verification.run(true, progress::add, _ -> {}).findings()).containsExactly(difference);
        assertThat(progress).contains(new Position(ENTRIES));

        flip("marked payload".getBytes(StandardCharsets.UTF_8));
        assertThat(verification.run(true, progress::add, _ -> {}).findings())
                .isNotEmpty()
                .doesNotContain(difference);
    }

    private static Report verify(Path journal) {
        return new StoreVerification(
                        journal.getFileName().toString(),
                        new SqliteScrub(journal),
                        () -> List.of(journal),
                        _ -> List.of())
                .run(true, _ -> {}, _ -> {});
    }

    @Test
    void a_trigger_that_is_gone_or_weaker_is_found() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var it = connection.createStatement()) {
            String refusing = sql(it, "entry_is_never_changed");
            it.executeUpdate("DROP TRIGGER entry_is_never_changed");
            it.executeUpdate(refusing.replace("BEFORE UPDATE", "BEFORE UPDATE OF revision"));
            it.executeUpdate("DROP TRIGGER entry_is_never_removed");
        }

        assertThat(verify(file).findings())
                .extracting(Finding::what)
                .containsExactly(
                        "its trigger entry_is_never_changed is not as this program makes it: restore a backup",
                        "its trigger entry_is_never_removed is not as this program makes it: restore a backup");
    }

    /** Everything the journal says; nothing if it cannot be opened or read. */
    private static Optional<List<Object>> facts(Path journal) {
        try (var opened = SqliteJournal.open(journal, CLOCK)) {
            List<Object> facts = new ArrayList<>();
            for (Entry entry : opened.readForward(Selection.all(), Position.START, 1000)) {
                facts.add(entry);
                facts.add(opened.find(entry.id()));
            }
            facts.add(opened.blobs().read(Sha256.hash(LARGE.getBytes(StandardCharsets.UTF_8))));
            return Optional.of(facts);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Flips one bit in the middle of wherever these bytes stand in a table; an index may hold them, too. */
    private void flip(byte[] wanted) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int middle = Math.min(wanted.length, 64) / 2;
        int found = 0;
        for (int at = 0; at + middle < bytes.length; at++) {
            if (startsWith(bytes, at, wanted)) {
                bytes[at + middle] ^= 0x04;
                found++;
            }
        }
        assertThat(found).isPositive();
        Files.write(file, bytes);
    }

    /** Compares a beginning only: a long value goes on at another page. */
    private static boolean startsWith(byte[] bytes, int at, byte[] wanted) {
        return Arrays.mismatch(
                        bytes,
                        at,
                        Math.min(bytes.length, at + Math.min(wanted.length, 64)),
                        wanted,
                        0,
                        Math.min(wanted.length, 64))
                == -1;
    }

    private byte[] bytes(String query) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var row = connection.createStatement().executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getBytes(1);
        }
    }

    private void tamper(String statement, String trigger) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var it = connection.createStatement()) {
            String again = sql(it, trigger);
            it.executeUpdate("DROP TRIGGER " + trigger);
            it.executeUpdate(statement);
            it.executeUpdate(again);
        }
    }

    private static String sql(Statement statement, String trigger) throws SQLException {
        try (var row = statement.executeQuery("SELECT sql FROM sqlite_schema WHERE name = '%s'".formatted(trigger))) {
            return row.getString(1);
        }
    }

    private static String randomText() {
        var random = new Random(7);
        var text = new StringBuilder();
        random.ints(90_000, 'a', 'z').forEach(text::appendCodePoint);
        return text.toString();
    }
}
