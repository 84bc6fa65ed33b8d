package dev.daybook.differential;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a server, and keeps each answer in the record as it was spelled. */
final class Http implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper SORTED = new ObjectMapper()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .configure(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, true);
    private static final JsonFactory FACTORY = new JsonFactory();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final URI endpoint;
    private final String token;
    private final Observed observed;

    /** @param data the directory that is served, with the token of its owner where the program makes one */
    Http(URI endpoint, Path data, Observed observed) throws IOException {
        this.endpoint = endpoint;
        this.observed = observed;
        Path file = data.resolve("token");
        this.token = Files.exists(file) ? Files.readString(file).strip() : "none";
    }

    /** An answer; {@code items} in their own spelling if it is a page. */
    record Answer(int status, boolean isJson, String text, List<String> items, String rest) {

        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new IllegalStateException("no JSON: " + text, e);
            }
        }

        List<JsonNode> nodes() {
            return items.stream()
                    .map(it -> new Answer(0, true, it, List.of(), "").json())
                    .toList();
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Asks for all pages of what stands at a path, and keeps them under an aspect. */
    List<JsonNode> get(String aspect, String path) throws IOException {
        var nodes = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var asked = cursor.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + "cursor=" + encode(cursor);
            Answer answer = send("GET", asked, "");
            String label = "GET " + path + (cursor.isEmpty() ? "" : " (more)");
            keep(aspect, label, answer);
            nodes.addAll(answer.nodes());
            cursor = answer.status == 200 && answer.text.startsWith("{")
                    ? answer.json().path("next").asText("")
                    : "";
        } while (!cursor.isEmpty());
        return nodes;
    }

    /** Sends a body, and keeps the answer. */
    JsonNode send(String aspect, String method, String path, String body) throws IOException {
        Answer answer = send(method, path, body);
        keep(
                aspect,
                method + " " + path + " " + body,
                path.matches("/(rollbacks|verify|compare|rollout)\\b.*") ? sorted(answer) : answer);
        return answer.isJson && !answer.text.isBlank() ? answer.json() : JSON.createObjectNode();
    }

    /** Some answers have their members in an order that is another one in each process. */
    private static Answer sorted(Answer answer) throws IOException {
        return answer.text.startsWith("{")
                ? new Answer(
                        answer.status,
                        true,
                        SORTED.writeValueAsString(SORTED.readValue(answer.text, Object.class)),
                        List.of(),
                        "")
                : answer;
    }

    private void keep(String aspect, String label, Answer answer) {
        if (!answer.isJson) {
            observed.add(aspect, label + ": " + answer.status);
            observed.addText(aspect, label, answer.text);
        } else if (answer.items.isEmpty()) {
            observed.add(aspect, "%s: %d %s".formatted(label, answer.status, answer.text));
        } else {
            observed.add(aspect, "%s: %d %s".formatted(label, answer.status, answer.rest));
            answer.items.forEach(it -> observed.add(aspect, label + " ⊃ " + it));
        }
    }

    Answer send(String method, String path, String body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(endpoint + "/api/v1" + path))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + token)
                .header("Daybook-Actor", "ada");
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (method.equals("PATCH") || method.equals("DELETE") || path.matches(".*/(reset|terminate)")) {
            request.header("If-Match", "*");
        }
        try {
            var response = client.send(
                    request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            var text = response.body();
            var etag = response.headers()
                    .firstValue("ETag")
                    .map(it -> "(ETag " + it + ") ")
                    .orElse("");
            var items = new ArrayList<String>();
            var rest = text.startsWith("{\"items\":[{") ? split(text, items) : text;
            boolean isJson =
                    response.headers().firstValue("Content-Type").orElse("").matches(".*[/+]json.*");
            return new Answer(response.statusCode(), isJson, text, items, etag + rest);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Cuts the elements of the array {@code items} out of a page, and returns what is left of it. */
    private static String split(String page, List<String> items) throws IOException {
        try (JsonParser parser = FACTORY.createParser(page)) {
            parser.nextToken();
            parser.nextToken();
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                items.add(page.substring(from, (int) parser.currentLocation().getCharOffset()));
            }
            return "{\"items\":[…"
                    + page.substring((int) parser.currentTokenLocation().getCharOffset());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
