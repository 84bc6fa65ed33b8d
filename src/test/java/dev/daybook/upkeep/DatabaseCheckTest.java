package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a database file is found as far as it can be read, and nothing of it is changed. */
class DatabaseCheckTest {

    private static final int PAGE = 4_096;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void a_database() throws SQLException {
        file = folder.resolve("read.db");
        execute(
                "CREATE TABLE thing (id INTEGER PRIMARY KEY, text TEXT)",
                "CREATE TABLE part (of INTEGER REFERENCES thing)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500)"
                        + " INSERT INTO thing SELECT i, printf('%0200d', i) FROM n");
    }

    private void execute(String... sqls) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            for (String sql : sqls) {
                statement.executeUpdate(sql);
            }
        }
    }

    private void zeroLastPage() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length - PAGE, bytes.length, (byte) 0);
        Files.write(file, bytes);
    }

    @Test
    void nothing_is_wrong_with_a_sound_one() {
        assertThat(DatabaseCheck.findings(file, () -> {})).isEmpty();
    }

    @Test
    void damaged_pages_are_named_also_where_the_description_of_the_tables_is_damaged_too()
            throws IOException, SQLException {
        execute(
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE part (' WHERE name = 'part'");
        zeroLastPage();
        byte[] damaged = Files.readAllBytes(file);

        assertThat(DatabaseCheck.findings(file, () -> {}))
                .extracting(StoreVerification.Finding::what)
                .anyMatch(what -> what.startsWith("cannot be read: "))
                .anyMatch(what -> what.contains("page"));
        assertThat(file).hasBinaryContent(damaged);
    }

    @Test
    void a_row_that_names_nothing_is_found_by_its_number() throws SQLException {
        execute("INSERT INTO part VALUES (7), (501)");

        assertThat(DatabaseCheck.findings(file, () -> {}))
                .extracting(StoreVerification.Finding::what)
                .containsExactly("row 2 of part names a row of thing that does not exist");
    }
}
