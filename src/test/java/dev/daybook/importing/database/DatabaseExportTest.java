package dev.daybook.importing.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.FileEntity.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of any tool is kept table by table, or byte by byte, and comes back; only rows that are changed change. */
class DatabaseExportTest {

    private static final String NAME = "tool.db";

    @TempDir
    private Path folder;

    private Path root;
    private final Map<String, Content> kept = new LinkedHashMap<>();
    private final ExportTree.Totals totals = new ExportTree.Totals(_ -> {});

    @BeforeEach
    void a_database_of_a_tool() throws IOException, SQLException {
        root = Files.createDirectories(folder.resolve("tool"));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(NAME));
                var statement = connection.createStatement()) {
            for (String sql : List.of(
                    "CREATE TABLE agents (id TEXT PRIMARY KEY, load REAL, tries INTEGER, icon BLOB, note TEXT NOT NULL)",
                    "CREATE TABLE settings (scope TEXT, name TEXT, PRIMARY KEY (scope, name)) WITHOUT ROWID",
                    "CREATE TABLE log (line TEXT)",
                    "CREATE INDEX by_tries ON agents (tries)",
                    "CREATE VIEW idle AS SELECT id FROM agents WHERE load < 1",
                    "CREATE TRIGGER logged AFTER INSERT ON agents BEGIN INSERT INTO log VALUES (new.id); END",
                    "INSERT INTO agents VALUES ('a1', 1.0, 9007199254740993, x'00ff', 'naïve'), ('a2', NULL, -1, NULL, '')",
                    "INSERT INTO settings VALUES ('main', 'x'), ('', '{\"encoding\": \"base64\"}')",
                    "INSERT INTO agents VALUES ('odd', 9e999, 0, NULL, CAST(x'fe41' AS TEXT)), ('rare', -9e999, 1, NULL, '\uFFFD')",
                    "UPDATE agents SET id = 'a3' WHERE id = 'a2'",
                    "CREATE TABLE turn (id INTEGER PRIMARY KEY AUTOINCREMENT, said TEXT)",
                    "CREATE VIRTUAL TABLE words USING fts5(said, content='turn', content_rowid='id')",
                    "INSERT INTO turn (said) VALUES ('first words'), ('second')",
                    "DELETE FROM turn WHERE id = 2")) {
                statement.executeUpdate(sql);
            }
        }
    }

    private KeptTables keep(String... tables) {
        var results = new Results();
        Database database = Database.open(new SourceTree(root, "", Limits.DEFAULT), NAME, true, results)
                .orElseThrow();
        try (database;
                Reading reading = Results.reading(to -> {
                    KeptTables.keep(Root.of(root), database, _ -> {}, Known.NOTHING, to);
                    List.of(tables)
                            .forEach(table -> KeptTables.keep(Root.of(root), database, table, Known.NOTHING, to));
                })) {
            reading.forEachRemaining(result -> {
                if (result instanceof Reading.Found(FileEntity file)) {
                    kept.put(file.name(), file.content().orElseThrow());
                }
            });
        }
        var keptTables = new KeptTables(NAME, name -> Optional.ofNullable(kept.get(name)));
        kept.keySet().forEach(keptTables::add);
        return keptTables;
    }

    private ExportTree tree(String name) {
        return ExportTree.open(folder.resolve(name), false, totals);
    }

    private List<String> definitions(Path database) throws SQLException {
        var all = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                ResultSet it = connection
                        .createStatement()
                        .executeQuery("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")) {
            while (it.next()) {
                all.add(it.getString(1));
            }
        }
        return all;
    }

    @Test
    void tables_that_are_kept_come_back_with_their_rows_indexes_views_and_triggers() throws IOException, SQLException {
        // the numbers before the rows that have them, as imports keep them
        KeptTables tables = keep("sqlite_sequence", "agents", "settings", "log", "turn");

        try (ExportTree tree = tree("out");
                DatabaseExport database = DatabaseExport.tables(tree, NAME, tables)) {
            database.write();
        }

        Path out = folder.resolve("out").resolve(NAME);
        assertThat(totals.findings()).isEmpty();
        assertThat(Folder.rows(out)).isEqualTo(Folder.rows(root.resolve(NAME)));
        assertThat(definitions(out)).isEqualTo(definitions(root.resolve(NAME)));
    }

    @Test
    void a_long_table_comes_back_in_its_order_from_its_pieces() throws IOException, SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(NAME));
                var statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO log WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n"
                    + " WHERE i < 23) SELECT i || hex(zeroblob(530000)) FROM n");
        }

        KeptTables tables = keep("log");
        try (ExportTree tree = tree("out");
                DatabaseExport database = DatabaseExport.tables(tree, NAME, tables)) {
            database.write();
        }

        assertThat(kept).containsKey(NAME + "#log[13]").doesNotContainKey(NAME + "#log[14]");
        assertThat(lines(folder.resolve("out").resolve(NAME))).isEqualTo(lines(root.resolve(NAME)));
    }

    @Test
    void a_table_that_is_called_like_a_piece_of_another_comes_back_beside_it() throws IOException, SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(NAME));
                var statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO log WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n"
                    + " WHERE i < 13) SELECT i || hex(zeroblob(530000)) FROM n");
            for (String table : List.of("log[1]", "log[1][0]", "other[3]", "log[1]x")) {
                statement.executeUpdate("CREATE TABLE \"%s\" (line TEXT)".formatted(table));
                statement.executeUpdate("INSERT INTO \"%1$s\" VALUES ('of %1$s')".formatted(table));
            }
        }

        KeptTables tables = keep(
                "sqlite_sequence", "agents", "settings", "log", "log[1]", "log[1][0]", "other[3]", "log[1]x", "turn");
        try (ExportTree tree = tree("out");
                DatabaseExport database = DatabaseExport.tables(tree, NAME, tables)) {
            database.write();
        }

        assertThat(totals.findings()).isEmpty();
        assertThat(Folder.rows(folder.resolve("out").resolve(NAME))).isEqualTo(Folder.rows(root.resolve(NAME)));
    }

    private static List<String> lines(Path database) throws SQLException {
        var lines = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT substr(line, 1, 4) || length(line) FROM log ORDER BY rowid")) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        }
        return lines;
    }

    @Test
    void a_change_that_a_table_does_not_take_is_told_and_none_of_it_is_made() throws IOException, SQLException {
        byte[] bytes = Files.readAllBytes(root.resolve(NAME));
        kept.put("piece", Content.of(bytes));
        try (ExportTree tree = tree("out");
                DatabaseExport database = DatabaseExport.whole(
                        tree, NAME, List.of("piece"), name -> Optional.ofNullable(kept.get(name)))) {
            var note = JsonNodeFactory.instance.objectNode();
            boolean first = database.change(
                    "agents a1",
                    "SAID",
                    "is not taken: %s",
                    () -> database.update("agents", "id", "a1", note.put("note", "new")));
            boolean second = database.change("agents a3", "SAID", "is not taken: %s", () -> {
                database.delete("log", "line", "a1");
                database.update("agents", "id", "a3", note.putNull("note"));
            });
            assertThat(List.of(first, second)).containsExactly(true, false);
            database.write();
        }

        var before = Folder.rows(root.resolve(NAME));
        var after = Folder.rows(folder.resolve("out").resolve(NAME));
        assertThat(totals.findings()).singleElement().satisfies(it -> {
            assertThat(it.where()).isEqualTo("agents a3");
            assertThat(it.message()).contains("NOT NULL");
        });
        assertThat(after.get("log")).isEqualTo(before.get("log"));
        assertThat(after.get("agents")).hasSize(4).anyMatch(it -> it.contains("new"));
    }

    @Test
    void a_file_in_which_nothing_is_changed_comes_back_byte_by_byte() throws IOException {
        byte[] bytes = Files.readAllBytes(root.resolve(NAME));
        kept.put("0", Content.of(Arrays.copyOf(bytes, 5000)));
        kept.put("1", Content.of(Arrays.copyOfRange(bytes, 5000, bytes.length)));

        try (ExportTree tree = tree("out");
                DatabaseExport database = DatabaseExport.whole(
                        tree, NAME, List.of("0", "1"), name -> Optional.ofNullable(kept.get(name)))) {
            database.write();
        }

        assertThat(folder.resolve("out").resolve(NAME)).hasBinaryContent(bytes);
    }

    /** A text with the name of a number, or with bytes that are none of UTF-8, looks the same and is another value. */
    @Test
    void each_value_comes_back_as_what_it_was() throws IOException, SQLException {
        KeptTables tables = keep("agents");

        try (ExportTree tree = tree("out");
                DatabaseExport database = DatabaseExport.tables(tree, NAME, tables)) {
            database.write();
        }

        assertThat(values(folder.resolve("out").resolve(NAME))).isEqualTo(values(root.resolve(NAME)));
    }

    private static List<String> values(Path database) throws SQLException {
        var all = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                ResultSet it = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT id, typeof(load), load > 0, typeof(note), hex(note) FROM agents ORDER BY id")) {
            while (it.next()) {
                all.add("%s %s %s %s %s"
                        .formatted(
                                it.getString(1), it.getString(2), it.getString(3), it.getString(4), it.getString(5)));
            }
        }
        return all;
    }

    private List<String> found(Path database, String word) throws SQLException {
        var all = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var question = connection.prepareStatement("SELECT said FROM words WHERE words MATCH ?")) {
            question.setString(1, word);
            try (ResultSet it = question.executeQuery()) {
                while (it.next()) {
                    all.add(it.getString(1));
                }
            }
        }
        return all;
    }

    @Test
    void an_index_of_words_is_filled_from_its_table_or_as_the_tool_fills_it() throws IOException, SQLException {
        KeptTables tables = keep("turn");

        try (ExportTree tree = tree("out");
                DatabaseExport database = DatabaseExport.tables(tree, NAME, tables)) {
            database.write();
        }
        try (ExportTree tree = tree("other");
                DatabaseExport database = DatabaseExport.tables(tree, NAME, tables)) {
            database.write(Map.of("words", "INSERT INTO words (rowid, said) SELECT id, 'other' FROM turn"));
        }

        assertThat(found(folder.resolve("out").resolve(NAME), "words")).containsExactly("first words");
        assertThat(found(folder.resolve("other").resolve(NAME), "words")).isEmpty();
        assertThat(found(folder.resolve("other").resolve(NAME), "other")).hasSize(1);
    }

    @Test
    void a_row_with_more_than_its_table_has_columns_for_is_told_and_the_rest_is_there()
            throws IOException, SQLException {
        KeptTables tables = keep("agents");
        try (ExportTree tree = tree("out");
                DatabaseExport database = DatabaseExport.tables(tree, NAME, tables)) {
            ObjectNode row =
                    JsonNodeFactory.instance.objectNode().put("id", "a1").put("note", "again");
            row.put("tries", true).putObject("load").put("of", 2);
            database.put("agents", row.put("colour", "red"));
            database.write();
        }

        assertThat(totals.findings())
                .extracting(Finding::code, Finding::where)
                .containsExactly(tuple("UNKNOWN_FIELD", "agents"));
        assertThat(Folder.rows(folder.resolve("out").resolve(NAME)).get("agents"))
                .contains("id=a1|load={\"of\":2}|tries=1|icon=null|note=again");
    }

    @Test
    void what_was_not_kept_is_taken_back_and_what_was_stays() throws IOException, SQLException {
        KeptTables tables = keep("log");
        try (ExportTree tree = tree("out");
                DatabaseExport database = DatabaseExport.tables(tree, NAME, tables)) {
            database.put("log", JsonNodeFactory.instance.objectNode().put("line", "kept"));
            database.keep();
            database.put("log", JsonNodeFactory.instance.objectNode().put("line", "not"));
            database.takeBack();
            database.write();
        }

        assertThat(Folder.rows(folder.resolve("out").resolve(NAME)).get("log"))
                .contains("line=kept")
                .doesNotContain("line=not");
    }
}
