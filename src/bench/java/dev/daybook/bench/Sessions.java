package dev.daybook.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The commands of the editor, as it sends them to a real server, beside its own way of working in the same run: with
 * that many sessions in the workspace.
 */
final class Sessions {

    private static final int CALLS = 1_000;

    /** The file way takes half a second a call when the file is large. */
    private static final int FILE_CALLS = 20;

    private static final int MESSAGES = 4;

    private final Path scratch;
    private final Consumer<Figure> table;
    private final int sessions;
    private String authorization = "";
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One call; {@code number} counts them. */
    private interface Call {
        void run(int number) throws Exception;
    }

    Sessions(Path scratch, Consumer<Figure> table, int sessions) {
        this.scratch = scratch;
        this.table = table;
        this.sessions = sessions;
    }

    void run() throws Exception {
        Path home = Files.createTempDirectory(scratch, "home");
        String workspace = SessionTree.write(home, sessions, MESSAGES);
        var service = new Service(Files.createTempDirectory(scratch, "data").resolve("book"), 18_421);
        service.run("migrate", home.toString());
        Path file;
        try (var files = Files.list(home.resolve(".ait42/sessions"))) {
            file = files.findFirst().orElseThrow();
        }
        Process server = service.start();
        try {
            authorization = service.authorization();
            String api = service.api() + "/ait42/";
            creates(api, workspace, file);
            updates(api, workspace, file);
            messages(api, workspace, file);
            all(api, workspace, file);
            concurrent(api, workspace, file);
        } finally {
            Service.stop(server);
        }
    }

    private void creates(String api, String workspace, Path file) throws Exception {
        measure(
                "create_session",
                number -> post(api + "create_session", arguments(workspace).set("session", fresh("a", number))),
                number -> new EditorFile(file, false).create(fresh("b", number)),
                number -> new EditorFile(file, true).create(fresh("c", number)));
    }

    private void updates(String api, String workspace, Path file) throws Exception {
        measure(
                "update_session",
                number -> post(api + "update_session", arguments(workspace).set("session", completed(number))),
                number -> new EditorFile(file, false).update(completed(number)),
                number -> new EditorFile(file, true).update(completed(number)));
    }

    private void messages(String api, String workspace, Path file) throws Exception {
        measure(
                "add_chat_message",
                number -> post(
                        api + "add_chat_message",
                        arguments(workspace).put("sessionId", id(number)).set("message", message(number))),
                number -> new EditorFile(file, false).addMessage(id(number), message(number)),
                number -> new EditorFile(file, true).addMessage(id(number), message(number)));
    }

    private void all(String api, String workspace, Path file) throws Exception {
        String body = arguments(workspace).toString();
        Call ours = _ -> send(api + "get_all_sessions", body);
        for (int i = 0; i < FILE_CALLS; i++) {
            ours.run(i);
        }
        double oursMs = perCallMs(FILE_CALLS, ours);
        double fileMs = perCallMs(FILE_CALLS, _ -> new EditorFile(file, false).all());
        table.accept(new Figure(
                name("get_all_sessions"), "ms", oursMs, Optional.empty(), Optional.of(fileMs), "the whole answer"));
    }

    private void concurrent(String api, String workspace, Path file) throws Exception {
        long begin = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, CALLS)
                    .<Future<?>>mapToObj(number -> threads.submit(() -> {
                        post(
                                api + "add_chat_message",
                                arguments(workspace)
                                        .put("sessionId", id(number))
                                        .set("message", message(number)));
                        return true;
                    }))
                    .toList();
            for (Future<?> call : calls) {
                call.get();
            }
        }
        double oursMs = (System.nanoTime() - begin) / 1e6 / CALLS;
        double fileMs =
                perCallMs(FILE_CALLS, number -> new EditorFile(file, false).addMessage(id(number), message(number)));
        table.accept(new Figure(
                name("1,000 at once"),
                "ms",
                oursMs,
                Optional.empty(),
                Optional.of(fileMs),
                "per call; file way: one after another, as at once it loses what others wrote"));
    }

    private void measure(String what, Call ours, Call file, Call flushed) throws Exception {
        double oursMs = perCallMs(CALLS, ours);
        double fileMs = perCallMs(FILE_CALLS, file);
        double flushedMs = perCallMs(FILE_CALLS, flushed);
        table.accept(new Figure(
                name(what),
                "ms",
                oursMs,
                Optional.empty(),
                Optional.of(fileMs),
                "per call, durable; file way flushed as well: %,.2f ms".formatted(flushedMs)));
    }

    private static double perCallMs(int calls, Call call) throws Exception {
        long begin = System.nanoTime();
        for (int number = 0; number < calls; number++) {
            call.run(number);
        }
        return (System.nanoTime() - begin) / 1e6 / calls;
    }

    private String name(String what) {
        return "%s, %,d sessions".formatted(what, sessions);
    }

    private static ObjectNode arguments(String workspace) {
        return JsonNodeFactory.instance.objectNode().put("workspacePath", workspace);
    }

    private static ObjectNode fresh(String series, int number) {
        return SessionTree.session("%s0000000-0000-4000-8000-%012d".formatted(series, number), number, 0);
    }

    private static String id(int number) {
        return "00000000-0000-4000-8000-%012d".formatted(number);
    }

    private static ObjectNode completed(int number) {
        return SessionTree.session(id(number), number, MESSAGES)
                .put("status", "completed")
                .put("updatedAt", "2025-11-11T01:00:00.000Z")
                .put("completedAt", "2025-11-11T01:00:00.000Z");
    }

    private static ObjectNode message(int number) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", "msg-%d".formatted(1_762_900_000_000L + number))
                .put("role", "user")
                .put("content", "how far are you?")
                .put("timestamp", "2025-11-11T02:00:00.000Z")
                .put("instanceId", 1);
    }

    private void post(String address, JsonNode body) throws Exception {
        send(address, body.toString());
    }

    private void send(String address, String body) throws Exception {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("Content-Type", "application/json")
                        .header("Authorization", authorization)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("%s answered %d: %s"
                    .formatted(address, answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8)));
        }
    }
}
