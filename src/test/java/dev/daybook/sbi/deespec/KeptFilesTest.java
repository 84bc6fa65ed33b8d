package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.run.ImportFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no records come back as they were last, also those that became records meanwhile, or ceased to be. */
final class KeptFilesTest {

    private static final DeespecSource SOURCE = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    private static final String FOLDER = ".deespec/specs/sbi/";

    @TempDir
    Path temporary;

    private Path root;
    private ImportFixture fixture;
    private int exports;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(temporary.resolve("project"));
        fixture = new ImportFixture(SOURCE);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_folder_is_kept_until_it_is_a_task() throws IOException {
        Folder.write(root, FOLDER + "PAY-1/implement_1.md", "# Done\n");
        Folder.write(root, FOLDER + "PAY-1/spec.md", "# Old\n");
        assertComesBack("ILLEGAL_ID");

        Folder.write(root, FOLDER + "PAY-1/meta.yaml", "id: PAY-1\ntitle: Pay\n");
        Folder.write(root, FOLDER + "PAY-1/spec.md", "# New\n");
        assertComesBack();
    }

    /** As an editor leaves them that is killed while it writes, and as they are when it has written again. */
    @ParameterizedTest
    @ValueSource(strings = {"as it was", "changed"})
    void a_file_that_was_damaged_once_comes_back_as_it_is_since(String since) throws IOException {
        String task = FOLDER + "SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0/";
        String entry = ".deespec/journal/2025-10-01/txn_1_1/entry.json";
        String plan = ".deespec/specs/pbi/01K6F0000000000000000000AB/";
        Map<String, String> whole = Map.of(
                task + "state.json",
                "{\"version\": 1, \"title\": \"Pay\", \"status\": \"WIP\"}\n",
                task + "meta.yml",
                "id: SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0\ntitle: Pay\n",
                task + "spec.md",
                "# Pay für alle\n",
                task + "implement_1.md",
                "# Größe\n",
                entry,
                "{\"sbi_id\": \"SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0\", \"turn\": 1, \"step\": \"plan\"}\n",
                plan + "pbi.md",
                "# Zahlen für alle\n",
                plan + "approval.yaml",
                "pbi_id: 01K6F0000000000000000000AB\nnote: für alle\n");
        for (var file : whole.entrySet()) {
            Folder.write(root, file.getKey(), file.getValue());
        }
        assertComesBack();

        for (var file : whole.entrySet()) {
            byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
            int cut = file.getValue().indexOf('ü') < 0
                    ? bytes.length / 2
                    : file.getValue().indexOf('ü') + 1;
            Files.write(root.resolve(file.getKey()), Arrays.copyOf(bytes, cut));
        }
        fixture.run(root);
        assertThat(Folder.bytes(export())).isEqualTo(Folder.bytes(root));

        for (var file : whole.entrySet()) {
            Folder.write(
                    root,
                    file.getKey(),
                    since.equals("changed")
                            ? file.getValue()
                                    .replace("Pay", "Paid")
                                    .replace("alle", "viele")
                                    .replace("plan", "test")
                            : file.getValue());
        }
        assertComesBack();
    }

    @Test
    void a_workflow_is_a_setting_as_long_as_it_keeps_the_rules() throws IOException {
        String path = "prompts/system/plan.md";
        for (String prompt : List.of(path, "../" + path, path, "/" + path, "other.md")) {
            Folder.write(root, ".deespec/workflow.json", """
                {"name":  "flow", "steps": [{"id": "plan", "agent": "system", "prompt_path": "%s"}]}
                """.formatted(prompt));
            boolean refused = prompt.startsWith("../") || prompt.startsWith("/");

            assertComesBack(refused ? prompt.startsWith("/") ? "ABSOLUTE_PATH" : "PATH_TRAVERSAL" : "");
        }
    }

    @Test
    void every_broken_rule_of_a_workflow_is_told() throws IOException {
        Folder.write(root, ".deespec/etc/agents.yaml", "agents:\n- gpt4\n- name: codex\n");
        Folder.write(root, ".deespec/etc/workflow.yaml", """
            name: flow
            color: red
            steps:
            - {id: plan, agent: gpt4, prompt_path: a.md}
            - {id: plan, agent: codex, prompt_path: a/../b.md}
            - {agent: copilot, prompt: "Do it", decision: {regex: x}}
            - {id: review, prompt_path: 'C:\\b.md', decision: {regex: x}}
            - no step
            constraints: {max_prompt_kb: 1024}
            """);

        assertThat(fixture.run(root).findings())
                .extracting(it -> it.severity() + " " + it.code() + " " + it.where())
                .containsExactlyInAnyOrder(
                        "INFO UNKNOWN_FIELD color",
                        "WARN WRONG_TYPE constraints.max_prompt_kb",
                        "WARN DUPLICATE_ID steps[1].id",
                        "ERROR PATH_TRAVERSAL steps[1].prompt_path",
                        "INFO UNKNOWN_FIELD steps[2].prompt",
                        "WARN MISSING_FIELD steps[2].id",
                        "WARN UNKNOWN_ENUM steps[2].agent",
                        "WARN INCONSISTENT_STATE steps[2].decision",
                        "WARN MISSING_FIELD steps[3].agent",
                        "ERROR ABSOLUTE_PATH steps[3].prompt_path",
                        "WARN WRONG_TYPE steps[4]");
        assertComesBack("PATH_TRAVERSAL", "ABSOLUTE_PATH");
    }

