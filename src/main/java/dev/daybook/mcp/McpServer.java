package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Answers one message at a time, whatever came before it. Thread-safe.
 *
 * <p>A message that says its revision in {@code _meta} is of 2026-07-28; others are of the revisions that begin with a
 * handshake. Both are a few members around the same tools, which is why no library is used: the one there is for Java
 * knows only the older revision, and brings two libraries of its own.
 */
public final class McpServer {

    /** The newest first. */
    static final List<String> REVISIONS = List.of("2026-07-28", "2025-11-25", "2025-06-18");

    private static final String MODERN = REVISIONS.getFirst();
    private static final List<String> LEGACY = REVISIONS.subList(1, REVISIONS.size());

    /** What a client may say of a message that needs no more than the first handshake: not offered, and not refused. */
    private static final String ASSUMED = "2025-03-26";

    private static final String META = "io.modelcontextprotocol/";

    /** The list of tools changes with the program only. */
    private static final int TTL_MS = 3_600_000;

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;

    private static final String INSTRUCTIONS =
            "Daybook keeps the record of what was planned, done and decided here. Before you work: `ready` or `search`,"
                    + " then `get` what matters by its id; `claim` a task and name its lease in `update`. `audit` and"
                    + " `timeline` tell who changed what, when and why. Nothing is ever lost: what is written can be"
                    + " undone by a person.";

    private final Tools tools;
    private final Front front;
    private final ObjectNode identity;

    public McpServer(Tools tools, Front front) {
        this.tools = tools;
        this.front = front;
        this.identity = object().put("name", "daybook")
                .put("title", "Daybook")
                .put(
                        "version",
                        Optional.ofNullable(McpServer.class.getPackage().getImplementationVersion())
                                .orElse("development"));
    }

    /** Answers a message. */
    public Reply answer(Asked asked) {
        JsonNode message = MissingNode.getInstance();
        try {
            message = read(asked);
            String method = message.path("method").asText();
            if (!message.has("id")) {
                return new Reply(ACCEPTED, Optional.empty(), Optional.empty());
            }
            JsonNode params = message.path("params");
            if (!params.isObject() && !params.isMissingNode()) {
                throw ProtocolError.badRequest(ProtocolError.INVALID_PARAMS, "params is no object");
            }
            return isModern(asked, method, params)
                    ? modern(asked, message.path("id"), method, params)
                    : legacy(asked, message.path("id"), method, params);
        } catch (ProtocolError e) {
            ObjectNode envelope = envelope(message.path("id"));
            envelope.set("error", e.error());
            return new Reply(e.status(), Optional.of(envelope), Optional.empty());
        }
    }

    private JsonNode read(Asked asked) {
        JsonNode message;
        try {
            message = front.read(asked.body());
        } catch (IOException _) {
            throw ProtocolError.badRequest(ProtocolError.PARSE, "the message is no JSON");
        }
        JsonNode id = message.path("id");
        boolean named = id.isMissingNode() || id.isTextual() || id.isIntegralNumber();
        if (!message.isObject()
                || !message.path("jsonrpc").asText().equals("2.0")
                || !message.path("method").isTextual()
                || !named) {
            throw ProtocolError.badRequest(
                    ProtocolError.INVALID_REQUEST,
                    "this is no message of JSON-RPC 2.0: want one object with jsonrpc, method, and a text or a whole"
                            + " number as id");
        }
        return message;
    }

    private static boolean isModern(Asked asked, String method, JsonNode params) {
        if (method.equals("server/discover") || params.path("_meta").has(META + "protocolVersion")) {
            return true;
        }
        return !method.equals("initialize")
                && asked.header()
                        .apply(MirroredHeaders.VERSION)
                        .map(String::strip)
                        .filter(text -> !LEGACY.contains(text) && !text.equals(ASSUMED))
                        .isPresent();
    }

