package dev.daybook.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Requests on the thread that asks, over connections that are kept. The client of {@code java.net.http} hands each call
 * over to threads of its own and back, which takes ten times as long as an echo: 0.5 ms instead of 0.04.
 */
final class HttpCalls {

    static {
        System.setProperty("http.maxConnections", "100"); // kept of one server: five, if nothing is said
    }

    /** Asks, and returns what was answered with 200. */
    static byte[] get(String url, String authorization) throws IOException {
        return answered(connection(url, authorization), 200);
    }

    /** Sends JSON, and returns what was answered with {@code wanted}. */
    static byte[] post(String url, String authorization, String json, int wanted) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        HttpURLConnection connection = connection(url, authorization);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        return answered(connection, wanted);
    }

    private static HttpURLConnection connection(String url, String authorization) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestProperty("Authorization", authorization);
        return connection;
    }

    private static byte[] answered(HttpURLConnection connection, int wanted) throws IOException {
        int status = connection.getResponseCode();
        if (status != wanted) {
            throw new IllegalStateException("%s answered %d".formatted(connection.getURL(), status));
        }
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    private HttpCalls() {}
}
