package dev.daybook.importing.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a tool's database come in their order, and those that name nothing are found. */
class DatabaseRowsTest {

    private static final String FILE = "tool.db";

    @TempDir
    private Path root;

    private final Results results = new Results();

    private void run(String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(FILE));
                var statement = connection.createStatement()) {
            for (String it : statements) {
                statement.execute(it);
            }
        }
    }

    private interface Use {
        void of(Database database) throws IOException;
    }

    private void open(Use use) throws IOException {
        try (var tree = new SourceTree(root, "", Limits.DEFAULT);
                Database database = Database.open(tree, FILE, true, results).orElseThrow()) {
            use.of(database);
        }
    }

    private Optional<Database> open() throws IOException {
        try (var tree = new SourceTree(root, "", Limits.DEFAULT)) {
            return Database.open(tree, FILE, true, results);
        }
    }

    private List<String> told() {
        return results.findings().stream()
                .map(it -> "%s %s %s".formatted(it.severity(), it.code(), it.file()))
                .toList();
    }

    /** Returns which files were looked at, and whether they were read. */
    private List<String> seen() {
        var seen = new ArrayList<String>();
        Results.reading(to -> to.add(results)).forEachRemaining(result -> {
            if (result instanceof Reading.Seen(String file, boolean read)) {
                seen.add(file + " " + read);
            }
        });
        return seen;
    }

    private static List<String> rows(Consumer<Consumer<ObjectNode>> each) {
        var rows = new ArrayList<String>();
        each.accept(row -> rows.add(row.toString()));
        return rows;
    }

    @Test
    void they_come_in_the_order_in_which_they_were_put_in() throws IOException, SQLException {
        run(
                "CREATE TABLE item (name TEXT PRIMARY KEY, place INT)",
                "CREATE INDEX places ON item (place, name)",
                "INSERT INTO item VALUES ('b', 2), ('a', 3), ('c', 1)",
                "CREATE TABLE keyed (name TEXT PRIMARY KEY) WITHOUT ROWID",
                "INSERT INTO keyed VALUES ('b'), ('a')");

        open(database -> {
            assertThat(rows(row -> database.each("item", row, results)))
                    .containsExactly(
                            "{\"name\":\"b\",\"place\":2}",
                            "{\"name\":\"a\",\"place\":3}",
                            "{\"name\":\"c\",\"place\":1}");
            assertThat(rows(row -> database.each("keyed", row, results)))
                    .containsExactly("{\"name\":\"a\"}", "{\"name\":\"b\"}");
            assertThat(database.tables()).containsExactly("item", "keyed");
            assertThat(database.keys("item", "name", results)).containsExactly("a", "b", "c");
            assertThat(database.keys("item", "none", results)).isEmpty();
            assertThat(database.has("item", "place")).isTrue();
            assertThat(database.has("keyed", "place")).isFalse();
        });
        assertThat(told()).isEmpty();
        assertThat(seen()).containsExactly("tool.db true");
    }

    @Test
    void those_of_a_key_come_in_that_order_too_with_an_index_and_without() throws IOException, SQLException {
        for (String index : List.of("", "CREATE INDEX owners ON item (owner, name)")) {
            run(
                    "DROP TABLE IF EXISTS item",
                    "CREATE TABLE item (name TEXT, owner TEXT)",
                    index.isEmpty() ? "SELECT 1" : index,
                    "INSERT INTO item VALUES ('b', 'x'), ('c', 'y'), ('a', 'x')");

            open(database -> {
                for (int i = 0; i < 2; i++) {
                    assertThat(database.rows("item", "owner", "x", results))
                            .extracting(row -> row.path("name").asText())
                            .containsExactly("b", "a");
                }
                assertThat(database.rows("item", "owner", "z", results)).isEmpty();
                assertThat(database.rows("item", "none", "x", results)).isEmpty();
            });
        }
        assertThat(told()).isEmpty();
    }

    @Test
    void one_that_names_no_row_of_another_table_is_found() throws IOException, SQLException {
        run(
                "CREATE TABLE owner (id)",
                "INSERT INTO owner VALUES ('x'), (7), (NULL)",
                "CREATE TABLE item (name, owner)",
                "INSERT INTO item VALUES ('a', 'z'), ('b', 'x'), ('c', 7), ('d', NULL), ('e', 'y'), ('f', 'y'),"
                        + " ('g', x'00'), ('h', 8)");

        open(database -> {
            assertThat(names(row -> database.eachDangling("item", "owner", "owner", "id", row, results)))
                    .containsExactly("a", "d", "e", "f", "g", "h");
            assertThat(names(row -> database.eachDangling("item", "owner", "owner", "none", row, results)))
                    .isEmpty();
            assertThat(names(row -> database.eachDangling("item", "none", "owner", "id", row, results)))
                    .isEmpty();
            assertThat(names(row -> database.eachOrphan("item", "owner", "owner", "id", row, results)))
                    .containsExactly("h", "e", "f", "a");
            assertThat(names(row -> database.eachOrphan("item", "owner", "none", "id", row, results)))
                    .containsExactly("c", "h", "b", "e", "f", "a");
            assertThat(names(row -> database.eachOrphan("item", "none", "owner", "id", row, results)))
                    .isEmpty();
            assertThat(names(row -> database.eachUnnamed("item", "owner", row, results)))
                    .containsExactly("c", "d", "g", "h");
            assertThat(names(row -> database.eachUnnamed("item", "none", row, results)))
                    .isEmpty();
        });
        assertThat(told()).isEmpty();
    }

    private static List<String> names(Consumer<Consumer<ObjectNode>> each) {
        var names = new ArrayList<String>();
        each.accept(row -> names.add(row.path("name").asText()));
        return names;
    }

    @Test
    void a_key_that_is_no_id_is_rejected_with_its_rows() throws IOException, SQLException {
        run("CREATE TABLE item (id TEXT)", "INSERT INTO item VALUES ('b'), ('../x'), ('a'), ('../x')");

        open(database -> assertThat(database.ids("item", "id", id -> id.length() == 1, "an item", results))
                .containsExactly("a", "b"));

        assertThat(results.findings())
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding)
                        .isEqualTo(Finding.error(FILE, "item ../x", "ILLEGAL_ID", "is no id of an item: kept raw")));
    }

    @Test
    void how_it_was_made_is_read_without_the_tables_of_its_indexes() throws IOException, SQLException {
        run(
                "CREATE TABLE item (text)",
                "CREATE VIRTUAL TABLE words USING fts5(text, content='item')",
                "CREATE INDEX texts ON item (text)");

        open(database -> {
            assertThat(names(row -> database.eachDefinition(row, results))).containsExactly("item", "words", "texts");
            assertThat(database.tables()).containsExactly("item");
            assertThat(database.indexes()).containsExactly("words");
        });
    }

    @Test
    void a_copy_of_it_is_one_file_with_all_rows() throws IOException, SQLException {
        run("CREATE TABLE item (name)", "INSERT INTO item VALUES ('a')");
        Path copy = root.resolve("it's a copy.db");

        open(database -> database.copyTo(copy));

        assertThat(Folder.rows(copy)).isEqualTo(Folder.rows(root.resolve(FILE)));
    }

    @Test
    void an_empty_file_is_a_database_without_tables_and_what_is_none_is_an_error() throws IOException {
        Folder.write(root, FILE, "");
        assertThat(open()).isEmpty();
        assertThat(told()).containsExactly("INFO EMPTY_FILE tool.db");
        assertThat(seen()).containsExactly("tool.db true");
        Folder.write(root, FILE, "SQLite format 4");

        assertThat(open()).isEmpty();

        assertThat(told()).containsExactly("INFO EMPTY_FILE tool.db", "ERROR CORRUPT_DB tool.db");
        assertThat(seen()).containsExactly("tool.db true", "tool.db false");
    }

    @Test
    void where_none_is_there_is_nothing_to_tell_and_a_link_is_not_followed() throws IOException, SQLException {
        assertThat(open()).isEmpty();
        assertThat(told()).isEmpty();
        run("CREATE TABLE item (name)");
        Files.move(root.resolve(FILE), root.resolve("other.db"));
        Files.createSymbolicLink(root.resolve(FILE), Path.of("other.db"));

        assertThat(open()).isEmpty();

        assertThat(told()).containsExactly("WARN SYMLINK tool.db");
    }

    @Test
    void a_log_that_holds_rows_is_told_and_an_empty_one_is_not() throws IOException, SQLException {
        try (var writer = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(FILE));
                var statement = writer.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE item (name)");
            statement.execute("INSERT INTO item VALUES ('a')");

            open(database -> assertThat(names(row -> database.each("item", row, results)))
                    .containsExactly("a"));
        }
        assertThat(told()).containsExactly("INFO WAL_PRESENT tool.db-wal");
        Folder.write(root, "tool.db-wal", "");

        open(_ -> {});

        assertThat(told()).containsExactly("INFO WAL_PRESENT tool.db-wal");
    }

    @Test
    void rows_of_a_change_that_is_not_finished_are_not_read() throws IOException, SQLException {
        run("CREATE TABLE item (name)", "INSERT INTO item VALUES ('a')");
        try (var writer = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(FILE));
                var statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO item VALUES ('b')");

            open(database -> assertThat(names(row -> database.each("item", row, results)))
                    .containsExactly("a"));
        }

        assertThat(results.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("as they were before"));
    }

    @Test
    void a_file_that_begins_as_one_can_be_read() throws IOException, SQLException {
        run("CREATE TABLE item (name)");
        Folder.write(root, "text", "SQLite format 4");
        Files.createDirectory(root.resolve("folder"));

        try (var tree = new SourceTree(root, "", Limits.DEFAULT)) {
            assertThat(Database.isReadable(tree, FILE)).isTrue();
            assertThat(List.of("text", "folder", "none")).noneMatch(file -> Database.isReadable(tree, file));
        }
    }

    @Test
    void what_stands_beside_it_belongs_to_it() {
        assertThat(List.of("a.db", "a.db-wal", "a.db-shm", "a.db-journal"))
                .allMatch(name -> Database.isOf("a.db", name));
        assertThat(List.of("a.db2", "b.db", "a.db-old", "b.db-wal")).noneMatch(name -> Database.isOf("a.db", name));
    }
}