    private Reply modern(Asked asked, JsonNode id, String method, JsonNode params) {
        JsonNode meta = params.path("_meta");
        JsonNode version = meta.path(META + "protocolVersion");
        if (!version.isTextual()) {
            throw ProtocolError.badRequest(
                    ProtocolError.INVALID_PARAMS, "_meta lacks %sprotocolVersion: want one of %s", META, REVISIONS);
        }
        MirroredHeaders.check(asked, method, params, version.textValue());
        if (!version.textValue().equals(MODERN)) {
            throw ProtocolError.unsupported(version.textValue(), REVISIONS);
        }
        if (!meta.path(META + "clientCapabilities").isObject()) {
            throw ProtocolError.badRequest(
                    ProtocolError.INVALID_PARAMS, "_meta lacks %sclientCapabilities: want an object", META);
        }
        Client client = Client.of(meta.path(META + "clientInfo"), asked);
        ObjectNode result = object().put("resultType", "complete");
        switch (method) {
            case "server/discover" -> {
                REVISIONS.forEach(result.putArray("supportedVersions")::add);
                result.set("capabilities", capabilities());
                result.put("instructions", INSTRUCTIONS);
                result.put("ttlMs", TTL_MS).put("cacheScope", "public");
            }
            case "tools/list" -> {
                result.setAll(list(asked, params));
                result.put("ttlMs", TTL_MS).put("cacheScope", "private"); // a token sees what it may
            }
            case "tools/call" -> result.setAll(call(asked, client, params));
            default -> throw unknown(method, NOT_FOUND);
        }
        result.putObject("_meta").set(META + "serverInfo", identity);
        return reply(id, result, Optional.empty());
    }

    private Reply legacy(Asked asked, JsonNode id, String method, JsonNode params) {
        Client client = Client.of(params.path("clientInfo"), asked);
        return switch (method) {
            case "initialize" -> {
                String wanted = params.path("protocolVersion").asText();
                ObjectNode result = object();
                result.put("protocolVersion", LEGACY.contains(wanted) ? wanted : LEGACY.getFirst());
                result.set("capabilities", capabilities());
                result.set("serverInfo", identity);
                result.put("instructions", INSTRUCTIONS);
                yield reply(id, result, Optional.of(client.newSession()));
            }
            case "ping" -> reply(id, object(), Optional.empty());
            case "tools/list" -> reply(id, list(asked, params), Optional.empty());
            case "tools/call" -> reply(id, call(asked, client, params), Optional.empty());
            default -> throw unknown(method, OK);
        };
    }

    private static ProtocolError unknown(String method, int status) {
        return ProtocolError.of(ProtocolError.UNKNOWN_METHOD, status, "there is no method '%s' here", method);
    }

    private static ObjectNode capabilities() {
        ObjectNode capabilities = object();
        capabilities.putObject("tools");
        return capabilities;
    }

    private ObjectNode list(Asked asked, JsonNode params) {
        if (params.path("cursor").isTextual()) {
            throw ProtocolError.of(
                    ProtocolError.INVALID_PARAMS, OK, "the list of tools has one page: leave cursor out");
        }
        return tools.list(asked.caller().role());
    }

    private ObjectNode call(Asked asked, Client client, JsonNode params) {
        String name = params.path("name").asText();
        Tool tool = tools.find(name)
                .orElseThrow(() -> ProtocolError.of(
                        ProtocolError.INVALID_PARAMS,
                        OK,
                        "there is no tool '%s': want one of %s",
                        name,
                        String.join(", ", tools.names())));
        JsonNode arguments = params.path("arguments");
        if (!arguments.isObject() && !arguments.isMissingNode()) {
            throw ProtocolError.of(ProtocolError.INVALID_PARAMS, OK, "arguments is no object");
        }
        ObjectNode given = arguments instanceof ObjectNode it ? it : object();
        return tools.call(tool, given, asked, client);
    }

    private static Reply reply(JsonNode id, ObjectNode result, Optional<String> session) {
        ObjectNode envelope = envelope(id);
        envelope.set("result", result);
        return new Reply(OK, Optional.of(envelope), session);
    }

    private static ObjectNode envelope(JsonNode id) {
        ObjectNode envelope = object().put("jsonrpc", "2.0");
        if (id.isTextual() || id.isIntegralNumber()) {
            envelope.set("id", id);
        }
        return envelope;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
