package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A client as a program would write it. */
final class Caller implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Optional<String> token;

    Caller(int port) {
        this(port, Optional.empty());
    }

    private Caller(int port, Optional<String> token) {
        this.port = port;
        this.token = token;
    }

    /** Returns one that comes with a token. */
    Caller with(String text) {
        return new Caller(port, Optional.of(text));
    }

    /** Returns one that comes with a new token of that name, which may do what the role says. */
    Caller as(String name, String role) {
        return with(post("/tokens", "{\"name\":\"%s\",\"role\":\"%s\"}".formatted(name, role))
                .is(201)
                .json()
                .path("token")
                .asText());
    }

    /** Returns one that comes without any. */
    Caller stranger() {
        return new Caller(port);
    }

    /** What came back. */
    record Reply(int status, HttpResponse<byte[]> http) {

        String text() {
            return new String(http.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return read(text());
        }

        /** Returns the rows of NDJSON. */
        List<JsonNode> lines() {
            return text().lines().map(Reply::read).toList();
        }

        private static JsonNode read(String text) {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        long position() {
            return Long.parseLong(header("Daybook-Position"));
        }

        Reply is(int expected) {
            assertThat(status).as("%s%n%s", http.request(), text()).isEqualTo(expected);
            return this;
        }

        /** Expects a problem of that name. */
        Reply isProblem(int expected, String slug) {
            is(expected);
            assertThat(header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(json().path("type").asText()).isEqualTo("/problems/" + slug);
            assertThat(json().path("status").asInt()).isEqualTo(expected);
            assertThat(json().path("detail").asText()).isNotBlank();
            assertThat(json().path("instance").asText()).startsWith("/requests/");
            assertThat(header("Daybook-Position")).isNotBlank();
            return this;
        }

        /** Expects that one of the mistakes is at this pointer. */
        Reply at(String pointer) {
            assertThat(json().path("errors").findValuesAsText("pointer")).contains(pointer);
            return this;
        }
    }

    URI uri(String path) {
        boolean beside = path.matches("/(docs.*|login[?].*|news.*|problems/.*)?")
                || path.equals("/openapi.json")
                || path.matches("/(livez|readyz|metrics|mcp).*")
                || path.startsWith("/api");
        return URI.create("http://127.0.0.1:%d%s%s".formatted(port, beside ? "" : "/api/v1", path));
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Patience.LIMIT);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    Reply get(String path, String... headers) {
        return send("GET", path, Optional.empty(), headers);
    }

    /** Returns what a browser is shown at a path. */
    Reply page(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Patience.LIMIT)
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        for (int index = 0; index < headers.length; index += 2) {
            request.setHeader(headers[index], headers[index + 1]);
        }
        return send(request.build());
    }

    /** Sends a form as a browser does. */
    Reply form(String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Patience.LIMIT)
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return send(request.build());
    }

    Reply post(String path, String body, String... headers) {
        return send("POST", path, Optional.of(body), headers);
    }

    Reply put(String path, String body, String... headers) {
        return send("PUT", path, Optional.of(body), headers);
    }

    Reply patch(String path, String body, String... headers) {
        return send("PATCH", path, Optional.of(body), headers);
    }

    Reply delete(String path, String... headers) {
        return send("DELETE", path, Optional.empty(), headers);
    }

    Reply send(String method, String path, Optional<String> body, String... headers) {
        BodyPublisher publisher = body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
        HttpRequest.Builder request = request(path).method(method, publisher);
        if (body.isPresent()) {
            request.header("Content-Type", "application/json");
        }
        request.setHeader("Prefer", "wait=120"); // the machine of a test may be busy
        if (headers.length > 0) {
            for (int index = 0; index < headers.length; index += 2) {
                request.setHeader(headers[index], headers[index + 1]);
            }
        }
        return send(request.build());
    }

    Reply send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), response);
        } catch (IOException e) {
            throw new AssertionError(request + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(request + " was interrupted", e);
        }
    }

    HttpClient client() {
        return client;
    }

    /** Sends these bytes, with the token behind the first line if there is one, and returns all that comes back until the connection ends. */
    String raw(String request) throws IOException {
        return raw(request.getBytes(StandardCharsets.UTF_8));
    }

    String raw(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Patience.LIMIT.toMillis());
            String head = new String(request, StandardCharsets.ISO_8859_1);
            socket.getOutputStream()
                    .write(token.map(text -> head.replaceFirst("(?=Host:)", "Authorization: Bearer " + text + "\r\n"))
                            .orElse(head)
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            ByteArrayOutputStream reply = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(reply);
            return reply.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
