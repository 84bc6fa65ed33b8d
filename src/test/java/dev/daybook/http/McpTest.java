package dev.daybook.http;

import static dev.daybook.http.McpMessages.answer;
import static dev.daybook.http.McpMessages.code;
import static dev.daybook.http.McpMessages.legacy;
import static dev.daybook.http.McpMessages.message;
import static dev.daybook.http.McpMessages.modern;
import static dev.daybook.http.McpMessages.refusal;
import static dev.daybook.http.McpMessages.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Caller.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools of agents at the door; how they get there is in {@link McpProtocolTest}. */
class McpTest {

    private static final int TOKENS_MAX = 2_500;
    private static final int BYTES_PER_TOKEN = 4;

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller owner;

    @BeforeEach
    void open() {
        house = new Fixture(folder);
        owner = house.caller;
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Caller token(String role) {
        Reply made = owner.post("/tokens", "{\"name\":\"%s-1\",\"role\":\"%s\"}".formatted(role, role));
        return owner.with(made.is(201).json().path("token").asText());
    }

    private String register(String title, String more) {
        return owner.post("/sbis", "{\"title\":\"%s\"%s}".formatted(title, more))
                .is(201)
                .json()
                .path("id")
                .asText();
    }

    @Test
    void the_list_of_tools_is_short_and_always_in_one_order() {
        JsonNode list = modern(owner, "tools/list", "{}").is(200).json().path("result");

        assertThat(list.path("tools").findValuesAsText("name"))
                .containsExactly(
                        "search", "get", "timeline", "ready", "claim", "update", "memory", "audit", "undo_preview");
        assertThat(list.path("tools").toString().getBytes(StandardCharsets.UTF_8).length / BYTES_PER_TOKEN)
                .isLessThanOrEqualTo(TOKENS_MAX);
        assertThat(modern(owner, "tools/list", "{}").json().path("result")).isEqualTo(list);
        for (JsonNode tool : list.path("tools")) {
            String name = tool.path("name").asText();
            boolean writes = List.of("claim", "update", "memory").contains(name);
            assertThat(tool.at("/annotations/readOnlyHint").asBoolean()).isEqualTo(!writes);
            assertThat(tool.at("/annotations/destructiveHint").asBoolean(writes))
                    .isFalse();
            assertThat(tool.at("/annotations/idempotentHint").asBoolean(!writes))
                    .isTrue();
            assertThat(tool.at("/inputSchema/required").toString().contains("\"key\""))
                    .as("each write has an idempotency key; of memory not all actions write")
                    .isEqualTo(writes && !name.equals("memory"));
        }
    }

    @Test
    void a_token_that_may_only_read_sees_and_uses_only_what_reads() {
        Caller reader = token("read");

        assertThat(modern(reader, "tools/list", "{}").json().at("/result/tools").findValuesAsText("name"))
                .containsExactly("search", "get", "timeline", "ready", "audit", "undo_preview");
        assertThat(refusal(reader, "claim", "{\"action\":\"next\",\"key\":\"a-of-this-client-alone\"}"))
                .contains("read-1", "--role write");
        owner.stranger().post("/mcp", message("ping", "{}").toString()).isProblem(401, "unauthenticated");
        assertThat(code(modern(reader, "tools/call", "{\"name\":\"nothing\"}"))).isEqualTo(-32602);
    }

    @Test
    void an_agent_remembers_finds_and_takes_back_and_reads_its_inbox() {
        Caller agent = token("write");
        String remember =
                "{\"action\":\"remember\",\"text\":\"The retry worker forgets its backoff\",\"tags\":[\"retry\"],"
                        + "\"source\":\"Retry.java:40\",\"importance\":80,\"key\":\"%s\"}";

        JsonNode first = tool(agent, "memory", remember.formatted("the-first-time-it-was-learned"));
        assertThat(first.path("known").asBoolean()).isFalse();
        JsonNode again = tool(agent, "memory", remember.formatted("the-second-time-it-was-learned"));
        assertThat(again.path("id")).isEqualTo(first.path("id"));
        assertThat(again.path("known").asBoolean()).isTrue();
        assertThat(refusal(agent, "memory", "{\"action\":\"remember\",\"text\":\"no key\"}"))
                .contains("key");

        String id = "memory/" + first.path("id").asText();
        JsonNode hit = tool(agent, "memory", "{\"action\":\"search\",\"q\":\"backoff\",\"tag\":\"retry\"}")
                .at("/items/0");
        assertThat("memory/" + hit.path("id").asText()).isEqualTo(id);
        String actor = hit.path("agent").asText();
        owner.put("/agents/" + actor, "{\"type\":\"pm\"}").is(200);
        assertThat(tool(agent, "get", "{\"ids\":[\"%s\"]}".formatted(id))
                        .at("/things/0/record/source")
                        .asText())
                .isEqualTo("Retry.java:40");
        tool(
                agent,
                "memory",
                "{\"action\":\"retract\",\"id\":\"%s\",\"why\":\"mended\",\"key\":\"now-that-it-is-mended\"}"
                        .formatted(id));
        assertThat(tool(agent, "memory", "{\"action\":\"search\",\"q\":\"backoff\"}")
                        .path("items"))
                .isEmpty();

        owner.post("/agent-messages", "{\"to\":[\"%s\"],\"content\":\"Deploy at noon\"}".formatted(actor))
                .is(201);
        JsonNode inbox = tool(agent, "memory", "{\"action\":\"inbox\"}");
        assertThat(inbox.at("/items/0/content").asText()).isEqualTo("Deploy at noon");
        assertThat(owner.get("/agents/%s/inbox?unseen=true&after=%d".formatted(actor, house.head()))
                        .is(200)
                        .json()
                        .path("items"))
                .as("its own agent has read it")
                .isEmpty();
        assertThat(tool(agent, "memory", "{\"action\":\"inbox\",\"id\":\"agent/%s\"}".formatted(actor))
                        .at("/items/0/content"))
                .isEqualTo(inbox.at("/items/0/content"));
    }

    @Test
    void an_agent_finds_gets_claims_works_and_tells_who_did_it() {
        String id = register("Repair the retry worker", ",\"spec\":\"# Retry\\n\\nIt forgets its backoff.\"");
        String waits = register("Wait for it", ",\"dependsOn\":[\"%s\"]".formatted(id));
        Caller agent = token("write");

        JsonNode hit = tool(agent, "search", "{\"q\":\"backoff\"}").at("/hits/0");
        assertThat(hit.path("id").asText()).isEqualTo("sbi/" + id);
        assertThat(hit.path("kind").asText()).isEqualTo("sbi");
        assertThat(hit.path("when").asText()).isNotBlank();
        assertThat(hit.path("line").asText()).contains("Repair the retry worker", "backoff");
        assertThat(hit.path("tokens").asInt()).isPositive();

        JsonNode things = tool(agent, "get", "{\"ids\":[\"%s\",\"sbi/%s\",\"sbi/SBI-0\"]}".formatted(id, waits));
        assertThat(things.at("/things/0/spec").asText()).contains("backoff");
        assertThat(things.at("/things/1/id").asText()).isEqualTo("sbi/" + waits);
        assertThat(things.at("/missing/0/id").asText()).isEqualTo("sbi/SBI-0");
        assertThat(things.at("/things/0").toString().getBytes(StandardCharsets.UTF_8).length / BYTES_PER_TOKEN)
                .isCloseTo(hit.path("tokens").asInt(), org.assertj.core.data.Offset.offset(8));

        assertThat(tool(agent, "ready", "{}").path("items").findValuesAsText("id"))
                .containsExactly(id);

        JsonNode lease = tool(agent, "claim", "{\"action\":\"next\",\"key\":\"first-of-this-client-alone\"}");
        assertThat(lease.path("id").asText()).isEqualTo(id);
        assertThat(lease.path("holder").asText()).isEqualTo("write-1/claude-code");
        long fence = lease.path("generation").asLong();
        assertThat(tool(agent, "ready", "{}").path("items")).isEmpty();

        tool(agent, "update", """
                {"action":"start","id":"%s","step":"implement","lease":%d,"key":"start-of-this-client-alone"}""".formatted(id, fence));
        tool(agent, "update", """
                {"action":"note","id":"sbi/%s","text":"The clock was wrong","key":"note-of-this-client-alone"}""".formatted(id));
        tool(agent, "update", """
                {"action":"finish","id":"%s","turn":1,"decision":"SUCCEEDED","content":"# Done","lease":%d,"key":"end-of-this-client-alone"}""".formatted(id, fence));
        long revision = tool(agent, "get", "{\"ids\":[\"%s\"]}".formatted(id))
                .at("/things/0/revision")
                .asLong();
        tool(agent, "update", """
                {"action":"edit","id":"%s","priority":2,"revision":%d,"key":"edit-of-this-client-alone"}""".formatted(id, revision));

        JsonNode facts = tool(agent, "audit", "{\"id\":\"%s\"}".formatted(id)).path("facts");
        assertThat(facts.at("/0/before/priority").asInt(-1)).isZero();
        assertThat(facts.at("/0/after/priority").asInt()).isEqualTo(2);
        assertThat(facts.at("/0/who").asText()).isEqualTo("write-1/claude-code");
        assertThat(facts.at("/0/source").asText()).isEqualTo("mcp");
        JsonNode happened =
                tool(agent, "timeline", "{\"id\":\"%s\"}".formatted(id)).path("facts");
        assertThat(happened.findValuesAsText("action")).contains("sbi.registered", "sbi.note-added");
        JsonNode around = tool(agent, "timeline", "{\"around\":\"%s\",\"limit\":4}".formatted(waits))
                .path("facts");
        assertThat(around.findValuesAsText("id")).contains("sbi/" + waits, "sbi/" + id);
        assertThat(tool(
                                agent,
                                "timeline",
                                "{\"around\":\"%d\"}"
                                        .formatted(facts.at("/0/position").asLong()))
                        .path("facts")
                        .findValuesAsText("action"))
                .contains("sbi.reprioritized");
    }

    @Test
    void an_agent_sees_what_would_be_undone_of_its_own_work_and_that_nothing_is() {
        Caller agent = token("write");
        tool(agent, "memory", """
                {"action":"remember","text":"Deploys are on Tuesdays","key":"the-memory-to-be-taken-back"}""");
        String who = tool(agent, "audit", "{\"action\":\"memory.*\",\"limit\":1}")
                .at("/facts/0/who")
                .asText();

        JsonNode preview = tool(agent, "undo_preview", "{\"actor\":\"%s\",\"since\":\"1\"}".formatted(who));

        assertThat(preview.path("dryRun").asBoolean()).isTrue();
        assertThat(who).isEqualTo("write-1/claude-code");
        assertThat(preview.path("undone").asInt()).isEqualTo(1);
        assertThat(tool(agent, "memory", "{\"action\":\"search\",\"q\":\"tuesdays\"}")
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void what_never_was_and_what_a_tool_does_not_take_is_refused_with_what_it_takes() {
        assertThat(refusal(owner, "timeline", "{\"id\":\"task_1\"}"))
                .isEqualTo(refusal(owner, "timeline", "{\"around\":\"task_1\"}"))
                .contains("sbi/task_1", "kind/id");
        assertThat(refusal(owner, "ready", "{\"kind\":\"task\"}"))
                .isEqualTo("ready has no kind: want one of limit, cursor");
        assertThat(refusal(owner, "undo_preview", "{\"what\":\"1\"}")).doesNotContain("undoLater");
    }

    private void addTask(String id, String priority) {
        owner.post(
                        "/agent-tasks",
                        "{\"id\":\"%s\",\"title\":\"Add %s\",\"priority\":\"%s\"}".formatted(id, id, priority))
                .is(201);
    }

    private static List<String> ready(Caller agent, String arguments) {
        return tool(agent, "ready", arguments).path("items").findValuesAsText("id");
    }

    @Test
    void tasks_of_agents_wait_beside_others_and_are_read_on_behind_a_page() {
        String sbi = register("One", "");
        addTask("logout", "low");
        addTask("login", "high");

        assertThat(ready(owner, "{}")).containsExactly(sbi, "task/login", "task/logout");
        JsonNode first = tool(owner, "ready", "{\"limit\":1}");
        assertThat(first.path("items").findValuesAsText("id")).containsExactly(sbi);
        JsonNode second = tool(
                owner,
                "ready",
                "{\"limit\":1,\"cursor\":\"%s\"}".formatted(first.path("next").asText()));
        assertThat(second.path("items").findValuesAsText("id")).containsExactly("task/login");
        JsonNode last = tool(
                owner,
                "ready",
                "{\"limit\":5,\"cursor\":\"%s\"}".formatted(second.path("next").asText()));
        assertThat(last.path("items").findValuesAsText("id")).containsExactly("task/logout");
        assertThat(last.has("next")).isFalse();
        assertThat(refusal(owner, "ready", "{\"cursor\":\"7~\"}")).contains("no cursor");
    }

    @Test
    void a_task_of_agents_is_claimed_and_finished_under_its_fence() {
        addTask("login", "high");
        addTask("logout", "low");
        Caller agent = token("write");
        String next = "{\"action\":\"next\",\"kind\":\"task\",\"key\":\"%s\"}";

        JsonNode mine = tool(agent, "claim", next.formatted("first-of-this-client-alone"));
        assertThat(mine.path("id").asText()).isEqualTo("task/login");
        assertThat(mine.path("title").asText()).isEqualTo("Add login");
        assertThat(mine.path("holder").asText()).isEqualTo("write-1/claude-code");
        assertThat(tool(agent, "claim", next.formatted("first-of-this-client-alone"))
                        .path("id")
                        .asText())
                .as("the same key again")
                .isEqualTo("task/login");
        assertThat(ready(agent, "{}")).containsExactly("task/logout");
        assertThat(tool(agent, "get", "{\"ids\":[\"task/login\"]}")
                        .at("/things/0/holder")
                        .asText())
                .isEqualTo("write-1/claude-code");
        assertThat(refusal(
                        owner,
                        "claim",
                        "{\"action\":\"this\",\"id\":\"task/login\",\"key\":\"of-somebody-else-alone\"}"))
                .contains("write-1/claude-code");

        String finish =
                "{\"action\":\"finish\",\"id\":\"task/login\",\"lease\":%d,\"confidence\":90,\"key\":\"finish-of-%d-and-%s\"}";
        long fence = mine.path("generation").asLong();
        tool(agent, "claim", """
                {"action":"release","id":"task/login","lease":%d,"key":"back-of-this-client-alone"}""".formatted(fence));
        JsonNode theirs = tool(owner, "claim", next.formatted("first-of-another-client-alone"));
        assertThat(theirs.path("id").asText()).isEqualTo("task/login");
        assertThat(theirs.path("generation").asLong()).isGreaterThan(fence);
        assertThat(refusal(agent, "update", finish.formatted(fence, fence, "loser")))
                .contains("lease");

        long theirFence = theirs.path("generation").asLong();
        tool(owner, "update", finish.formatted(theirFence, theirFence, "winner"));
        JsonNode done = tool(agent, "get", "{\"ids\":[\"task/login\"]}").at("/things/0");
        assertThat(done.path("status").asText()).isEqualTo("completed");
        assertThat(done.at("/record/confidence_score").asDouble()).isEqualTo(0.9);
        assertThat(refusal(agent, "claim", "{\"action\":\"next\",\"kind\":\"memory\",\"key\":\"of-no-kind-at-all\"}"))
                .contains("sbi, task");
    }

    @Test
    void the_session_of_a_conversation_is_kept_and_two_of_them_are_two_workers() {
        register("One", "");
        String session = legacy(
                        owner, "initialize", "{\"protocolVersion\":\"2025-11-25\",\"clientInfo\":{\"name\":\"codex\"}}")
                .header("Mcp-Session-Id");
        String claim = "{\"name\":\"claim\",\"arguments\":{\"action\":\"next\",\"key\":\"1\"}}";

        JsonNode mine = answer(legacy(owner, "tools/call", claim, "Mcp-Session-Id", session));
        JsonNode again = answer(legacy(owner, "tools/call", claim, "Mcp-Session-Id", session));
        JsonNode theirs = answer(legacy(owner, "tools/call", claim, "Mcp-Session-Id", "codex~another"));

        assertThat(mine.path("holder").asText()).startsWith("owner/codex#");
        assertThat(again.path("replayed").asBoolean()).isTrue();
        assertThat(again.path("generation")).isEqualTo(mine.path("generation"));
        assertThat(theirs.path("hint").asText()).isEqualTo("nothing to do");
        JsonNode fact =
                tool(owner, "audit", "{\"action\":\"sbi.lease-acquired\"}").at("/facts/0");
        assertThat(fact.path("session").asText()).isEqualTo(session);
        assertThat(fact.path("who").asText()).isEqualTo("owner/codex");
    }

    @Test
    void what_is_wrong_with_a_call_is_told_in_full() {
        String id = register("One", "");
        owner.put("/items/note/a", "{\"record\":{\"text\":\"x\"}}").is(200);

        assertThat(refusal(owner, "search", "{}")).contains("q");
        assertThat(refusal(owner, "search", "{\"q\":\"a\",\"colour\":1}")).contains("no colour");
        assertThat(refusal(owner, "claim", "{\"action\":\"next\"}")).contains("key");
        assertThat(refusal(owner, "claim", "{\"action\":\"steal\",\"key\":\"a-of-this-client-alone\"}"))
                .contains("next, this, release");
        assertThat(refusal(
                        owner,
                        "update",
                        "{\"action\":\"edit\",\"id\":\"%s\",\"title\":\"Two\",\"key\":\"a-of-this-client-alone\"}"
                                .formatted(id)))
                .contains("revision");
        assertThat(refusal(
                        owner,
                        "update",
                        "{\"action\":\"edit\",\"id\":\"%s\",\"title\":\"Two\",\"revision\":9,\"key\":\"a-of-this-client-alone\"}"
                                .formatted(id)))
                .contains("9");
        assertThat(
                        refusal(
                                owner,
                                "update",
                                "{\"action\":\"start\",\"id\":\"item/note/a\",\"step\":\"plan\",\"key\":\"b-of-this-client-alone\"}"))
                .contains("is for sbi");
        assertThat(refusal(
                        owner,
                        "update",
                        "{\"action\":\"start\",\"id\":\"%s\",\"step\":\"dance\",\"key\":\"c-of-this-client-alone\"}"
                                .formatted(id)))
                .contains("step");
        assertThat(refusal(owner, "timeline", "{}")).contains("id or around");
        assertThat(refusal(owner, "audit", "{\"since\":\"yesterday\"}")).contains("7d");
        tool(owner, "claim", "{\"action\":\"this\",\"id\":\"%s\",\"key\":\"k-of-this-client-alone\"}".formatted(id));
        assertThat(refusal(
                        owner,
                        "claim",
                        "{\"action\":\"release\",\"id\":\"%s\",\"key\":\"k-of-this-client-alone\"}".formatted(id)))
                .as("the key of something else")
                .contains("key");
    }

    @Test
    void a_revision_from_before_a_rollback_is_refused_as_over_http() {
        String id = register("Dig", "");
        owner.post("/checkpoints", "{\"name\":\"here\"}").is(201);
        owner.patch("/sbis/" + id, "{\"title\":\"Dig deeper\"}", "If-Match", "*")
                .is(200);
        String edit = "{\"action\":\"edit\",\"id\":\"%s\",\"title\":\"%s\",\"revision\":%s,\"key\":\"%s\"}";
        JsonNode before = thing(id).path("revision");
        owner.post("/rollbacks", "{\"checkpoint\":\"here\"}").is(200);

        assertThat(refusal(owner, "update", edit.formatted(id, "Dig on", before, "a-key-of-this-client")))
                .contains("rolled back since");
        JsonNode after = thing(id).path("revision");
        assertThat(after.asText()).isEqualTo(before.asText() + "-r1");
        JsonNode edited =
                tool(owner, "update", edit.formatted(id, "Dig on", after.toString(), "another-key-of-this-client"));
        assertThat(thing(id).path("title").asText()).isEqualTo("Dig on");
        tool(owner, "update", edit.formatted(id, "Dig", edited.path("revision"), "a-third-key-of-this-client"));
        assertThat(thing(id).path("title").asText()).isEqualTo("Dig");
    }

    private JsonNode thing(String id) {
        return tool(owner, "get", "{\"ids\":[\"%s\"]}".formatted(id)).at("/things/0");
    }

    @Test
    void what_happened_around_a_time_is_told_in_the_order_in_which_it_happened() {
        owner.post("/migrations", "{\"path\":\"%s\"}".formatted(ContractTest.sample()))
                .is(202);
        await().until(() -> owner.get("/migrations").json().at("/items/0/state").asText(), "done"::equals);
        JsonNode some = tool(owner, "audit", "{\"action\":\"sbi.*\"}").at("/facts/0");

        for (String around :
                List.of(some.path("when").asText(), some.path("position").asText())) {
            JsonNode facts = tool(owner, "timeline", "{\"around\":\"%s\",\"limit\":100}".formatted(around))
                    .path("facts");

            assertThat(facts).hasSize(100);
            assertThat(facts.findValuesAsText("when"))
                    .isSorted()
                    .contains(some.path("when").asText());
            assertThat(facts.findValues("position").stream()
                            .map(JsonNode::asLong)
                            .toList())
                    .as("not that of the journal")
                    .isNotEqualTo(facts.findValues("position").stream()
                            .map(JsonNode::asLong)
                            .sorted()
                            .toList());
        }
        assertThat(refusal(owner, "timeline", "{\"around\":\"1\",\"cursor\":\"x\"}"))
                .contains("no pages");
    }

    @Test
    void what_search_does_not_know_is_told_with_what_its_schema_has() {
        assertThat(refusal(owner, "search", "{\"q\":\"x\",\"foo\":1}"))
                .isEqualTo("search has no foo: want one of q, kind, status, label, limit, cursor");
        assertThat(refusal(owner, "search", "{\"q\":\"x\",\"mark\":\"none\"}")).startsWith("search has no mark");
        assertThat(refusal(owner, "search", "{\"q\":\"x\",\"kind\":\"tree\"}")).contains("\"tree\"", "sbi", "code");
    }

    @Test
    void what_is_no_text_is_not_taken_for_an_empty_one() {
        assertThat(refusal(owner, "claim", "{\"action\":[\"next\"],\"key\":\"a-key-of-this-client\"}"))
                .isEqualTo("action is [\"next\"]: want a text");
        assertThat(refusal(owner, "claim", "{\"action\":\"this\",\"id\":{\"sbi\":1},\"key\":\"a-key-of-this-client\"}"))
                .isEqualTo("id is {\"sbi\":1}: want a text");
        assertThat(refusal(owner, "claim", "{\"action\":\"next\",\"key\":[]}")).isEqualTo("key is []: want a text");
    }

    @Test
    void what_an_action_has_no_use_for_is_refused() {
        String id = register("Dig", "");

        assertThat(refusal(
                        owner,
                        "claim",
                        "{\"action\":\"next\",\"id\":\"%s\",\"key\":\"a-key-of-this-client\"}".formatted(id)))
                .as("whoever names one must not be given another")
                .contains("claim next has no id: leave it out");
        assertThat(refusal(owner, "memory", "{\"action\":\"search\",\"q\":\"x\",\"id\":\"memory/1\"}"))
                .contains("memory search has no id: leave it out");
        assertThat(refusal(owner, "claim", "{\"action\":\"next\",\"limit\":5,\"key\":\"a-key-of-this-client\"}"))
                .contains("claim next has no limit");
        assertThat(refusal(owner, "claim", "{\"action\":\"next\",\"revision\":5,\"key\":\"a-key-of-this-client\"}"))
                .contains("claim next has no revision");
        assertThat(refusal(
                        owner,
                        "update",
                        "{\"action\":\"note\",\"id\":\"%s\",\"text\":\"x\",\"cursor\":\"1\",\"key\":\"a-key-of-this-client\"}"
                                .formatted(id)))
                .contains("update note has no cursor");
        assertThat(refusal(owner, "ready", "{\"revision\":1}")).contains("ready has no revision");
        assertThat(refusal(owner, "ready", "{\"limit\":1000}")).contains("want 1 to 100");
    }

    @Test
    void a_client_without_a_session_has_keys_that_nobody_else_comes_upon() {
        register("Dig", "");

        assertThat(refusal(owner, "claim", "{\"action\":\"next\",\"key\":\"1\"}"))
                .contains("may be the key of another client", "UUID", "Mcp-Session-Id");
        String claim = "{\"name\":\"claim\",\"arguments\":{\"action\":\"next\",\"key\":\"1\"}}";
        assertThat(answer(modern(owner, "tools/call", claim, "Daybook-Session", "this-one"))
                        .path("title")
                        .asText())
                .isEqualTo("Dig");
    }

    @Test
    void records_of_tools_are_got_and_changed_as_tasks_are() {
        owner.put(
                        "/items/taskmaster.task/master%2F3",
                        "{\"record\":{\"id\":3,\"title\":\"Dig\",\"status\":\"pending\"}}")
                .is(200);
        String id = "item/taskmaster.task/master/3";

        JsonNode item = tool(owner, "get", "{\"ids\":[\"%s\"]}".formatted(id)).at("/things/0");
        tool(owner, "update", """
                {"action":"edit","id":"%s","set":{"/status":"done"},"revision":%d,"key":"x-of-this-client-alone"}""".formatted(id, item.path("revision").asLong()));

        assertThat(tool(owner, "get", "{\"ids\":[\"%s\"]}".formatted(id))
                        .at("/things/0/record/status")
                        .asText())
                .isEqualTo("done");
        assertThat(tool(owner, "search", "{\"q\":\"Dig\",\"kind\":\"item\"}")
                        .at("/hits/0/id")
                        .asText())
                .isEqualTo(id);
    }

    @Test
    void sessions_of_editors_are_found_and_got_as_well() {
        String id = owner.post(
                        "/workspaces/cb0d7aca42ecac02/sessions",
                        "{\"id\":\"s-1\",\"type\":\"competition\",\"task\":\"Sort invoices\",\"instances\":[]}")
                .is(201)
                .json()
                .path("id")
                .asText();

        JsonNode hit = tool(owner, "search", "{\"q\":\"invoices\",\"kind\":\"session\"}")
                .at("/hits/0");
        assertThat(hit.path("id").asText()).endsWith(id);
        assertThat(hit.path("when").asText()).isNotBlank();
        JsonNode got =
                tool(owner, "get", "{\"ids\":[\"%s\"]}".formatted(hit.path("id").asText()));
        assertThat(got.at("/things/0").toString()).contains("Sort invoices");
    }

    @Test
    void what_does_not_fit_into_the_budget_is_told_with_its_size() {
        String large = register("Large", ",\"spec\":\"%s\"".formatted("word ".repeat(1_000)));
        String small = register("Small", "");

        JsonNode got = tool(owner, "get", "{\"ids\":[\"%s\",\"%s\"],\"max\":500}".formatted(large, small));

        assertThat(got.path("things").findValuesAsText("id")).containsExactly("sbi/" + small);
        assertThat(got.at("/left/0/id").asText()).isEqualTo("sbi/" + large);
        assertThat(got.at("/left/0/tokens").asInt()).isGreaterThan(1_000);
        JsonNode hits = tool(owner, "search", "{\"q\":\"Large OR Small\"}").path("hits");
        assertThat(hits.findValuesAsText("id")).containsExactlyInAnyOrder("sbi/" + large, "sbi/" + small);
        for (JsonNode hit : hits) {
            JsonNode whole = tool(
                            owner,
                            "get",
                            "{\"ids\":[\"%s\"]}".formatted(hit.path("id").asText()))
                    .at("/things/0");
            double bytes = whole.toString().getBytes(StandardCharsets.UTF_8).length;
            assertThat(hit.path("tokens").asInt()).as("as search tells it").isEqualTo((int)
                    Math.ceil(bytes / BYTES_PER_TOKEN));
        }
        JsonNode fact = tool(owner, "audit", "{\"id\":\"%s\"}".formatted(large)).at("/facts/0");
        assertThat(fact.toString().length()).as("long texts are cut").isLessThan(1_500);
    }

    @Test
    void every_answer_is_read_by_whoever_reads_only_one_of_its_two_forms() {
        register("One", "");
        for (String call : List.of(
                "{\"name\":\"search\",\"arguments\":{\"q\":\"One\"}}",
                "{\"name\":\"ready\",\"arguments\":{}}",
                "{\"name\":\"audit\",\"arguments\":{}}")) {
            assertThat(answer(modern(owner, "tools/call", call)).isObject()).isTrue();
        }
        assertThat(Optional.of(tool(owner, "search", "{\"q\":\"nowhere\"}")
                        .path("hint")
                        .asText()))
                .hasValueSatisfying(hint -> assertThat(hint).contains("nothing found"));
    }
}
