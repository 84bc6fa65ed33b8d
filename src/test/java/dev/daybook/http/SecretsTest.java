package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Caller.Reply;
import dev.daybook.masking.Fakes;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets at the doors: one service, in which one was recorded. */
class SecretsTest {

    private static final String TOKEN = Fakes.githubPat();
    private static final String MARK = "ghp_…[masked github-pat]";
    private static final String HOME = "/srv/repos/legacy-billing";

    @TempDir
    private static Path folder;

    private static Fixture house;
    private static Caller owner;
    private static String task;

    @BeforeAll
    static void a_secret_is_recorded() {
        house = new Fixture(folder);
        owner = house.caller;
        task = owner.post(
                        "/sbis",
                        "{\"title\":\"Rotate %s soon\",\"labels\":[\"%s\"],\"spec\":\"zebra %s\"}"
                                .formatted(TOKEN, TOKEN, TOKEN))
                .is(201)
                .json()
                .path("id")
                .asText();
        owner.post("/sbis/" + task + "/notes", "{\"text\":\"it is %s\"}".formatted(TOKEN))
                .is(201);
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static Reply get(String path, String... headers) {
        return owner.get(path + (path.contains("?") ? "&" : "?") + "after=" + house.head() + "&wait=30s", headers)
                .is(200);
    }

    @Test
    void it_is_masked_in_every_form_in_which_people_are_answered() {
        assertThat(Stream.of(
                        get("/sbis/" + task),
                        get("/sbis"),
                        get("/sbis.csv"),
                        get("/sbis.ndjson"),
                        get("/sbis/" + task + "/notes"),
                        get("/audit"),
                        get("/audit.csv"),
                        owner.get("/journal/1").is(200),
                        get("/history/sbi/" + task),
                        owner.get("/journal.ndjson").is(200)))
                .extracting(Reply::text)
                .allSatisfy(text -> assertThat(text).contains(MARK).doesNotContain(TOKEN));
    }

    @Test
    void the_journal_that_somebody_follows_is_masked() {
        try (SseClient stream = SseClient.open(owner, "/journal/stream?from=0&category=sbi")) {
            assertThat(stream.take(1).getFirst().data()).contains(MARK).doesNotContain(TOKEN);
        }
    }

    @Test
    void an_agent_is_answered_masked_and_may_not_write_the_mark_back() {
        assertThat(tool("get", "{\"ids\":[\"sbi/%s\"]}".formatted(task)).toString())
                .contains(MARK)
                .doesNotContain(TOKEN);

        String refusal = tool(
                        "update",
                        "{\"action\":\"note\",\"id\":\"sbi/%s\",\"text\":\"so %s\",\"key\":\"0123456789abcdef\"}"
                                .formatted(task, MARK))
                .at("/content/0/text")
                .asText();

        assertThat(refusal).contains("/text", "mark of a secret", "leave the field out");
    }

    private static JsonNode tool(String name, String arguments) {
        return owner.post(
                        "/mcp",
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}"
                                .formatted(name, arguments))
                .is(200)
                .json()
                .path("result");
    }

    @Test
    void what_was_read_masked_is_not_written_back_so_and_the_rest_of_it_is() {
        Reply read = get("/sbis/" + task);
        String title = read.json().path("title").asText();
        String tag = read.header("ETag");

        owner.patch("/sbis/" + task, "{\"title\":\"%s\",\"priority\":2}".formatted(title), "If-Match", tag)
                .isProblem(422, "masked")
                .at("/title");
        owner.patch("/sbis/" + task, "{\"priority\":2}", "If-Match", tag).is(200);

        assertThat(get("/sbis/" + task).json().path("priority").asInt()).isEqualTo(2);
        assertThat(get("/sbis/" + task).json().path("title").asText()).isEqualTo(title);
    }

