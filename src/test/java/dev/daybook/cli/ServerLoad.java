package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a server all at once, each work again and again, until it is stopped or the server is killed. What fails before
 * is told by {@link #stop}.
 */
final class ServerLoad implements AutoCloseable {

    private static final long JOB_PAUSE_NANOS = 50_000_000;

    private final Program.Server server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** What is done again and again. */
    @FunctionalInterface
    interface Work {
        void turn() throws Exception;
    }

    /** An answer; its body is missing if it is not JSON. */
    record Answer(int status, JsonNode body) {}

    ServerLoad(Program.Server server) {
        this.server = server;
    }

    /** Begins with a work beside the others. */
    ServerLoad beside(Work work) {
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                while (!over) {
                    work.turn();
                }
            } catch (Exception | AssertionError e) {
                if (!over) {
                    failures.add(e);
                }
            }
        }));
        return this;
    }

    /** Registers a task; returns whether that was acknowledged. */
    boolean register(String title) throws IOException, InterruptedException {
        return post("/sbis", object().put("title", title)).status() == 201;
    }

    Answer post(String path, JsonNode body) throws IOException, InterruptedException {
        return answer(server.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** Has something done that may take longer than its answer waits, until it is done. */
    void worked(String path, JsonNode body) throws IOException, InterruptedException {
        Answer answer = ended(path, body);
        assertThat(answer.status()).as("%s: %s", path, answer).isEqualTo(200);
    }

    /** Returns how something ended that may take longer than its answer waits: as it would have been answered then. */
    Answer ended(String path, JsonNode body) throws IOException, InterruptedException {
        Answer answer = post(path, body);
        if (answer.status() != 202) {
            return answer;
        }
        String job = "/jobs/" + answer.body().path("id").asText();
        while (answer.body().path("state").asText().equals("running")) {
            LockSupport.parkNanos(JOB_PAUSE_NANOS);
            answer = get(job);
        }
        return answer.body().path("state").asText().equals("done")
                ? new Answer(200, answer.body().path("result"))
                : new Answer(answer.body().at("/problem/status").asInt(answer.status()), answer.body());
    }

    /** Changes a thing, whatever its revision. */
    Answer patch(String path, JsonNode body) throws IOException, InterruptedException {
        return answer(server.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .method("PATCH", BodyPublishers.ofString(body.toString()))
                .build());
    }

    Answer get(String path) throws IOException, InterruptedException {
        return answer(server.request(path).build());
    }

    private Answer answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answer(
                response.statusCode(), json ? Output.JSON.readTree(response.body()) : MissingNode.getInstance());
    }

    static ObjectNode object() {
        return Output.JSON.createObjectNode();
    }

    /** Whether nothing has failed so far. */
    boolean isWell() {
        return failures.isEmpty();
    }

    /** Kills the server in the middle of all that; fails if something had failed before. */
    void kill() throws InterruptedException {
        over = true;
        server.kill();
        stop();
    }

    /** Ends when each work has had its turn; fails if one of them has failed. */
    void stop() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        @Nullable Throwable failure = failures.poll();
        if (failure != null) {
            throw new AssertionError(failure + "; the server said: " + server.err(), failure);
        }
    }

    @Override
    public void close() {
        over = true;
        http.shutdownNow();
    }
}
