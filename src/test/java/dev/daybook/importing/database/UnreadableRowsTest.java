package dev.daybook.importing.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of which some rows cannot be read gives the others, and never as if these were all. */
class UnreadableRowsTest {

    private static final int ROWS = 500;
    private static final int PAGE_BYTES = 4096;

    @TempDir
    private Path root;

    private final Results results = new Results();
    private final List<Integer> read = new ArrayList<>();
    private boolean all = true;

    @BeforeEach
    void a_database_of_many_pages() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve("tool.db"));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = " + PAGE_BYTES);
            statement.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT)");
            for (int id = 1; id <= ROWS; id++) {
                statement.execute("INSERT INTO item VALUES (%d, '%s')".formatted(id, "x".repeat(200)));
            }
        }
    }

    private void damage() throws IOException {
        Path file = root.resolve("tool.db");
        byte[] bytes = Files.readAllBytes(file);
        int from = bytes.length / PAGE_BYTES / 2 * PAGE_BYTES;
        Arrays.fill(bytes, from, from + PAGE_BYTES, (byte) 0xFF);
        Files.write(file, bytes);
    }

    private void read(int valueBytesMax) throws IOException {
        Limits usual = Limits.DEFAULT;
        var limits = new Limits(
                valueBytesMax,
                usual.jsonDepthMax(),
                usual.directoryEntriesMax(),
                usual.lineCharsMax(),
                usual.findingsMax(),
                usual.heldBytesMax(),
                usual.journalLinesMax());
        try (var tree = new SourceTree(root, "", limits);
                Database database =
                        Database.open(tree, "tool.db", false, results).orElseThrow()) {
            database.each("item", row -> read.add(row.path("id").asInt()), results, () -> all = false);
        }
    }

    @Test
    void the_rows_before_the_damage_are_told_and_that_the_others_are_not() throws IOException {
        damage();

        read(Limits.DEFAULT.fileBytesMax());

        assertThat(read).hasSizeBetween(1, ROWS - 1).isEqualTo(firsts(read.size()));
        assertThat(all).isFalse();
        assertThat(results.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
            assertThat(finding.code()).isEqualTo("CORRUPT_DB");
            assertThat(finding.where()).isEqualTo("item");
            assertThat(finding.message()).startsWith("cannot be read: ");
        });
    }

    @Test
    void whoever_reads_all_of_it_first_has_nothing_of_it() throws IOException {
        damage();

        try (var tree = new SourceTree(root, "", Limits.DEFAULT)) {
            assertThat(Database.open(tree, "tool.db", true, results)).isEmpty();
        }

        assertThat(results.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("CORRUPT_DB");
            assertThat(finding.message())
                    .startsWith("is damaged (")
                    .endsWith("nothing of it is imported, the files are");
        });
    }

    @Test
    void a_value_beyond_the_limit_is_no_damage() throws IOException, SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve("tool.db"));
                var statement = connection.createStatement()) {
            statement.execute("UPDATE item SET text = '%s' WHERE id = 300".formatted("x".repeat(100_000)));
        }

        read(50_000);

        assertThat(read).isEqualTo(firsts(299));
        assertThat(all).isFalse();
        assertThat(results.findings())
                .containsExactly(Finding.error(
                        "tool.db", "item", "RESOURCE_LIMIT", "holds a value beyond the limit: raise it to import"));
    }

    @Test
    void the_rows_of_a_key_are_told_as_far_as_they_can_be_read() throws IOException {
        damage();

        var rows = new ArrayList<ObjectNode>();
        try (var tree = new SourceTree(root, "", Limits.DEFAULT);
                Database database =
                        Database.open(tree, "tool.db", false, results).orElseThrow()) {
            rows.addAll(database.rows("item", "text", "x".repeat(200), results));
        }

        assertThat(rows).hasSizeBetween(1, ROWS - 1);
        assertThat(results.findings()).extracting(Finding::code).containsExactly("CORRUPT_DB");
    }

    private static List<Integer> firsts(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }
}