    @Test
    void settings_come_back_however_they_are_damaged_meanwhile() throws IOException {
        for (String settings :
                List.of("{\"timeout_sec\": 60,\n \"timeout_sec\": 90}\n", "{\"timeout_sec\": 60}", "", "[1]", "{")) {
            Folder.write(root, ".deespec/setting.json", settings);

            fixture.run(root);

            assertThat(Folder.bytes(export())).isEqualTo(Folder.bytes(root));
        }
    }

    @Test
    void a_file_that_was_no_database_is_one_now() throws IOException, SQLException {
        Folder.write(root, ".deespec/deespec.db", "no database");
        assertComesBack("CORRUPT_DB");

        Files.delete(root.resolve(".deespec/deespec.db"));
        DeespecDatabase.make(root).close();
        fixture.run(root);
        assertThat(Folder.rows(export().resolve(".deespec/deespec.db")))
                .isEqualTo(Folder.rows(root.resolve(".deespec/deespec.db")));
    }

    @Test
    void a_row_of_which_no_record_is_made_comes_back_as_long_as_it_is_there() throws IOException, SQLException {
        Path file = root.resolve(".deespec/deespec.db");
        try (var database = DeespecDatabase.make(root)) {
            database.run("INSERT INTO sbis (id, title, status) VALUES ('01K7X3M9Q2W4E6R8T0Y1A5S7D9', 'A', 'DONE'),"
                            + " ('no id!', 'B', 'DONE'), (NULL, 'C', 'DONE')")
                    .run("INSERT INTO pbis (id, title, status) VALUES ('a b', 'P', 'done'), (NULL, 'Q', 'done')")
                    .run("INSERT INTO epics (id, title, status) VALUES ('../x', 'E', 'done')")
                    .run("INSERT INTO epic_pbis (epic_id, pbi_id, position) VALUES ('nobody', 'a b', 1)")
                    .run("INSERT INTO sbi_dependencies (sbi_id, depends_on_sbi_id) VALUES ('no id!', 'x'),"
                            + " ('01K7X3M9Q2W4E6R8T0Y1A5S7DA', 'y')")
                    .run("INSERT INTO sbi_exec_logs (sbi_id, turn, step, executed_at) VALUES ('no id!', 1,"
                            + " 'REVIEW', ''), ('01K7X3M9Q2W4E6R8T0Y1A5S7DA', 1, 'REVIEW', ''),"
                            + " ('01K7X3M9Q2W4E6R8T0Y1A5S7D9', 1, 'REVIEW', ''), ('no id!', 2, 'REVIEW', '')")
                    .run("DELETE FROM sbi_exec_logs WHERE turn = 2"); // its number is not given again
        }

        fixture.run(root);

        assertThat(Folder.rows(export().resolve(".deespec/deespec.db"))).isEqualTo(Folder.rows(file));

        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM sbis WHERE title <> 'A'");
        }
        fixture.run(root);
        assertThat(Folder.rows(export().resolve(".deespec/deespec.db"))).isEqualTo(Folder.rows(file));
    }

    /** A table of more than a megabyte is kept in pieces. */
    @Test
    void rows_of_a_table_that_became_shorter_do_not_come_back() throws IOException, SQLException {
        Path file = root.resolve(".deespec/deespec.db");
        try (var database = DeespecDatabase.make(root)) {
            database.run("CREATE TABLE notes (text TEXT)");
            for (int i = 0; i < 30; i++) {
                database.run("INSERT INTO notes VALUES ('%d %s')".formatted(i, "x".repeat(100_000)));
            }
        }
        fixture.run(root);
        assertThat(Folder.rows(export().resolve(".deespec/deespec.db"))).isEqualTo(Folder.rows(file));

        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM notes WHERE rowid > 2");
        }
        fixture.run(root);

        assertThat(Folder.rows(export().resolve(".deespec/deespec.db"))).isEqualTo(Folder.rows(file));
    }

    @Test
    void tables_that_are_called_like_pieces_of_another_are_none() throws IOException, SQLException {
        Path file = root.resolve(".deespec/deespec.db");
        try (var database = DeespecDatabase.make(root)) {
            database.run("CREATE TABLE notes (text TEXT)")
                    .run("CREATE TABLE \"notes[1]\" (text TEXT)")
                    .run("INSERT INTO \"notes[1]\" VALUES ('others')");
            for (int i = 0; i < 30; i++) {
                database.run("INSERT INTO notes VALUES ('%d %s')".formatted(i, "x".repeat(100_000)));
            }
        }

        fixture.run(root);

        assertThat(fixture.run(root).events().appended()).isZero();
        assertThat(Folder.rows(export().resolve(".deespec/deespec.db"))).isEqualTo(Folder.rows(file));
    }

    @Test
    void the_rows_of_a_table_that_is_no_more_are_left_out_with_one_word() throws IOException, SQLException {
        Path file = root.resolve(".deespec/deespec.db");
        try (var database = DeespecDatabase.make(root)) {
            database.run("CREATE TABLE notes (text TEXT)").run("INSERT INTO notes VALUES ('one'), ('two')");
        }
        fixture.run(root);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("DROP TABLE notes");
        }
        fixture.run(root);

        Path out = temporary.resolve("out");
        assertThat(fixture.export(new DeespecWriter(), out).findings())
                .extracting(finding -> finding.severity() + " " + finding.code() + " " + finding.where())
                .containsExactly("INFO UNKNOWN_SCHEMA notes");
        assertThat(Folder.rows(out.resolve(".deespec/deespec.db"))).isEqualTo(Folder.rows(file));
    }

    @Test
    void files_beside_a_database_come_back_whatever_they_are_called() throws IOException, SQLException {
        try (var database = DeespecDatabase.make(root)) {
            database.run("INSERT INTO labels (name) VALUES ('urgent')");
        }
        Files.createDirectories(root.resolve(".deespec/deespec.db#empty"));
        Folder.write(root, ".deespec/deespec.db#notes", "Notes.\n");
        Folder.write(root, ".deespec/deespec.db#folder/more.json", "{\"rows\": 1}");
        Folder.write(root, ".deespec/deespec.db#large", "x".repeat(Limits.DEFAULT.fileBytesMax() + 1));

        fixture.run(root);

        Path out = export();
        assertThat(Folder.rows(out.resolve(".deespec/deespec.db")))
                .isEqualTo(Folder.rows(root.resolve(".deespec/deespec.db")));
        for (String name : List.of("#notes", "#folder/more.json", "#large")) {
            assertThat(out.resolve(".deespec/deespec.db" + name))
                    .hasSameBinaryContentAs(root.resolve(".deespec/deespec.db" + name));
        }
        assertThat(out.resolve(".deespec/deespec.db#empty")).isEmptyDirectory();
    }

    @Test
    void files_beside_a_database_that_are_called_like_its_tables_come_back_with_them()
            throws IOException, SQLException {
        Path file = root.resolve(".deespec/deespec.db");
        try (var database = DeespecDatabase.make(root)) {
            database.run("CREATE TABLE log (text TEXT)").run("INSERT INTO log VALUES ('of the table')");
            database.run("CREATE TABLE notes (text TEXT)").run("INSERT INTO notes VALUES ('first')");
            for (int i = 0; i < 30; i++) {
                database.run("INSERT INTO notes VALUES ('%d %s')".formatted(i, "x".repeat(100_000)));
            }
        }
        List<String> names = List.of("#log", "#notes[1]", "#notes[7]", "#sqlite_schema");
        for (String name : names) {
            Folder.write(root, ".deespec/deespec.db" + name, "{\"of\": \"the file\"}");
        }

        fixture.run(root);

        assertThat(fixture.run(root).events().appended()).isZero();
        assertSame(file, names);
    }

    @Test
    void a_file_that_takes_the_name_of_a_table_later_leaves_it_its_rows() throws IOException, SQLException {
        Path file = root.resolve(".deespec/deespec.db");
        try (var database = DeespecDatabase.make(root)) {
            database.run("CREATE TABLE notes (text TEXT)").run("INSERT INTO notes VALUES ('first')");
            for (int i = 0; i < 30; i++) {
                database.run("INSERT INTO notes VALUES ('%d %s')".formatted(i, "x".repeat(100_000)));
            }
        }
        fixture.run(root);
        Folder.write(root, ".deespec/deespec.db#notes", "Notes.\n");

        fixture.run(root);
        assertSame(file, List.of("#notes"));
        Files.delete(root.resolve(".deespec/deespec.db#notes"));

        assertThat(fixture.run(root).events().appended()).isZero();
        assertSame(file, List.of());
    }

    private void assertSame(Path database, List<String> besides) throws IOException, SQLException {
        Path out = export();
        assertThat(Folder.rows(out.resolve(".deespec/deespec.db"))).isEqualTo(Folder.rows(database));
        for (String name : besides) {
            assertThat(out.resolve(".deespec/deespec.db" + name))
                    .hasSameBinaryContentAs(root.resolve(".deespec/deespec.db" + name));
        }
    }

    @Test
    void an_empty_folder_comes_back_and_so_does_what_stands_in_its_place_later() throws IOException {
        Path place = Files.createDirectories(root.resolve(".deespec/sessions"));
        assertComesBack();
        assertThat(export().resolve(".deespec/sessions")).isEmptyDirectory();

        Files.delete(place);
        Folder.write(root, ".deespec/sessions", "a file now");
        assertComesBack();

        Files.delete(place);
        Files.createDirectories(place);
        fixture.run(root);
        assertThat(export().resolve(".deespec/sessions")).isEmptyDirectory();

        Folder.write(root, ".deespec/sessions/one.md", "# One\n");
        assertComesBack();
    }

    @Test
    void what_lies_too_deep_is_told_and_the_rest_is_kept() throws IOException {
        Folder.write(root, ".deespec/notes/" + "d/".repeat(63) + "kept.md", "# Kept\n");
        Folder.write(root, ".deespec/notes/" + "d/".repeat(66) + "deep.md", "# Deep\n");

        assertThat(fixture.run(root).findings())
                .filteredOn(it -> it.code().equals("RESOURCE_LIMIT"))
                .singleElement()
                .satisfies(it -> assertThat(it.message()).contains("deeper than 64 folders"));

        Path out = export();
        assertThat(out.resolve(".deespec/notes/" + "d/".repeat(63) + "kept.md")).hasContent("# Kept\n");
        assertThat(out.resolve(".deespec/notes/" + "d/".repeat(66) + "deep.md")).doesNotExist();
    }

    @Test
    void the_form_with_a_folder_per_sbi_has_the_users_files_too() throws IOException {
        Folder.write(root, ".deespec/knowledge/auth.md", "# Auth\n");
        Folder.write(root, ".deespec/specs/other/notes.md", "# Notes\n");
        Files.createDirectories(root.resolve(".deespec/sessions"));
        fixture.run(root);

        Path out = temporary.resolve("per-sbi");
        fixture.export(new DeespecWriter(), out, "S");

        assertThat(out.resolve(".deespec/knowledge/auth.md")).hasContent("# Auth\n");
        assertThat(out.resolve(".deespec/specs/other/notes.md")).hasContent("# Notes\n");
        assertThat(out.resolve(".deespec/sessions")).isEmptyDirectory();
    }

    /** An agent may have left a thousand large files: none is held until the last is read. */
    @Test
    void what_is_not_of_a_task_is_handed_on_file_by_file() throws IOException {
        String task = FOLDER + "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1/";
        Folder.write(root, task + "spec.md", "# One\n");
        for (int i = 0; i < 50; i++) {
            Folder.write(root, task + "node_modules/pack/file%02d.js".formatted(i), "x");
        }
        var found = new ArrayList<String>();

        try (Reading reading = SOURCE.read(Root.of(root), LegacySource.Scope.ALL, Known.NOTHING)) {
            while (reading.hasNext()) {
                Optional<String> stranger = stranger(reading.next());
                if (stranger.isPresent()) {
                    found.add(stranger.get());
                    Folder.empty(root.resolve(stranger.get()).resolveSibling(""));
                }
            }
        }

        assertThat(found).hasSize(1);
    }

    private static Optional<String> stranger(Reading.Result result) {
        return result instanceof Reading.Found(LegacySource.Entity entity)
                ? Optional.of(entity.stream().key()).filter(key -> key.endsWith(".js"))
                : Optional.empty();
    }

    /** Imports, with those errors and no other, and finds all of the tree in an export. */
    private void assertComesBack(String... errors) throws IOException {
        assertThat(fixture.run(root).findings().stream()
                        .filter(it -> it.severity() == Finding.Severity.ERROR)
                        .map(Finding::code))
                .containsExactlyElementsOf(
                        List.of(errors).stream().filter(it -> !it.isEmpty()).toList());
        assertThat(Folder.bytes(export())).isEqualTo(Folder.bytes(root));
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    private Path export() {
        Path out = temporary.resolve("out-" + ++exports);
        assertThat(fixture.export(new DeespecWriter(), out).findings()).isEmpty();
        return out;
    }
}
