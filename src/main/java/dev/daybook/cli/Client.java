package dev.daybook.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.text.ExtValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Asks for what a command needs, and turns refusals into {@link Failure}s. */
final class Client {

    private static final String PREFIX = "/api/v1";
    private static final String JSON = "application/json";

    private final Exchange exchange;
    private final String actor;
    private final UnaryOperator<String> times;

    /** @param times puts the times in a sentence as the user reads them */
    Client(Exchange exchange, String actor, UnaryOperator<String> times) {
        this.exchange = exchange;
        this.actor = actor;
        this.times = times;
    }

    /** What a server answered: the body as JSON, missing if it was empty. */
    record Answer(int status, JsonNode body, Exchange.Reply reply) {

        Optional<String> header(String name) {
            return reply.header(name);
        }
    }

    /** Builds a query string step by step; absent values are left out. */
    static final class Query {

        private final Map<String, List<String>> parameters = new LinkedHashMap<>();

        Query with(String name, Optional<?> value) {
            value.ifPresent(oneValue -> parameters.put(name, List.of(oneValue.toString())));
            return this;
        }

        Query with(String name, Object value) {
            return with(name, Optional.of(value));
        }

        /** Adds one more value of that name. */
        Query and(String name, String value) {
            parameters.merge(
                    name,
                    List.of(value),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
            return this;
        }

        /** Asks for an answer with all that was written up to a position. */
        Query asOf(String position) {
            return with("wait", "20s").with("after", position);
        }

        @Override
        public String toString() {
            var text = new StringBuilder();
            parameters.forEach((name, values) -> values.forEach(value -> text.append(text.isEmpty() ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(encode(value))));
            return text.toString();
        }
    }

    static Query query() {
        return new Query();
    }

    /** Returns a text as one segment of a path or one value of a query. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) {
        return get(path, query());
    }

    JsonNode get(String path, Query query) {
        return send("GET", path + query, Optional.empty(), Map.of()).body();
    }

    /** Returns a thing with all that was written before: what a script wrote a moment ago must not be missing. */
    Answer now(String path) {
        String asOf = query().asOf(head()).toString();
        return send("GET", path + (path.contains("?") ? asOf.replace('?', '&') : asOf), Optional.empty(), Map.of());
    }

    /** Returns the position of the newest fact. */
    String head() {
        return send("GET", "/livez", Optional.empty(), Map.of())
                .header("Daybook-Position")
                .orElse("0");
    }

    JsonNode post(String path, JsonNode body) {
        return send("POST", path, Optional.of(body), Map.of()).body();
    }

    Answer send(String method, String path, Optional<JsonNode> body, Map<String, String> headers) {
        var all = new LinkedHashMap<>(headers);
        if (body.isPresent()) {
            all.put("Content-Type", JSON);
        }
        var reply = exchange(
                method, path, JSON, all, body.map(node -> node.toString().getBytes(StandardCharsets.UTF_8)));
        var answer = new Answer(reply.status(), json(reply), reply);
        if (answer.status() >= 400) {
            throw failure(answer.status(), answer.body());
        }
        return answer;
    }

    /** Has a file stored as it is, and returns what is answered. */
    JsonNode store(Path file) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Accept", JSON);
        headers.put("Content-Type", "application/octet-stream");
        headers.put("Daybook-Source", "cli");
        header(headers, "Daybook-Actor", actor);
        var reply = exchanged(() -> exchange.sendFile("POST", PREFIX + "/contents", headers, file));
        JsonNode answer = json(reply);
        if (reply.status() >= 400) {
            throw failure(reply.status(), answer);
        }
        return answer;
    }

    /** Returns the body of an endless or large answer as it arrives. The caller closes it. */
    InputStream stream(String path, Query query, String accept, Map<String, String> headers) {
        var reply = exchange("GET", path + query, accept, headers, Optional.empty());
        if (reply.status() >= 400) {
            throw failure(reply.status(), json(reply));
        }
        return reply.body();
    }

    /** Returns what a problem document says. */
    Failure failure(int status, JsonNode body) {
        return ProblemTexts.failure(new Failure.Problem(status, body), times, ProblemTexts::member);
    }

    private Exchange.Reply exchange(
            String method, String path, String accept, Map<String, String> headers, Optional<byte[]> body) {
        var all = new LinkedHashMap<String, String>();
        all.put("Accept", accept);
        all.put("Daybook-Source", "cli");
        header(all, "Daybook-Actor", actor);
        headers.forEach((name, text) -> header(all, name, text));
        return exchanged(() -> exchange.send(method, PREFIX + path, all, body.orElseGet(() -> new byte[0])));
    }

    /** Asks. */
    private interface Asking {
        Exchange.Reply reply() throws IOException, InterruptedException;
    }

    private Exchange.Reply exchanged(Asking asking) {
        try {
            return asking.reply();
        } catch (IOException e) {
            throw silent(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.because("interrupted while waiting for the server", "run the command again", e);
        }
    }

    /** The client of the JDK would send question marks for what is not ASCII. */
    private static void header(Map<String, String> headers, String name, String text) {
        boolean plain =
                text.strip().equals(text) && text.chars().allMatch(character -> character >= ' ' && character <= '~');
        headers.put(plain ? name : name + "*", plain ? text : ExtValue.encode(text));
    }

    private JsonNode json(Exchange.Reply reply) {
        try (var body = reply.body()) {
            return json(body.readAllBytes());
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private Failure silent(IOException e) {
        return Failure.because(
                "%s does not answer: %s".formatted(exchange, Failures.describe(e)),
                "try again; if it stays so, see what daybook serve logged",
                e);
    }

    private static JsonNode json(byte[] body) {
        try {
            return Output.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return Output.JSON.createObjectNode().put("detail", new String(body, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
