package dev.daybook.code.scout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.code.scout.witness.CodeScoutWitness;
import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Witness.Statement;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of code-scout, in and out. */
class CodeScoutTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/codescout");
    private static final String DATABASE = ".code-scout/database.db";
    private static final String TOKENS = "66d13cb3-4c28-5e1a-9e3a-e2f393582559";

    @TempDir
    Path folder;

    private final ImportFixture fixture =
            new ImportFixture(CodeScoutSamplesTest.format().source(Limits.DEFAULT));
    private final LegacyWriter writer = CodeScoutSamplesTest.format().writer(Limits.DEFAULT);
    private int exports;

    @AfterEach
    void close() {
        fixture.close();
    }

    private Path copy(String sample) throws IOException {
        return Folder.copy(SAMPLES.resolve(sample), folder.resolve("root"));
    }

    private static void sql(Path database, String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            for (String it : statements) {
                statement.executeUpdate(it);
            }
        }
    }

    private static List<String> answers(Path database, String question) throws SQLException {
        var answers = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            while (answer.next()) {
                answers.add(answer.getString(1));
            }
        }
        return answers;
    }

    private Path exported() {
        Path out = folder.resolve("out-" + ++exports);
        assertThat(fixture.export(writer, out).findings()).isEmpty();
        return out;
    }

    private static List<String> codes(Report report) {
        return report.findings().stream().map(Finding::code).distinct().toList();
    }

    @Test
    void a_sound_index_beside_its_files_has_nothing_to_report() throws IOException {
        assertThat(codes(fixture.run(copy("valid/v2-fts")))).containsExactly("FTS_UNUSABLE");
        assertThat(codes(fixture.run(Folder.copy(SAMPLES.resolve("generated/small"), folder.resolve("small")))))
                .doesNotContain("STALE_ENTRY", "DUPLICATE");
    }

    @Test
    void an_index_without_its_files_is_told_once() throws IOException {
        assertThat(codes(fixture.run(copy("valid/v1-only")))).containsExactly("STALE_INDEX");
    }

    @Test
    void an_index_comes_back_as_code_scout_opens_it() throws IOException, SQLException {
        Path root = copy("valid/v2-fts");
        fixture.run(root);

        Path back = exported().resolve(DATABASE);

        assertThat(answers(back, "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(answers(back, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"))
                .isEqualTo(answers(
                        root.resolve(DATABASE),
                        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"));
        String search = "SELECT path FROM files f JOIN (SELECT rowid FROM files_fts WHERE files_fts MATCH '%s') m"
                + " ON m.rowid = f.rowid";
        assertThat(answers(back, search.formatted("jsonwebtoken"))).containsExactly("src/auth/tokenService.ts");
        assertThat(answers(back, search.formatted("rendered"))).containsExactly("scripts/report_builder.py");
        sql(
                back,
                "INSERT INTO files VALUES ('new', 'src/brandnew.ts', 'brandnew.ts', '.ts', 1, 1, 'aa', 'typescript', 1)");
        assertThat(answers(back, search.formatted("brandnew"))).containsExactly("src/brandnew.ts");
    }

    @Test
    void a_broken_full_text_index_harms_no_row_and_is_made_anew() throws IOException, SQLException {
        Path root = copy("valid/v2-fts");
        sql(root.resolve(DATABASE), "DELETE FROM files_fts_data", "DELETE FROM files_fts_idx");

        Report report = fixture.run(root);

        assertThat(codes(report)).containsExactly("FTS_UNUSABLE");
        assertThat(report.entities()).containsEntry("source_files", 5L).containsEntry("definitions", 7L);
        Path back = exported().resolve(DATABASE);
        assertThat(answers(back, "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(answers(back, "SELECT count(*) FROM files_fts WHERE files_fts MATCH 'TokenService'"))
                .containsExactly("2");
    }

    @Test
    void rows_of_the_index_that_are_stale_are_not_in_the_new_one() throws IOException, SQLException {
        Path root = copy("valid/v2-fts");
        sql(
                root.resolve(DATABASE),
                "INSERT OR REPLACE INTO files SELECT 'again', path, filename, extension, size, lastModified, hash,"
                        + " language, indexedAt FROM files WHERE filename = 'user.ts'");

        fixture.run(root);

        assertThat(answers(exported().resolve(DATABASE), "SELECT count(*) FROM files_fts_docsize"))
                .containsExactly("5");
    }

    @Test
    void a_project_inside_another_has_an_index_of_its_own() throws IOException {
        Path root = copy("bad/07-empty").resolve("other");

        Report report = fixture.run(root);

        assertThat(report.findings())
                .extracting(Finding::file, finding -> finding.severity().name(), Finding::code)
                .containsExactlyInAnyOrder(
                        tuple(DATABASE, "WARN", "UNKNOWN_SCHEMA"),
                        tuple(".code-scout/config.json", "WARN", "EMPTY_FILE"));
    }

    @Test
    void each_profile_has_rows_of_its_own() throws IOException, SQLException {
        Path root = copy("valid/v2-fts");
        Files.copy(root.resolve(DATABASE), root.resolve(".code-scout/dev-database.db"));
        Files.copy(SAMPLES.resolve("valid/doc-schema").resolve(DATABASE), root.resolve(".code-scout/ci-database.db"));

        Report report = fixture.run(root);

        assertThat(report.entities()).containsEntry("source_files", 12L);
        assertThat(fixture.told().keySet())
                .contains(
                        "item/codescout.file/" + TOKENS,
                        "item/codescout.file/dev/" + TOKENS,
                        "item/codescout.file/ci/" + TOKENS);
        Path out = exported();
        for (String it : List.of("database.db", "dev-database.db", "ci-database.db")) {
            assertThat(Folder.rows(out.resolve(".code-scout").resolve(it)))
                    .isEqualTo(Folder.rows(root.resolve(".code-scout").resolve(it)));
        }
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void what_stands_beside_databases_is_kept_and_named() throws IOException {
        Path root = copy("valid/v2-fts");
        Files.write(root.resolve(".code-scout/test-performance.db-shm"), new byte[32_768]);
        Files.write(root.resolve(".code-scout/test-performance.db-wal"), new byte[0]);
        Files.copy(root.resolve(DATABASE), root.resolve(DATABASE + ".backup.1762769000000"));

        Report report = fixture.run(root);

        assertThat(report.findings())
                .extracting(Finding::file, Finding::code)
                .contains(
                        tuple(".code-scout/test-performance.db-shm", "ORPHAN_FILE"),
                        tuple(".code-scout/test-performance.db-wal", "ORPHAN_FILE"),
                        tuple(DATABASE + ".backup.1762769000000", "COPY"));
        assertThat(Folder.bytes(exported()).keySet())
                .contains(
                        ".code-scout/test-performance.db-shm",
                        ".code-scout/test-performance.db-wal",
                        DATABASE + ".backup.1762769000000");
    }

    @Test
    void paths_out_of_the_project_are_told_and_never_opened() throws IOException, SQLException {
        Path root = copy("valid/v2-fts");
        Files.writeString(folder.resolve("secret.ts"), "const password = 'hunter2'");
        sql(
                root.resolve(DATABASE),
                "INSERT INTO files VALUES ('up', '../secret.ts', 's', '.ts', 1, 1762769000000, 'x', 'python', 1762769000000)",
                "INSERT INTO files VALUES ('abs', '/etc/passwd', 'p', '.ts', 1, 1762769000000, 'x', 'python', 1762769000000)",
                "INSERT INTO files VALUES ('none', ' ', 'n', '.ts', 1, 1762769000000, 'x', 'python', 1762769000000)");

        Report report = fixture.run(root);

        assertThat(report.findings())
                .extracting(Finding::where, Finding::code)
                .contains(
                        tuple("files up", "PATH_TRAVERSAL"),
                        tuple("files abs", "ABSOLUTE_PATH"),
                        tuple("files none", "ILLEGAL_PATH"))
                .doesNotContain(tuple("../secret.ts", "STALE_ENTRY"), tuple("/etc/passwd", "STALE_ENTRY"));
        assertThat(fixture.entries()).noneMatch(entry -> entry.contains("hunter2") || entry.contains("root:x"));
        assertThat(Folder.rows(exported().resolve(DATABASE))).isEqualTo(Folder.rows(root.resolve(DATABASE)));
    }

    @Test
    void numbers_that_are_none_are_told_and_kept() throws IOException, SQLException {
        Path root = copy("valid/doc-schema");
        sql(
                root.resolve(DATABASE),
                "UPDATE definitions SET line = 0, \"column\" = -1, exported = 'yes', decorators = '@x' WHERE name = 'User'",
                "UPDATE files SET size = 'big', indexedAt = 99999999999999 WHERE filename = 'user.ts'",
                "UPDATE symbols SET fileId = 'nowhere'");

        Report report = fixture.run(root);

        assertThat(codes(report))
                .contains("INCONSISTENT_STATE", "WRONG_TYPE", "EPOCH_SECONDS", "FUTURE_TIMESTAMP", "DANGLING_REF");
        assertThat(report.entities()).doesNotContainKey("symbols");
        assertThat(Folder.rows(exported().resolve(DATABASE))).isEqualTo(Folder.rows(root.resolve(DATABASE)));
    }

    @Test
    void an_index_that_the_settings_put_elsewhere_is_named() throws IOException {
        Path root = copy("valid/v2-fts");
        Folder.write(root, ".code-scout/config.json", "{\"database\": {\"path\": \"../shared/index.db\"}}");

        assertThat(fixture.run(root).findings())
                .extracting(Finding::where, Finding::code)
                .contains(tuple("database.path", "SUSPECT_PATH"));
    }

    @Test
    void a_row_that_changes_is_news_and_one_that_a_user_changed_stays_so() throws IOException, SQLException {
        Path root = copy("valid/v2-fts");
        fixture.run(root);
        var item = new ItemId("codescout.definition", "0e2d468d-a789-51f0-beb3-6297fdd44044", "");
        var stream = new StreamId("item", item.text());
        fixture.append(
                stream,
                new ItemEvent.Revised(
                        item, Map.of("/docstring", new Json("\"Issues tokens.\"")), List.of(), Optional.empty()));
        sql(
                root.resolve(DATABASE),
                "UPDATE definitions SET line = 7 WHERE name = 'TokenService'",
                "DELETE FROM symbols WHERE name = 'LoginForm'");

        assertThat(fixture.run(root).events().appended()).isPositive();

        Path back = exported().resolve(DATABASE);
        assertThat(answers(back, "SELECT line || docstring FROM definitions WHERE name = 'TokenService'"))
                .containsExactly("7Issues tokens.");
        assertThat(answers(back, "SELECT name FROM symbols")).containsExactly("TTL_SECONDS");
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void a_row_that_was_added_here_comes_back_among_those_of_its_project_and_no_other()
            throws IOException, SQLException {
        fixture.run(copy("valid/v2-fts"));
        fixture.run(Folder.copy(SAMPLES.resolve("valid/v1-only"), folder.resolve("second")));
        for (String project : List.of("", "second")) {
            var item = new ItemId("codescout.symbol", "new-" + project, project);
            fixture.append(
                    new StreamId("item", item.text()),
                    new ItemEvent.Recorded(
                            item,
                            new Json("{\"id\":\"new-%s\",\"fileId\":\"%s\",\"name\":\"of %s\",\"type\":\"constant\","
                                            .formatted(project, TOKENS, project)
                                    + "\"line\":1,\"column\":0,\"scope\":\"module\"}"),
                            Optional.empty()));
        }

        Path out = exported();

        String added = "SELECT name FROM symbols WHERE name LIKE 'of %' ORDER BY name";
        assertThat(answers(out.resolve("second").resolve(DATABASE), added)).containsExactly("of second");
        try (var files = Files.walk(out)) {
            assertThat(files.filter(file -> file.endsWith(DATABASE)).toList())
                    .hasSize(2)
                    .anySatisfy(file -> assertThat(answers(file, added)).containsExactly("of "));
        }
    }

    /** Its own triggers refuse each change of a file: they ask the index for columns that its table has not. */
    @Test
    void while_code_scout_is_in_use_files_go_from_its_tables_and_its_index() throws IOException, SQLException {
        Path root = copy("valid/v2-fts");
        FileStore store = CodeScoutSamplesTest.format().store(Limits.DEFAULT);
        fixture.run(root);
        var item = new ItemId("codescout.file", TOKENS, "");
        var stream = new StreamId("item", item.text());
        fixture.append(stream, new ItemEvent.Removed(item));
        String triggers = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";
        List<String> before = answers(root.resolve(DATABASE), triggers);
        String search = "SELECT count(*) FROM files_fts WHERE files_fts MATCH 'filename : tokenService'";
        assertThat(answers(root.resolve(DATABASE), search)).containsExactly("2");

        store.write(root, List.of(stream), this::recorded, () -> {});

        assertThat(answers(root.resolve(DATABASE), "SELECT path FROM files")).hasSize(4);
        assertThat(answers(root.resolve(DATABASE), triggers)).isEqualTo(before).isNotEmpty();
        assertThat(answers(root.resolve(DATABASE), search)).containsExactly("1");
        assertThat(answers(root.resolve(DATABASE), "SELECT count(*) FROM files_fts WHERE files_fts MATCH 'verifies'"))
                .containsExactly("0");
        assertThat(answers(root.resolve(DATABASE), "SELECT count(*) FROM files_fts WHERE files_fts MATCH 'rendered'"))
                .containsExactly("1");
        assertThat(answers(root.resolve(DATABASE), "PRAGMA integrity_check")).containsExactly("ok");
        fixture.run(root); // its triggers were made again: they stand elsewhere in the schema
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    /** What parts the columns of a key may stand in them, and a key be a number, as those of migrations, or nothing. */
    @Test
    void while_code_scout_is_in_use_each_row_is_found_by_its_key_and_no_other_one_goes()
            throws IOException, SQLException {
        Path root = copy("valid/v2-fts");
        sql(
                root.resolve(DATABASE),
                "DELETE FROM file_tags",
                "INSERT INTO file_tags (fileId, tag, weight) VALUES ('a/b~1', 'c/d~2', 1), ('a/b', 'c/d~2', 1),"
                        + " ('a~1b~01', 'c/d~2', 1), ('a/b~1', 'c~1d~02', 1), ('', 'e', 1)");
        FileStore store = CodeScoutSamplesTest.format().store(Limits.DEFAULT);
        fixture.run(root);
        var found = new ArrayList<StreamId>();
        for (StreamId thing : store.things(root, "main")) {
            Map<String, Object> fields = store.fields(root, thing).orElseThrow(() -> new AssertionError(thing));
            if ("\"a/b~1\"".equals(fields.get("/fileId")) && "\"c/d~2\"".equals(fields.get("/tag"))) {
                found.add(thing);
            }
        }
        StreamId stream = found.getFirst();

        fixture.append(stream, new ItemEvent.Removed(ItemId.parse(stream.key())));
        store.write(root, List.of(stream), this::recorded, () -> {});

        assertThat(answers(root.resolve(DATABASE), "SELECT fileId || ' ' || tag FROM file_tags ORDER BY rowid"))
                .containsExactly("a/b c/d~2", "a~1b~01 c/d~2", "a/b~1 c~1d~02", " e");
    }

    private List<Recorded> recorded(StreamId stream) {
        return fixture.journal.readStream(stream, 0, 1_000).stream()
                .map(entry -> new Recorded(entry, fixture.codec.decode(entry)))
                .toList();
    }

    @Test
    void the_witness_states_what_rows_say() throws IOException {
        Path root = copy("valid/v2-fts");
        var stated = new ArrayList<Statement>();

        new CodeScoutWitness().read(Root.of(root), stated::add);

        fixture.run(root);
        assertThat(stated).hasSize(21);
        assertThat(fixture.told().keySet())
                .containsAll(stated.stream().map(it -> it.stream().toString()).toList());
        assertThat(stated).anyMatch(it -> it.fields().getOrDefault("/path", "").equals("\"src/auth/tokenService.ts\""));
    }
}
