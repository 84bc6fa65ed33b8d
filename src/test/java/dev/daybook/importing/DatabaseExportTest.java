package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.importing.FileEntity.Content;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
    private final Map<String, Content> kept = new HashMap<>();
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
                    "UPDATE agents SET id = 'a3' WHERE id = 'a2'")) {
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
        kept.keySet().stream().sorted().forEach(keptTables::add);
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
        KeptTables tables = keep("agents", "settings", "log");

        try (ExportTree tree = tree("out");
                DatabaseExport database = DatabaseExport.tables(tree, NAME, tables)) {
            database.write();
        }

        Path out = folder.resolve("out").resolve(NAME);
        assertThat(totals.findings).isEmpty();
        assertThat(Folder.rows(out)).isEqualTo(Folder.rows(root.resolve(NAME)));
        assertThat(definitions(out)).isEqualTo(definitions(root.resolve(NAME)));
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
        assertThat(totals.findings).singleElement().satisfies(it -> {
            assertThat(it.where()).isEqualTo("agents a3");
            assertThat(it.message()).contains("NOT NULL");
        });
        assertThat(after.get("log")).isEqualTo(before.get("log"));
        assertThat(after.get("agents")).hasSize(2).anyMatch(it -> it.contains("new"));
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
}
