package dev.daybook.code.scout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the read model of source files shows of an index of code-scout. */
class CodeScoutProjectionTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/codescout");
    private static final String TOKENS = "66d13cb3-4c28-5e1a-9e3a-e2f393582559";

    @TempDir
    Path folder;

    private final ImportFixture fixture =
            new ImportFixture(CodeScoutSamplesTest.format().source(Limits.DEFAULT));
    private ReadModels models;

    @BeforeEach
    void open() {
        models = fixture.models(folder.resolve("models"));
    }

    @AfterEach
    void close() {
        models.close();
        fixture.close();
    }

    private Path imported(String sample) throws IOException {
        Path root = Folder.copy(SAMPLES.resolve(sample), folder.resolve("root"));
        fixture.run(root);
        models.catchUp();
        return root;
    }

    private List<String> answers(String question) {
        return models.read(tables -> tables.fetch(question).getValues(0, String.class));
    }

    private List<String> found(String word) {
        return answers(
                "SELECT files.path FROM files JOIN files_fts ON files_fts.rowid = files.position WHERE files_fts MATCH '"
                        + word + "' ORDER BY files.path");
    }

    private void revise(String kind, String key, Map<String, Json> set) {
        var item = new ItemId(kind, key, "");
        fixture.append(
                new StreamId("item", item.text()), new ItemEvent.Revised(item, set, List.of(), Optional.empty()));
        models.catchUp();
    }

    @Test
    void rows_of_all_tables_are_those_of_a_file() throws IOException {
        imported("valid/v2-fts");

        assertThat(answers("SELECT tool || ' ' || project || ' ' || path || ' ' || language FROM files"))
                .hasSize(5)
                .contains("codescout codescout src/auth/tokenService.ts typescript");
        assertThat(answers("SELECT type || ' ' || name || ' ' || line || ' ' || signature FROM definitions"
                        + " WHERE name = 'TokenService'"))
                .containsExactly("class TokenService 6 class TokenService");
        assertThat(answers("SELECT decorators FROM definitions WHERE name = 'Report'"))
                .containsExactly("[\"dataclass\"]");
        assertThat(answers("SELECT module FROM imports JOIN files ON position = file_position"
                        + " WHERE path = 'web/LoginForm.tsx'"))
                .containsExactly("react");
        assertThat(answers("SELECT scope FROM symbols WHERE name = 'TTL_SECONDS'"))
                .containsExactly("module");
        assertThat(found("verifies")).containsExactly("src/auth/tokenService.ts");
        assertThat(found("jsonwebtoken")).containsExactly("src/auth/tokenService.ts");
        assertThat(answers("SELECT modified_at FROM files LIMIT 1")).allMatch(it -> it.startsWith("2025-11-10T"));
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void the_schema_of_the_documents_is_shown_in_the_same_tables() throws IOException {
        imported("valid/doc-schema");

        assertThat(answers("SELECT names FROM imports WHERE module = 'jsonwebtoken'"))
                .containsExactly("[\"sign\"]");
        assertThat(answers("SELECT dynamic FROM imports WHERE module = './lazy'"))
                .containsExactly("1");
        assertThat(answers("SELECT modified_at FROM files LIMIT 1"))
                .allMatch(it -> it.startsWith("2025-11-10T")); // it has seconds
    }

    @Test
    void of_several_spellings_of_a_path_one_is_shown_and_what_belongs_to_no_file_is_not() throws IOException {
        imported("bad/03-duplicates");

        assertThat(answers("SELECT path FROM files ORDER BY path"))
                .containsExactly(
                        "SRC/auth/tokenService.ts",
                        "home/ada/proj/src/auth/tokenService.ts",
                        "src/auth/tokenService.ts");
        assertThat(answers("SELECT count(*) FROM definitions")).containsExactly("1");
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void a_row_of_a_file_that_is_not_there_is_shown_when_it_comes() throws IOException, SQLException {
        Path root = imported("bad/13-stale-index");
        assertThat(answers("SELECT name FROM definitions WHERE name = 'LoginForm'"))
                .isEmpty();

        sql(
                root,
                "INSERT INTO files SELECT d.fileId, 'web/LoginForm.tsx', 'LoginForm.tsx', '.tsx', 67, 1762769000000,"
                        + " 'aa', 'typescript', 1762769060123 FROM definitions d WHERE name = 'LoginForm'");
        fixture.run(root);
        models.catchUp();

        assertThat(found("loginform")).contains("web/LoginForm.tsx");
        assertThat(answers(
                        "SELECT path FROM definitions JOIN files ON position = file_position WHERE name = 'LoginForm'"))
                .containsExactly("web/LoginForm.tsx");
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void what_changes_or_goes_is_shown_so() throws IOException, SQLException {
        Path root = imported("valid/v2-fts");
        revise("codescout.file", TOKENS, Map.of("/path", new Json("\"src/auth/keys.ts\"")));
        assertThat(found("tokenservice")).doesNotContain("src/auth/tokenService.ts");
        assertThat(answers("SELECT path FROM definitions JOIN files ON position = file_position"
                        + " WHERE name = 'TokenService'"))
                .containsExactly("src/auth/keys.ts");
        revise(
                "codescout.definition",
                "0e2d468d-a789-51f0-beb3-6297fdd44044",
                Map.of("/docstring", new Json("\"Mints coins.\"")));
        assertThat(found("coins")).containsExactly("src/auth/keys.ts");

        sql(root, "DELETE FROM definitions WHERE fileId = '" + TOKENS + "'", "DELETE FROM imports");
        fixture.run(root);
        models.catchUp();

        assertThat(found("coins")).isEmpty();
        assertThat(answers("SELECT count(*) FROM imports")).containsExactly("0");
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    private static void sql(Path root, String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(".code-scout/database.db"));
                var statement = connection.createStatement()) {
            for (String it : statements) {
                statement.executeUpdate(it);
            }
        }
    }
}
