package dev.daybook.http;

import static dev.daybook.http.McpMessages.LEGACY;
import static dev.daybook.http.McpMessages.MODERN;
import static dev.daybook.http.McpMessages.answer;
import static dev.daybook.http.McpMessages.code;
import static dev.daybook.http.McpMessages.legacy;
import static dev.daybook.http.McpMessages.message;
import static dev.daybook.http.McpMessages.modern;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.http.Caller.Reply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How agents and this server come to speak with each other, by both revisions of their protocol. */
class McpProtocolTest {

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

    // 2026-07-28

    @Test
    void a_client_discovers_what_is_spoken_here() {
        JsonNode result = modern(owner, "server/discover", "{}").is(200).json().path("result");

        assertThat(result.path("resultType").asText()).isEqualTo("complete");
        assertThat(result.path("supportedVersions").get(0).asText()).isEqualTo(MODERN);
        assertThat(result.at("/capabilities/tools").isObject()).isTrue();
        assertThat(result.path("ttlMs").asInt()).isPositive();
        assertThat(result.path("cacheScope").asText()).isEqualTo("public");
        assertThat(result.path("_meta")
                        .path("io.modelcontextprotocol/serverInfo")
                        .path("name")
                        .asText())
                .isEqualTo("daybook");
    }

    @Test
    void a_message_whose_headers_say_something_else_is_refused() {
        String call = "{\"name\":\"ready\",\"arguments\":{}}";

        for (String[] wrong : List.of(
                new String[] {"MCP-Protocol-Version", LEGACY},
                new String[] {"Mcp-Method", "tools/list"},
                new String[] {"Mcp-Method", "TOOLS/CALL"},
                new String[] {"Mcp-Name", "claim"},
                new String[] {"Mcp-Name", "=?base64?!?="})) {
            Reply reply = modern(owner, "tools/call", call, wrong);
            reply.is(400);
            assertThat(code(reply)).isEqualTo(-32020);
            assertThat(reply.json().path("id").asInt()).isEqualTo(7);
            assertThat(reply.json().at("/error/message").asText()).contains(wrong[0]);
        }
        modern(owner, "tools/call", call, "Mcp-Name", "=?base64?cmVhZHk=?=").is(200);
        modern(owner, "tools/call", call, "Mcp-Name", " ready ").is(200);
    }

    @Test
    void a_message_without_the_headers_is_refused_unless_it_was_a_line_of_standard_input() {
        String message = message(
                        "tools/list",
                        "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"" + MODERN
                                + "\",\"io.modelcontextprotocol/clientCapabilities\":{}}}")
                .toString();

        assertThat(code(owner.post("/mcp", message).is(400))).isEqualTo(-32020);
        owner.post("/mcp?lines", message).is(200);
        assertThat(code(owner.post("/mcp?lines", message, "Mcp-Method", "tools/call")
                        .is(400)))
                .as("what it says all the same has to be true")
                .isEqualTo(-32020);
    }

    @Test
    void a_revision_that_nobody_speaks_is_refused_with_those_that_are() {
        ObjectNode message =
                message("tools/list", "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"1999-01-01\"}}");
        Reply reply = owner.post(
                        "/mcp", message.toString(), "MCP-Protocol-Version", "1999-01-01", "Mcp-Method", "tools/list")
                .is(400);

        assertThat(code(reply)).isEqualTo(-32022);
        assertThat(reply.json().at("/error/data/requested").asText()).isEqualTo("1999-01-01");
        assertThat(reply.json().at("/error/data/supported/0").asText()).isEqualTo(MODERN);
    }

    @Test
    void a_message_that_lacks_what_it_must_say_is_refused() {
        for (String params : List.of(
                "{}",
                "{\"_meta\":{}}",
                "{\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}}",
                "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"" + MODERN + "\"}}")) {
            Reply reply = owner.post(
                    "/mcp",
                    message("server/discover", params).toString(),
                    "MCP-Protocol-Version",
                    MODERN,
                    "Mcp-Method",
                    "server/discover");
            assertThat(code(reply.is(400))).as(params).isEqualTo(-32602);
        }
        assertThat(code(owner.post("/mcp", "{").is(400))).isEqualTo(-32700);
        for (String none : List.of("[]", "{}", "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", "7")) {
            assertThat(code(owner.post("/mcp", none).is(400))).as(none).isEqualTo(-32600);
        }
    }

    @Test
    void methods_of_the_other_revision_and_unknown_ones_are_not_there() {
        for (String method : List.of("initialize", "ping", "logging/setLevel", "resources/list", "nothing")) {
            assertThat(code(modern(owner, method, "{}").is(404))).as(method).isEqualTo(-32601);
        }
        assertThat(code(legacy(owner, "resources/list", "{}").is(200))).isEqualTo(-32601);
        owner.get("/mcp").is(405);
        owner.delete("/mcp").is(405);
    }

    // 2025-11-25

    @Test
    void a_client_of_the_older_revision_shakes_hands_and_needs_no_session() {
        Reply hello = legacy(
                owner,
                "initialize",
                "{\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":\"codex\",\"version\":\"1\"}}"
                        .formatted(LEGACY));
        assertThat(hello.is(200).json().at("/result/protocolVersion").asText()).isEqualTo(LEGACY);
        assertThat(hello.json().at("/result/serverInfo/name").asText()).isEqualTo("daybook");
        assertThat(hello.header("Mcp-Session-Id")).startsWith("codex~");

        Reply taken = owner.post("/mcp", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThat(taken.is(202).text()).isEmpty();
        assertThat(legacy(owner, "ping", "{}").is(200).json().path("result")).isEmpty();
        JsonNode list = legacy(owner, "tools/list", "{}", "MCP-Protocol-Version", LEGACY)
                .is(200)
                .json()
                .path("result");
        legacy(owner, "tools/list", "{}", "MCP-Protocol-Version", "2025-03-26").is(200);
        assertThat(list.path("tools")).hasSize(9);
        assertThat(list.has("resultType")).isFalse();
        assertThat(answer(legacy(owner, "tools/call", "{\"name\":\"ready\"}")).path("items"))
                .isEmpty();
    }

    @Test
    void a_client_that_wants_a_revision_of_long_ago_is_told_the_one_that_comes_next() {
        assertThat(legacy(owner, "initialize", "{\"protocolVersion\":\"2024-11-05\"}")
                        .is(200)
                        .json()
                        .at("/result/protocolVersion")
                        .asText())
                .isEqualTo(LEGACY);
    }
}