    @Test
    void nobody_finds_it_and_the_search_index_does_not_have_it() throws IOException {
        assertThat(get("/search?q=" + TOKEN).json().path("items")).isEmpty();
        JsonNode hits = get("/search?q=zebra").json().path("items");
        assertThat(hits).hasSize(1);
        assertThat(hits.toString()).contains("[masked github-pat]");

        String core = TOKEN.substring(4, 24).toLowerCase(Locale.ROOT);
        try (Stream<Path> files = Files.list(folder.resolve("read"))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("search")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                                    .toLowerCase(Locale.ROOT))
                            .doesNotContain(core));
        }
    }

    @Test
    void a_tool_has_its_own_back_as_it_is() {
        owner.post("/ait42/create_session", """
                        {"workspacePath":"%s","session":{"id":"s-1","type":"competition","task":"Use %s","status":"running",\
                        "createdAt":"2025-11-10T02:01:09.044Z","updatedAt":"2025-11-10T02:01:09.044Z","instances":[],"chatHistory":[]}}\
                        """.formatted(HOME, TOKEN)).is(200);

        String asked = "{\"workspacePath\":\"%s\",\"sessionId\":\"s-1\"}".formatted(HOME);
        assertThat(owner.post("/ait42/get_session", asked).is(200).text()).contains(TOKEN);
        assertThat(get("/workspaces/%s/sessions/s-1".formatted(Workspaces.key(HOME)))
                        .text())
                .contains(MARK)
                .doesNotContain(TOKEN);
    }

    @Test
    void only_an_admin_sees_it_and_that_is_written_down() {
        Caller reader = owner.as("reader-1", "read");
        String path = "/sbis/" + task;

        reader.get(path + "?reveal=true").isProblem(403, "forbidden");
        reader.get("/secrets").isProblem(403, "forbidden");
        String masked = get(path).header("ETag");
        Reply revealed =
                owner.get(path + "?reveal=true", "If-None-Match", masked).is(200);

        assertThat(revealed.text()).contains(TOKEN);
        JsonNode fact = owner.get("/journal/" + house.head()).is(200).json();
        assertThat(fact.path("type").asText()).isEqualTo("secret.revealed");
        assertThat(fact.toString()).contains("/api/v1" + path, "owner").doesNotContain(TOKEN);
        owner.patch(path, "{\"priority\":1}", "If-Match", revealed.header("ETag"))
                .is(200);
    }

    @Test
    void it_is_listed_in_what_is_large_and_in_bytes_and_after_a_rollback() {
        String id = owner.post("/sbis", "{\"title\":\"large\"}")
                .is(201)
                .json()
                .path("id")
                .asText();
        String large = "long ago ".repeat(20_000) + Fakes.awsAccessKey();
        owner.patch("/sbis/" + id, "{\"spec\":\"%s\"}".formatted(large), "If-Match", "*")
                .is(200);
        owner.post(
                        "/sbis/" + id + "/attachments",
                        "{\"name\":\"key.bin\",\"encoding\":\"base64\",\"content\":\"%s\"}"
                                .formatted(Base64.getEncoder()
                                        .encodeToString(
                                                ("\0" + Fakes.awsAccessKey()).getBytes(StandardCharsets.UTF_8))))
                .is(201);
        owner.post("/rollbacks", "{\"entity\":\"sbi/%s\",\"since\":\"%d\"}".formatted(id, house.head()))
                .is(200);

        JsonNode listed = get("/secrets?rule=aws-access-key").json().path("items");

        assertThat(listed).hasSize(2);
        assertThat(listed.findValuesAsText("thing")).containsOnly("sbi/" + id);
        assertThat(listed.findValuesAsText("where")).containsExactly("/content", "/spec");
        JsonNode first = get("/secrets?limit=1&rule=aws-access-key").json();
        assertThat(get("/secrets?rule=aws-access-key&cursor="
                                + first.path("next").asText())
                        .json()
                        .at("/items/0"))
                .isEqualTo(listed.get(1));
    }

    @Test
    void it_is_masked_in_bytes_that_are_shown_in_base64_and_may_not_be_written_back_so() {
        String id = owner.post("/sbis", "{\"title\":\"bytes\"}")
                .is(201)
                .json()
                .path("id")
                .asText();
        String path = "/sbis/" + id + "/attachments";
        String body = "{\"name\":\"key.bin\",\"encoding\":\"base64\",\"content\":\"%s\"}";
        owner.post(path, body.formatted(base64("\0" + TOKEN))).is(201);
        long position = house.head();

        assertThat(List.of(
                        get(path + "/key.bin").json().path("content").asText(),
                        owner.get("/journal/" + position)
                                .is(200)
                                .json()
                                .at("/data/content")
                                .asText()))
                .extracting(content -> new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8))
                .containsOnly("\0" + MARK);
        assertThat(owner.post(path, body.formatted(base64("\0" + MARK))).is(422).text())
                .contains("mark of a secret");
    }

    @Test
    void it_is_listed_and_masked_in_the_bytes_that_a_migration_rejected_and_revealed_on_demand() throws IOException {
        Path flawed =
                Files.createDirectories(folder.resolve("flawed/.deespec/specs/sbi/SBI-01K66T7KTRPSBC7THJB2XZ6V6Y"));
        Files.writeString(flawed.resolve("state.json"), "{ no state, but " + TOKEN);
        String run = owner.post("/migrations", "{\"path\":\"%s\"}".formatted(folder.resolve("flawed")))
                .is(202)
                .json()
                .path("run")
                .asText();
        await().until(() ->
                !owner.get("/migrations/" + run).json().path("state").asText().equals("running"));
        String rejected = "/migrations/" + run + "/rejected?raw=true";

        assertThat(get("/secrets?rule=github-pat").json().path("items").findValuesAsText("where"))
                .contains("/raw");
        assertThat(bytes(owner.get(rejected).is(200))).isEqualTo("{ no state, but " + MARK);
        assertThat(bytes(owner.get(rejected + "&reveal=true").is(200))).isEqualTo("{ no state, but " + TOKEN);
    }

    private static String bytes(Reply rejected) {
        return new String(
                Base64.getDecoder().decode(rejected.json().at("/items/0/raw").asText()), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
