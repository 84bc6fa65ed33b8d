package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.torture.Mutations;
import dev.daybook.torture.Torture;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests as nobody means them, made from the contract: each is answered, in time, with a status that the contract
 * names, and never with an accident of ours. {@code -Ddaybook.torture=true}: many.
 */
class FuzzTest {

    /** These write where a body says, outside of the folder of a test, or ask the network. */
    private static final Set<String> ELSEWHERE = Set.of(
            "createBackup",
            "checkBackups",
            "pruneBackups",
            "restoreBackup",
            "listBackups",
            "listBackupsAs",
            "backUpFiles",
            "restoreFiles",
            "export",
            "cloneRepository",
            "syncRepositories",
            "refreshProjects",
            "setStage",
            "indexCode",
            "watchCode",
            "follow",
            "migrate");

    /** The last digit says which. */
    private static final String TASK = "SBI-01K6FRP24VXAE1C24TYMZ95G6";

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int ANSWER_BYTES_MAX = 64 << 20;
    private static final int DEPTH_MAX = 6;

    private final Promise promise = new Promise();
    private final List<String> routes = promise.routes();
    private final List<String> tools = new ArrayList<>();
    private final Map<String, JsonNode> toolSchemas = new TreeMap<>();

    @TempDir
    private Path folder;

    private Fixture house;

    @BeforeEach
    void open() {
        System.setProperty("daybook.home", folder.resolve("home").toString());
        house = new Fixture(folder);
        for (int i = 1; i <= 3; i++) {
            house.caller
                    .post("/sbis", "{\"id\":\"%s%d\",\"title\":\"Task %d\"}".formatted(TASK, i, i))
                    .is(201);
        }
    }

    @AfterEach
    void close() {
        house.close();
        System.clearProperty("daybook.home");
    }

    @Test
    void every_request_made_from_the_contract_is_answered_as_it_promises() {
        assertThat(promise.operations().keySet()).containsAll(ELSEWHERE);
        Torture.seeds("fuzz-http", 120, 50_000, this::ask);
        house.caller.get("/readyz").is(200);
    }

