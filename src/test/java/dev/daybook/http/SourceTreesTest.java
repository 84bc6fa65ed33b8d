package dev.daybook.http;

import static dev.daybook.http.McpMessages.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.Patience;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source tree is watched by a server until somebody ends that. */
class SourceTreesTest {

    private static final int FILES = 25;

    @TempDir
    Path folder;

    private Path tree;
    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private Fixture house;

    @BeforeEach
    void open() throws IOException {
        System.setProperty("daybook.home", folder.resolve("home").toString());
        tree = Files.createDirectories(folder.toRealPath().resolve("shop"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(tree.resolve("notes" + i + ".md"), "note " + i);
        }
        house = new Fixture(folder, () -> now);
    }

    @AfterEach
    void close() {
        house.close();
        System.clearProperty("daybook.home");
    }

    @Test
    void changes_are_indexed_until_it_is_cancelled_and_what_cannot_be_indexed_makes_it_behind() throws IOException {
        String job = watching("");
        await().atMost(Patience.LIMIT).until(() -> message(job).startsWith("watching"));
        long before = house.journal.head().value();
        assertThat(before).as("each file, and where the tree is").isEqualTo(FILES + 1L);

        Files.writeString(tree.resolve("Shop.java"), "class Shop {}");

        await().atMost(Patience.LIMIT).until(() -> house.journal.head().value() == before + 1);
        await().atMost(Patience.LIMIT).until(() -> message(job).startsWith("watching; 26 changed"));
        assertThat(metrics()).contains("daybook_code_index_behind_seconds 0.0");

        for (int i = 0; i < FILES; i++) {
            Files.delete(tree.resolve("notes" + i + ".md")); // as if a disk were not there
        }

        await().atMost(Patience.LIMIT).until(() -> metrics().contains("daybook_code_index_runs_failed_total 1.0"));
        now = now.plus(Duration.ofMinutes(2));
        assertThat(metrics()).contains("daybook_code_index_behind_seconds 120.0");
        await().atMost(Patience.LIMIT) // what has not been posted yet seems to be as old
                .untilAsserted(() -> assertThat(house.caller
                                .get("/readyz?verbose=true")
                                .json()
                                .path("warnings")
                                .toString())
                        .contains("the index of a source tree does not show what changed 120 s ago"));

        for (String question : List.of(
                "/code",
                "/code/search?q=shop",
                "/code/refs?name=Shop",
                "/code/callers?name=Shop",
                "/code/files",
                "/code/files?project=shop",
                "/code/files/shop!%2FShop.java")) {
            assertThat(house.caller.get(question).json().at("/behind/since").asText())
                    .as(question)
                    .isEqualTo("2026-11-26T12:00:00Z");
        }
        for (String rows : List.of("/code/search.ndjson?q=shop", "/code/files.csv", "/code/refs.ndjson?name=Shop")) {
            assertThat(house.caller.get(rows).is(200).header("Daybook-Beside"))
                    .as(rows)
                    .contains("\"since\":\"2026-11-26T12:00:00Z\"");
        }
        assertThat(house.caller
                        .get("/code/files?project=other")
                        .json()
                        .at("/behind/files")
                        .isMissingNode())
                .isFalse();
        assertThat(house.caller
                        .get("/code/files?project=other")
                        .json()
                        .at("/behind/since")
                        .isMissingNode())
                .isTrue();

        assertThat(message(job)).contains("behind: of the 26 files that are known of project 'shop', 25 are not below");

        house.caller.send("DELETE", "/jobs/" + job, Optional.empty()).is(200);
        await().atMost(Patience.LIMIT)
                .until(() -> job(job).path("state").asText().equals("cancelled"));

        String pruning = watching(",\"prune\":true");
        await().atMost(Patience.LIMIT).until(() -> message(pruning).equals("watching; 25 changed since"));
        house.caller.send("DELETE", "/jobs/" + pruning, Optional.empty()).is(200);
    }

    /** Begins to watch the tree, and returns the job. */
    private String watching(String more) {
        return house.caller
                .send(
                        "POST",
                        "/code/watch",
                        Optional.of("{\"root\":\"%s\"%s}".formatted(tree, more)),
                        "Prefer",
                        "respond-async")
                .is(202)
                .json()
                .path("id")
                .asText();
    }

    @Test
    void another_tree_of_the_same_name_takes_no_place_of_one_that_is_there() throws IOException {
        Path other = Files.createDirectories(folder.toRealPath().resolve("other/shop"));
        Files.writeString(other.resolve("Till.java"), "class Till {}");
        index(tree, "").is(200);

        assertThat(index(other, "").is(409).json().path("detail").asText())
                .contains("project 'shop' is the tree at " + tree)
                .contains("--project");
        assertThat(house.caller
                        .get("/code/files?project=shop")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(FILES);
        index(other, ",\"project\":\"till\"").is(200);
        Path moved = Files.move(tree, folder.toRealPath().resolve("moved"));
        index(moved, ",\"project\":\"shop\"").is(200);
    }

    @Test
    void who_takes_a_default_export_in_javascript_is_found() throws IOException {
        Files.writeString(tree.resolve("page.js"), "export default function Page() {}");
        Files.writeString(tree.resolve("all.js"), "export { default as Shown } from './page';");
        Files.writeString(tree.resolve("a.js"), "import { Shown } from './all';\nShown();");
        Files.writeString(tree.resolve("b.js"), "import { default as Mine } from './page';\nMine();");
        Files.writeString(
                tree.resolve("c.jsx"), "const Late = lazy(() => import('./page'));\nexport const a = () => <Late />;");
        Files.writeString(
                tree.resolve("d.jsx"), "const It = retry(() => import('./page'));\nexport const b = () => <It />;");
        index(tree, "").is(200);

        assertThat(house.caller
                        .get("/code/callers?name=Page")
                        .json()
                        .path("items")
                        .findValuesAsText("path"))
                .containsExactly("a.js", "all.js", "b.js", "c.jsx");
    }

    @Test
    void what_was_done_is_listed_of_a_tree_that_was_only_indexed() throws IOException {
        Path till = Files.createDirectories(folder.toRealPath().resolve("till"));
        Files.writeString(till.resolve("Till.java"), "class Till {}");
        index(tree, "").is(200);
        index(till, "").is(200);

        for (String project :
                List.of("till", "til", till.toString(), till.resolve("src").toString())) {
            assertThat(house.caller
                            .get("/audit?project=" + project)
                            .is(200)
                            .json()
                            .path("items")
                            .findValuesAsText("entityId"))
                    .as(project)
                    .containsExactlyInAnyOrder("till!/Till.java", "till");
        }
        assertThat(house.caller.get("/audit?project=other").is(400).json().toString())
                .contains("want one of shop, till");
        assertThat(house.caller.get("/audit?limit=1").json().at("/items/0").has("project"))
                .as("where nothing was taken over, nobody asks of which project something is")
                .isFalse();
    }

    @Test
    void the_tree_that_a_folder_lies_in_is_meant_where_none_is_named() throws IOException {
        Path below = Files.createDirectories(tree.resolve("src/deep"));
        assertThat(inside(below, "").is(422).json().path("detail").asText())
                .contains("lies in no git repository, and in no source tree that is known");

        Files.createDirectories(tree.resolve(".git"));
        JsonNode first = inside(below, ",\"project\":\"store\"").is(200).json();
        assertThat(first.path("root").asText()).isEqualTo(tree.toString());
        assertThat(first.path("files").asInt()).isEqualTo(FILES);

        Files.delete(tree.resolve(".git"));
        JsonNode again = inside(below, "").is(200).json();
        assertThat(again.path("project").asText()).as("as it is called already").isEqualTo("store");
        assertThat(again.path("changed").asBoolean()).isFalse();
        assertThat(index(tree, "").is(200).json().path("project").asText()).isEqualTo("store");
        assertThat(house.caller
                        .send("POST", "/code/index", Optional.of("{}"))
                        .is(422)
                        .json()
                        .path("detail")
                        .asText())
                .contains("no folder is named");
    }

    private Caller.Reply inside(Path folder, String more) {
        return house.caller.send("POST", "/code/index", Optional.of("{\"inside\":\"%s\"%s}".formatted(folder, more)));
    }

    @Test
    void a_pattern_of_paths_means_the_same_everywhere_and_what_is_none_is_refused() throws IOException {
        assertThat(house.caller
                        .get("/code/search?q=shop")
                        .json()
                        .path("nothingIndexed")
                        .asBoolean())
                .isTrue();
        Files.createDirectories(tree.resolve("src/deep"));
        Files.writeString(tree.resolve("src/Till.java"), "class Till {}");
        Files.writeString(tree.resolve("src/deep/Über.java"), "class Over {}");
        index(tree, "").is(200);

        for (String list : List.of("/code/files?", "/code/search?q=src&")) {
            assertThat(paths(list + "path=src/**/*.java"))
                    .containsExactlyInAnyOrder("src/Till.java", "src/deep/Über.java");
            assertThat(paths(list + "path=*.java&path=!%C3%BCber")).containsExactly("src/Till.java");
            assertThat(paths(list + "path=%7Bsrc,lib%7D/*.java")).containsExactly("src/Till.java");
            assertThat(house.caller.get(list + "path=src%2F%5Ba").is(422).json().toString())
                    .contains("'src/[a' is no pattern of paths: its [ is not closed (character 5)");
        }
        assertThat(house.caller
                        .send(
                                "POST",
                                "/code/at",
                                Optional.of("{\"at\":\"HEAD\",\"root\":\"%s\",\"path\":[\"[\"]}".formatted(tree)),
                                "Prefer",
                                "respond-async")
                        .is(422)
                        .json()
                        .toString())
                .as("before anything is looked at")
                .contains("its [ is not closed (character 1)");
    }

    @Test
    void japanese_is_found_and_shown_in_whatever_encoding_a_file_is() throws IOException {
        String text = "/** 利用者を番号で探す。 */\nclass 帳簿 {\r\n  void 計算() {}\n}\n";
        Map<String, String> encodings = Map.of(
                "Utf8.java", "UTF-8",
                "Sjis.java", "windows-31j",
                "Euc.java", "EUC-JP",
                "Jis.java", "ISO-2022-JP",
                "Wide.java", "UTF-16LE",
                "Marked.java", "UTF-16");
        for (Map.Entry<String, String> file : encodings.entrySet()) {
            Files.write(tree.resolve(file.getKey()), text.getBytes(Charset.forName(file.getValue())));
        }
        Files.write(tree.resolve("Sjis2.java"), "// 別の番号".getBytes(Charset.forName("windows-31j")));

        JsonNode report = index(tree, "").is(200).json();

        assertThat(report.path("findings")).isEmpty();
        assertThat(report.path("encodings").valueStream().map(JsonNode::toString))
                .hasSize(5)
                .anyMatch(encoding ->
                        encoding.startsWith("{\"encoding\":\"Shift_JIS\",\"assumed\":true,\"files\":2,\"path\":\"Sjis"))
                .contains("{\"encoding\":\"UTF-16BE\",\"assumed\":false,\"files\":1,\"path\":\"Marked.java\"}");
        for (String word : List.of("利用者", "帳簿", "計算")) {
            JsonNode found = house.caller
                    .get("/code/search?lines=3&q=" + URLEncoder.encode(word, StandardCharsets.UTF_8))
                    .is(200)
                    .json();
            assertThat(found.path("items")
                            .valueStream()
                            .map(hit -> hit.path("path").asText()))
                    .as(word)
                    .containsExactlyInAnyOrderElementsOf(encodings.keySet());
            assertThat(found.path("items")
                            .valueStream()
                            .map(hit -> hit.at("/snippet/1/text").asText()))
                    .as(word)
                    .allMatch(line -> line.contains("帳簿") || line.contains("計算"));
        }
        JsonNode shown = house.caller.get("/code/files/shop!%2FSjis.java").json();
        assertThat(shown.path("encoding").asText()).isEqualTo("Shift_JIS");
        assertThat(shown.at("/definitions/1/name").asText()).isEqualTo("計算");
        assertThat(shown.at("/definitions/1/line").asInt()).isEqualTo(3);
        assertThat(house.caller.get("/code/refs?name=%E8%A8%88%E7%AE%97").json().path("items"))
                .hasSize(encodings.size());
    }

    private List<String> paths(String list) {
        return house.caller
                .get(list)
                .is(200)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("path").asText())
                .toList();
    }

    @Test
    void what_a_commit_defined_is_parsed_once_whichever_service_is_asked() throws Exception {
        Files.writeString(tree.resolve("Till.java"), "class Till {}");
        Files.writeString(tree.resolve("table.js"), "x".repeat(11 << 20));
        try (Git git = dev.daybook.project.discovery.Commits.begin(tree)) {
            git.add().addFilepattern(".").call();
            git.commit().setSign(false).setMessage("First").call();
        }
        String question = "{\"at\":\"HEAD\",\"root\":\"%s\"}".formatted(tree);
        JsonNode first = house.caller.post("/code/at", question).is(200).json();
        assertThat(first.at("/definitions/0/name").asText()).isEqualTo("Till");
        assertThat(first.at("/findings/0/path").asText()).isEqualTo("table.js");
        assertThat(first.at("/findings/0/message").asText()).contains("larger than 10485760 bytes");

        house.close();
        house = new Fixture(folder, () -> now);

        assertThat(house.caller.post("/code/at", question).is(200).json()).isEqualTo(first);
        assertThat(metrics()).contains("daybook_code_parser_workers_started_total 0.0");
    }

    @Test
    void a_file_of_more_than_is_kept_says_so_in_each_answer() throws IOException {
        Files.writeString(tree.resolve("Table.java"), "class Table {" + "int f(){}\n".repeat(20_001) + "}");
        Files.writeString(tree.resolve("Till.java"), "class Till {}");

        JsonNode report = index(tree, "").is(200).json();

        assertThat(report.at("/findings/0/path").asText()).isEqualTo("Table.java");
        assertThat(report.at("/findings/0/message").asText()).contains("first 20000", "2 more are not");
        assertThat(report.path("findings")).hasSize(1);
        assertThat(report.path("setAside").asInt()).isZero();
        assertThat(house.caller
                        .get("/code/files/shop!%2FTable.java")
                        .json()
                        .path("full")
                        .asBoolean())
                .isTrue();
        assertThat(house.caller
                        .get("/code/files/shop!%2FTill.java")
                        .json()
                        .path("full")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void what_is_no_folder_is_neither_indexed_nor_looked_back_at() {
        for (String path : List.of("/code/index", "/code/at")) {
            JsonNode problem = house.caller
                    .send(
                            "POST",
                            path,
                            Optional.of("{\"root\":\"%s\"%s}"
                                    .formatted(tree.resolve("nowhere"), path.endsWith("at") ? ",\"at\":\"HEAD\"" : "")))
                    .is(422)
                    .json();

            assertThat(problem.toString()).contains("is no folder: want the one with the source files");
        }
    }

    @Test
    void an_agent_finds_and_gets_source_files_and_a_tag_is_taken_back() throws IOException {
        Files.writeString(tree.resolve("Till.java"), "/** Opens the drawer. */ class CashTill {}");
        index(tree, "").is(200);
        String id = tool("search", "{\"q\":\"till\",\"kind\":\"code\"}")
                .at("/hits/0/id")
                .asText();

        assertThat(id).isEqualTo("code/shop!/Till.java");
        JsonNode file = tool("get", "{\"ids\":[\"%s\",\"code/shop!/None.java\"]}".formatted(id));
        assertThat(file.at("/things/0/definitions/0/name").asText()).isEqualTo("CashTill");
        assertThat(file.at("/missing/0/id").asText()).isEqualTo("code/shop!/None.java");

        house.caller
                .post("/code/files/shop!%2FTill.java/tags", "{\"tags\":[\"money\"]}")
                .is(200);
        assertThat(found("money")).isEqualTo(1);
        house.caller
                .post("/rollbacks", "{\"to\":%d}".formatted(house.journal.head().value() - 1))
                .is(200);
        assertThat(found("money")).isZero();
    }

    @Test
    void an_agent_is_told_as_many_source_files_as_it_wants_and_whether_there_are_more() throws IOException {
        for (String name : List.of("Till", "TillDrawer", "TillKey")) {
            Files.writeString(tree.resolve(name + ".java"), "class %s {}".formatted(name));
        }
        index(tree, "").is(200);

        JsonNode two = tool("search", "{\"q\":\"till\",\"kind\":\"code\",\"limit\":2}");
        assertThat(two.path("hits")).hasSize(2);
        assertThat(two.path("more").asBoolean()).isTrue();
        JsonNode three = tool("search", "{\"q\":\"till\",\"kind\":\"code\",\"limit\":3}");
        assertThat(three.path("hits")).hasSize(3);
        assertThat(three.has("more")).isFalse();
        assertThat(refusal(house.caller, "search", "{\"q\":\"till\",\"kind\":\"code\",\"cursor\":\"x\"}"))
                .isEqualTo("search of code has no cursor: leave it out");
    }

    private int found(String tag) {
        return house.caller
                .get("/code/files?tag=%s&after=%d&wait=30s"
                        .formatted(tag, house.journal.head().value()))
                .is(200)
                .json()
                .path("items")
                .size();
    }

    private JsonNode tool(String name, String arguments) {
        String message = """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s}}""".formatted(name, arguments);
        JsonNode result = house.caller.post("/mcp", message).is(200).json().path("result");
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
        return result.path("structuredContent");
    }

    private Caller.Reply index(Path root, String more) {
        return house.caller.send("POST", "/code/index", Optional.of("{\"root\":\"%s\"%s}".formatted(root, more)));
    }

    private JsonNode job(String id) {
        return house.caller.get("/jobs/" + id).json();
    }

    private String message(String job) {
        return job(job).path("progress").path("message").asText();
    }

    private String metrics() {
        return house.caller.get("/metrics").text();
    }
}
