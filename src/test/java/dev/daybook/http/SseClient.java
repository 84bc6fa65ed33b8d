package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads server-sent events. */
final class SseClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final InputStream in;
    private final BufferedReader lines;

    /** One event; a comment has neither id nor data. */
    record Event(String id, String event, String data) {

        boolean isBeat() {
            return event.isEmpty();
        }

        JsonNode json() {
            try {
                return JSON.readTree(data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private SseClient(InputStream in) {
        this.in = in;
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    static SseClient open(Caller caller, String path, String... headers) {
        HttpRequest.Builder request = caller.request(path).header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<InputStream> response = caller.client().send(request.build(), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            SseClient client = new SseClient(response.body());
            assertThat(client.block()).contains(new Event("", "", "")); // retry
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Returns the next block of lines, nothing at the end. */
    Optional<Event> block() {
        try {
            String id = "";
            String event = "";
            String data = "";
            String line = lines.readLine();
            if (line == null) {
                return Optional.empty();
            }
            while (line != null && !line.isEmpty()) {
                String value = line.substring(line.indexOf(':') + 1).strip();
                if (line.startsWith("id:")) {
                    id = value;
                } else if (line.startsWith("event:")) {
                    event = value;
                } else if (line.startsWith("data:")) {
                    data = value;
                }
                line = lines.readLine();
            }
            return Optional.of(new Event(id, event, data));
        } catch (IOException e) {
            return Optional.empty(); // the connection broke off
        }
    }

    /** Returns so many events, comments left out. */
    List<Event> take(int count) {
        List<Event> taken = new ArrayList<>();
        while (taken.size() < count) {
            Event next = block().orElseThrow(() -> new AssertionError("ended after %s".formatted(taken)));
            if (!next.isBeat()) {
                taken.add(next);
            }
        }
        return taken;
    }

    /** Returns all events until the end. */
    List<Event> all() {
        List<Event> all = new ArrayList<>();
        Optional<Event> next = block();
        while (next.isPresent()) {
            if (!next.get().isBeat()) {
                all.add(next.get());
            }
            next = block();
        }
        return all;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
