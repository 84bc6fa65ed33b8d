package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Folder;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was planned and done turn by turn, in trees that versions of the tool itself wrote: each text can be read. */
class ImportedTurnsTest {

    private static final Path TREES = Path.of("src/test/resources/legacy/deespec/originals");

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(folder);
        caller = house.caller;
    }

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A-v0.1.13", "B-v0.1.25", "C-v0.1.28", "D-62d7bc2", "D-v0.2.8", "E-v0.2.19"})
    void each_execution_is_shown_with_the_text_of_its_file(String tree) throws IOException {
        Path root = imported(tree);

        List<JsonNode> executions = executions();

        assertThat(executions).isNotEmpty();
        for (JsonNode execution : executions) {
            JsonNode shown = caller.get("/sbis/%s/executions/%d?ordinal=%d"
                            .formatted(
                                    execution.path("sbi").asText(),
                                    execution.path("turn").asInt(),
                                    execution.path("ordinal").asInt()))
                    .is(200)
                    .json();
            assertThat(shown.path("file")).isEqualTo(execution.path("file"));
            assertThat(shown.path("content").asText())
                    .as(shown.path("source").asText())
                    .isEqualTo(Files.readString(
                            root.resolve(shown.path("source").asText().substring("deespec:".length()))));
        }
    }

    @Test
    void of_several_in_one_turn_the_last_one_is_shown_if_none_is_named() throws IOException {
        imported("E-v0.2.19");
        JsonNode second = executions().stream()
                .filter(it -> it.path("ordinal").asInt() == 1)
                .findFirst()
                .orElseThrow();
        String turn = "/sbis/%s/executions/%d"
                .formatted(second.path("sbi").asText(), second.path("turn").asInt());

        assertThat(caller.get(turn).is(200).json().path("file")).isEqualTo(second.path("file"));
        caller.get(turn + "?ordinal=2").isProblem(404, "not-found");
    }

    @Test
    void what_a_task_has_no_field_for_is_shown_as_its_files_say_it() throws IOException {
        imported("D-v0.2.8");
        JsonNode task = caller.get("/sbis?limit=100")
                .is(200)
                .json()
                .path("items")
                .valueStream()
                .filter(it -> it.path("title").asText().startsWith("分解タスク 2"))
                .findFirst()
                .orElseThrow();

        JsonNode records = caller.get(
                        "/sbis/%s/records".formatted(task.path("id").asText()))
                .is(200)
                .json()
                .path("items");

        assertThat(records.findValuesAsText("file"))
                .containsExactly(".deespec/deespec.db#sbi_dependencies", ".deespec/deespec.db#sbis");
        assertThat(records.at("/0/record/0/depends_on_sbi_id").isTextual()).isTrue();
        assertThat(records.at("/1/record/estimated_hours").asDouble()).isEqualTo(3.5);
        assertThat(records.at("/1/record/sequence").asInt()).isEqualTo(2);
        caller.get("/sbis/nobody/records").isProblem(404, "not-found");
    }

    @Test
    void each_file_of_a_plan_is_shown_with_its_text() throws IOException {
        Path root = imported("D-v0.2.8");
        String plan = caller.get("/plans").is(200).json().at("/items/0/id").asText();
        JsonNode files = caller.get("/plans/" + plan).is(200).json().path("attachments");

        assertThat(files).isNotEmpty();
        for (JsonNode file : files) {
            String name = file.path("name").asText();
            JsonNode shown = caller.get("/plans/%s/attachments/%s".formatted(plan, name))
                    .is(200)
                    .json();
            assertThat(shown.path("content").asText())
                    .isEqualTo(Files.readString(
                            root.resolve(".deespec/specs/pbi").resolve(plan).resolve(name)));
        }
        caller.get("/plans/%s/attachments/none.md".formatted(plan)).isProblem(404, "not-found");
    }

    private Path imported(String tree) throws IOException {
        Path root = Folder.copy(TREES.resolve(tree), folder.resolve(tree));
        var what = new ImportRequest.Tree(root, Optional.empty(), Optional.empty());
        var report =
                house.imports.run(new ImportRequest(what, new Import.Options(false, false, "ada", _ -> {})), _ -> {});
        assertThat(report.failure()).isEmpty();
        caller.get("/sbis?after=%d&wait=10s".formatted(house.head())).is(200);
        return root;
    }

    private List<JsonNode> executions() {
        var executions = new ArrayList<JsonNode>();
        for (JsonNode sbi : caller.get("/sbis").is(200).json().path("items")) {
            caller.get("/sbis/%s/executions".formatted(sbi.path("id").asText()))
                    .is(200)
                    .json()
                    .path("items")
                    .forEach(executions::add);
        }
        return executions;
    }
}