    @Test
    void every_message_to_a_tool_is_answered() {
        JsonNode listed = message("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}", 0);
        listed.at("/result/tools").forEach(tool -> {
            tools.add(tool.path("name").asText());
            toolSchemas.put(tool.path("name").asText(), tool.path("inputSchema"));
        });
        assertThat(tools).isNotEmpty();
        Torture.seeds("fuzz-mcp", 80, 20_000, seed -> {
            var random = new Random(seed);
            String tool = tools.get(random.nextInt(tools.size()));
            String call =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}"
                            .formatted(tool, value(toolSchemas.getOrDefault(tool, listed), "", random, 0));
            message(call, seed);
        });
    }

    /** Sends a message, spoilt now and then, and returns its answer. */
    private JsonNode message(String call, long seed) {
        var random = new Random(seed);
        byte[] body = call.getBytes(StandardCharsets.UTF_8);
        if (seed % 5 == 4) {
            body = Mutations.of(body, random);
        }
        HttpRequest request = house.caller
                .request("/mcp")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-11-25")
                .timeout(DEADLINE)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        Caller.Reply reply = house.caller.send(request);
        assertThat(reply.status()).as("%s%n%s", cut(body), reply.text()).isLessThan(500);
        // -32603 is an accident of the server in JSON-RPC
        assertThat(reply.text()).as(cut(body)).doesNotContain("-32603");
        return reply.status() == 200 ? reply.json() : promise.document();
    }

    private void ask(long seed) throws IOException, InterruptedException {
        var random = new Random(seed);
        int number = random.nextInt(routes.size());
        String[] route = routes.get(number).split(" ", 2);
        JsonNode path = promise.document().path("paths").path(route[1]);
        JsonNode operation = path.path(route[0].toLowerCase(Locale.ROOT));
        String name = operation.path("operationId").asText();
        if (ELSEWHERE.contains(name) || name.equals("mcp")) {
            return;
        }
        HttpRequest request = request(route, path, operation, random);
        HttpResponse<InputStream> response = house.caller.client().send(request, BodyHandlers.ofInputStream());
        try (InputStream answer = response.body()) {
            boolean endless =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            String text = endless ? "" : new String(answer.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
            String what = "%s %s → %d %s".formatted(request.method(), request.uri(), response.statusCode(), cut(text));
            assertThat(response.statusCode()).as(what).isNotEqualTo(500);
            assertThat(text.length()).as(what).isLessThan(ANSWER_BYTES_MAX);
            if (!nowhere(response.statusCode())) {
                assertThat(operation.path("responses").has(Integer.toString(response.statusCode())))
                        .as("the contract names the answer: " + what)
                        .isTrue();
            }
        }
    }

    /** What is answered before it is known which operation is meant: the address is none. */
    private static boolean nowhere(int status) {
        return status == 400 || status == 404 || status == 405 || status == 406 || status == 414 || status == 431;
    }

    private HttpRequest request(String[] route, JsonNode path, JsonNode operation, Random random) {
        String address = route[1];
        var query = new StringBuilder();
        var headers = new ArrayList<String>();
        for (JsonNode list : List.of(path.path("parameters"), operation.path("parameters"))) {
            for (JsonNode reference : list) {
                JsonNode parameter = Promise.resolve(promise.document(), reference);
                String name = parameter.path("name").asText();
                String text = plain(parameter.path("schema"), name, random);
                switch (parameter.path("in").asText()) {
                    case "path" ->
                        address = address.replace("{" + name + "}", encoded(text.isEmpty() ? TASK + 1 : text));
                    case "query" -> {
                        if (random.nextInt(3) == 0) {
                            query.append(query.isEmpty() ? '?' : '&')
                                    .append(name)
                                    .append('=')
                                    .append(encoded(text));
                        }
                    }
                    default -> {
                        if (random.nextInt(3) == 0 && text.matches("[\\x20-\\x7e]{1,4000}")) {
                            headers.addAll(List.of(name, text));
                        }
                    }
                }
            }
        }
        if (query.length() > 20_000) {
            query.setLength(20_000 - query.length() % 3);
        }
        HttpRequest.Builder request = house.caller
                .request((address + query).replaceAll("%[0-9A-F]?$", ""))
                .timeout(DEADLINE)
                .setHeader("Prefer", "wait=0"); // for a position that will not come
        for (int i = 0; i < headers.size(); i += 2) {
            request.setHeader(headers.get(i), headers.get(i + 1));
        }
        JsonNode body = Promise.resolve(promise.document(), operation.path("requestBody"))
                .path("content");
        if (body.isMissingNode()) {
            return request.method(route[0], BodyPublishers.noBody()).build();
        }
        Map.Entry<String, JsonNode> content = body.properties().iterator().next();
        byte[] bytes = value(content.getValue().path("schema"), "", random, 0).getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(6) == 0) {
            bytes = Mutations.of(bytes, random);
        }
        return request.setHeader("Content-Type", content.getKey())
                .method(route[0], BodyPublishers.ofByteArray(bytes))
                .build();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String plain(JsonNode schema, String name, Random random) {
        String text = value(schema, name, random, 0);
        return text.startsWith("\"") && text.length() > 1 ? text.substring(1, text.length() - 1) : text;
    }

    /** Returns a value as JSON: mostly one that fits the schema, now and then one that does not. */
    private String value(JsonNode reference, String name, Random random, int depth) {
        JsonNode schema = Promise.resolve(promise.document(), reference);
        if (random.nextInt(12) == 0) {
            return nonsense(random);
        }
        if (schema.has("enum") && !schema.path("enum").isEmpty()) {
            return schema.path("enum")
                    .path(random.nextInt(schema.path("enum").size()))
                    .toString();
        }
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            if (schema.path(choice).size() > 0) {
                return value(
                        schema.path(choice)
                                .path(random.nextInt(schema.path(choice).size())),
                        name,
                        random,
                        depth);
            }
        }
        JsonNode types = schema.path("type");
        String type = types.isArray()
                ? types.path(random.nextInt(types.size())).asText()
                : types.asText(schema.has("properties") ? "object" : "string");
        return switch (type) {
            case "object" -> object(schema, random, depth);
            case "array" -> array(schema, name, random, depth);
            case "integer" -> Integer.toString(random.nextInt(12) - 1);
            case "number" -> Double.toString(random.nextInt(100) / 10.0);
            case "boolean" -> Boolean.toString(random.nextBoolean());
            case "null" -> "null";
            default -> word(name, schema, random);
        };
    }

    private String object(JsonNode schema, Random random, int depth) {
        var text = new StringBuilder("{");
        if (depth < DEPTH_MAX) {
            ObjectNode properties = schema.path("properties").isObject()
                    ? (ObjectNode) schema.path("properties")
                    : JsonNodeFactory.instance.objectNode();
            Set<String> needed = new TreeSet<>();
            schema.path("required").forEach(one -> needed.add(one.asText()));
            for (Map.Entry<String, JsonNode> property : properties.properties()) {
                if (needed.contains(property.getKey()) ? random.nextInt(20) > 0 : random.nextInt(3) == 0) {
                    text.append(text.length() > 1 ? "," : "")
                            .append('"')
                            .append(property.getKey())
                            .append("\":")
                            .append(value(property.getValue(), property.getKey(), random, depth + 1));
                }
            }
            if (random.nextInt(10) == 0) {
                text.append(text.length() > 1 ? "," : "")
                        .append("\"unheardOf\":")
                        .append(nonsense(random));
            }
        }
        return text.append('}').toString();
    }

    private String array(JsonNode schema, String name, Random random, int depth) {
        var text = new StringBuilder("[");
        for (int left = random.nextInt(3); left > 0 && depth < DEPTH_MAX; left--) {
            text.append(text.length() > 1 ? "," : "").append(value(schema.path("items"), name, random, depth + 1));
        }
        return text.append(']').toString();
    }

    /** A text of the kind that the field of that name has, often one that names something. */
    private String word(String name, JsonNode schema, Random random) {
        if (schema.path("format").asText().equals("date-time")) {
            return "\"2025-10-%02dT12:00:00Z\"".formatted(1 + random.nextInt(31));
        }
        if (name.toLowerCase(Locale.ROOT).matches(".*(root|path|folder|file|target|out)")) {
            return "\"" + folder.resolve("nothing") + "\"";
        }
        return switch (random.nextInt(6)) {
            case 0, 1 -> "\"%s%d\"".formatted(TASK, 1 + random.nextInt(4));
            case 2 -> "\"sbi/%s%d\"".formatted(TASK, 1 + random.nextInt(4));
            case 3 -> "\"ada\"";
            case 4 -> "\"%d\"".formatted(random.nextInt(30));
            default -> "\"再試行 %s\"".formatted(name);
        };
    }

    private static String nonsense(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> "null";
            case 1 -> "[]";
            case 2 -> "{}";
            case 3 -> Mutations.number(random);
            case 4 -> "[".repeat(2_000) + "]".repeat(2_000);
            case 5 -> "\"" + "x".repeat(random.nextInt(30_000)) + "\"";
            case 6 -> "true";
            default -> JsonOutput.ascii(Mutations.text(random));
        };
    }

    private static String cut(byte[] bytes) {
        return cut(new String(bytes, StandardCharsets.UTF_8));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(600, text.length()));
    }
}
