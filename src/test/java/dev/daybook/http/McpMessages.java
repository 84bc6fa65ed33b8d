package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.http.Caller.Reply;
import java.util.ArrayList;
import java.util.List;

/** What agents send and get at the door, by both revisions of their protocol. */
final class McpMessages {

    static final String MODERN = "2026-07-28";
    static final String LEGACY = "2025-11-25";

    private static final ObjectMapper JSON = new ObjectMapper();

    static ObjectNode message(String method, String params) {
        return read("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"%s\",\"params\":%s}".formatted(method, params));
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new AssertionError(json, e);
        }
    }

    /** A message of the newer revision with all that it needs, and its headers. */
    static Reply modern(Caller caller, String method, String params, String... headers) {
        ObjectNode message = message(method, params);
        ObjectNode meta = ((ObjectNode) message.path("params")).withObjectProperty("_meta");
        meta.put("io.modelcontextprotocol/protocolVersion", MODERN);
        meta.putObject("io.modelcontextprotocol/clientCapabilities");
        meta.putObject("io.modelcontextprotocol/clientInfo")
                .put("name", "claude code")
                .put("version", "2");
        var all = new ArrayList<>(List.of("MCP-Protocol-Version", MODERN, "Mcp-Method", method));
        String name = message.at("/params/name").asText();
        if (!name.isEmpty()) {
            all.addAll(List.of("Mcp-Name", name));
        }
        all.addAll(List.of(headers));
        return caller.post("/mcp", message.toString(), all.toArray(String[]::new));
    }

    static Reply legacy(Caller caller, String method, String params, String... headers) {
        return caller.post("/mcp", message(method, params).toString(), headers);
    }

    /** The answer of a tool, which stands there twice. */
    static JsonNode answer(Reply reply) {
        JsonNode result = reply.is(200).json().path("result");
        assertThat(result.path("isError").asBoolean()).as(reply.text()).isFalse();
        String text = result.at("/content/0/text").asText();
        assertThat(text).isEqualTo(result.path("structuredContent").toString());
        return result.path("structuredContent");
    }

    static JsonNode tool(Caller caller, String name, String arguments) {
        return answer(modern(caller, "tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(name, arguments)));
    }

    static String refusal(Caller caller, String name, String arguments) {
        JsonNode result = modern(caller, "tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(name, arguments))
                .is(200)
                .json()
                .path("result");
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
        assertThat(result.has("structuredContent")).isFalse();
        return result.at("/content/0/text").asText();
    }

    static int code(Reply reply) {
        return reply.json().at("/error/code").asInt();
    }

    private McpMessages() {}
}
