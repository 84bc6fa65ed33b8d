package dev.daybook.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.text.ExtValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Speaks to the server and turns its refusals into {@link Failure}s. */
final class Client {

    private static final String PREFIX = "/api/v1";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final URI endpoint;
    private final String actor;
    private final String token;
    private final UnaryOperator<String> times;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .sslContext(new NoTls())
            .sslParameters(new SSLParameters())
            .build();

    /** Never used: without one, the client would read all certificates of the system at each start. */
    private static final class NoTls extends SSLContext {
        NoTls() {
            super(null, null, "none");
        }
    }

    /**
     * @param token its text, which lets the command in
     * @param times puts the times in a sentence as the user reads them
     */
    Client(URI endpoint, String actor, String token, UnaryOperator<String> times) {
        this.token = token;
        this.times = times;
        this.endpoint = endpoint;
        this.actor = actor;
    }

    URI endpoint() {
        return endpoint;
    }

    /** What a server answered: the body as JSON, missing if it was empty. */
    record Answer(int status, JsonNode body, HttpResponse<?> response) {

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }
    }

    /** Builds a query string step by step; absent values are left out. */
    static final class Query {

        private final Map<String, String> parameters = new LinkedHashMap<>();

        Query with(String name, Optional<?> value) {
            value.ifPresent(it -> parameters.put(name, it.toString()));
            return this;
        }

        Query with(String name, Object value) {
            return with(name, Optional.of(value));
        }

        /** Asks for an answer with all that was written up to a position. */
        Query asOf(String position) {
            return with("wait", "20s").with("after", position);
        }

        @Override
        public String toString() {
            var text = new StringBuilder();
            parameters.forEach((name, value) -> text.append(text.isEmpty() ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(encode(value)));
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
        var request = request(path, "application/json")
                .method(
                        method,
                        body.map(it -> BodyPublishers.ofString(it.toString())).orElseGet(BodyPublishers::noBody));
        if (body.isPresent()) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach((name, text) -> header(request, name, text));
        var response = exchange(request.build(), BodyHandlers.ofByteArray());
        var answer = new Answer(response.statusCode(), json(response.body()), response);
        if (answer.status() >= 400) {
            throw failure(answer.status(), answer.body());
        }
        return answer;
    }

    /** Returns the body of an endless or large answer as it arrives. The caller closes it. */
    InputStream stream(String path, Query query, String accept, Map<String, String> headers) {
        var request = request(path + query, accept);
        headers.forEach((name, text) -> header(request, name, text));
        var response = exchange(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() >= 400) {
            try (var body = response.body()) {
                throw failure(response.statusCode(), json(body.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return response.body();
    }

    private Failure failure(int status, JsonNode body) {
        return ProblemTexts.failure(new Failure.Problem(status, body), times, ProblemTexts::member);
    }

    private HttpRequest.Builder request(String path, String accept) {
        var request = HttpRequest.newBuilder(endpoint.resolve(PREFIX + path))
                .header("Accept", accept)
                .header("Authorization", "Bearer " + token)
                .header("Daybook-Source", "cli");
        header(request, "Daybook-Actor", actor);
        return request;
    }

    /** The client of the JDK would send question marks for what is not ASCII. */
    private static void header(HttpRequest.Builder request, String name, String text) {
        boolean plain = text.strip().equals(text) && text.chars().allMatch(it -> it >= ' ' && it <= '~');
        if (plain) {
            request.header(name, text);
        } else {
            request.header(name + "*", ExtValue.encode(text));
        }
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw Failure.because(
                    "the server at %s does not answer: %s".formatted(endpoint, Failures.describe(e)),
                    "try again; if it stays so, see what daybook serve logged",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.because("interrupted while waiting for the server", "run the command again", e);
        }
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
