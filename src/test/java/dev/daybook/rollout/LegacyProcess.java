package dev.daybook.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.ChildProcess;
import dev.daybook.InProcess;
import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * A service for users of AIT42 in the stage {@code legacy}, whose journal fails now and then, in a process of its own until
 * it is killed. Each message that was acknowledged is said on standard output, with a {@code -} where the journal lacks it.
 */
final class LegacyProcess {

    static final int SESSIONS = 4;

    /** How often the journal begins to fail, or to work, of so many calls. */
    private static final int TURNS = 12;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Running running;
    private final BooleanSupplier fails;

    private LegacyProcess(Running running, BooleanSupplier fails) {
        this.running = running;
        this.fails = fails;
    }

    static Process start(Path folder, long seed) throws IOException {
        return new ProcessBuilder(ChildProcess.command(LegacyProcess.class, folder, seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static Running serve(Path folder, UnaryOperator<Journal> around) throws IOException {
        Files.createDirectories(folder.resolve("editor/.ait42/sessions"));
        DataDirectory data = DataDirectory.at(folder.resolve("book"));
        data.create();
        return InProcess.serve(data, around);
    }

    static String id(int session) {
        return "session-" + session;
    }

    private static String workspace(int session) {
        return "/srv/repos/desk-" + session % 2;
    }

    /** A journal that takes nothing for a while, again and again. */
    private static final class Failing extends AroundJournal {

        private final Random random;
        private boolean begun;
        private boolean fails;

        Failing(Journal journal, long seed) {
            super(journal);
            this.random = new Random(seed);
        }

        synchronized void begin() {
            begun = true;
        }

        synchronized boolean isFailing() {
            return fails;
        }

        private synchronized boolean fails() {
            if (begun && random.nextInt(TURNS) == 0) {
                fails = !fails;
            }
            return fails;
        }

        @Override
        public CompletableFuture<Appended> append(Append append) {
            return fails()
                    ? CompletableFuture.failedFuture(new JournalUnavailable("the disk is full"))
                    : super.append(append);
        }
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        var journals = new Failing[1];
        Running running = serve(folder, journal -> {
            journals[0] = new Failing(journal, Long.parseLong(args[1]));
            return journals[0];
        });
        var process = new LegacyProcess(running, () -> journals[0].isFailing());
        process.stage(folder);
        journals[0].begin();
        for (int i = 0; i < SESSIONS; i++) {
            int session = i;
            Thread.ofPlatform().start(() -> process.write(session));
        }
    }

    void stage(Path folder) throws Exception {
        post(
                "/rollout",
                JSON.createObjectNode()
                        .put("kind", "ait42")
                        .put("stage", "legacy")
                        .put("root", folder.resolve("editor").toString())
                        .put("force", true)
                        .put("reason", "a test"),
                "");
    }

    static LegacyProcess of(Running running) {
        return new LegacyProcess(running, () -> false);
    }

    /** Half of them with a key, which is the same when it is tried again, also after a kill. */
    private void write(int session) {
        try {
            while (!read(session).has("id")) {
                post("/ait42/create_session", session(session), "");
            }
            int known = read(session).path("chatHistory").size();
            boolean keyed = session < SESSIONS / 2;
            for (int n = keyed ? Math.max(1, known) : known + 1; n < Integer.MAX_VALUE; n++) {
                while (!post("/ait42/add_chat_message", message(session, n), keyed ? id(session) + " " + n : "")
                        .has("id")) {
                    Thread.onSpinWait();
                }
                say(session + " " + n + (fails.getAsBoolean() ? " -" : ""));
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    JsonNode read(int session) throws Exception {
        return post("/ait42/get_session", arguments(session), "");
    }

    JsonNode post(String path, JsonNode body, String key) throws Exception {
        Map<String, String> headers = new HashMap<>(Map.of("content-type", "application/json"));
        if (!key.isEmpty()) {
            headers.put("idempotency-key", key);
        }
        var reply = running.exchange()
                .send("POST", "/api/v1" + path, headers, body.toString().getBytes(StandardCharsets.UTF_8));
        try (InputStream in = reply.body()) {
            return JSON.readTree(in.readAllBytes());
        }
    }

    private static ObjectNode arguments(int session) {
        return JSON.createObjectNode().put("workspacePath", workspace(session)).put("sessionId", id(session));
    }

    private static ObjectNode message(int session, int n) {
        ObjectNode message = arguments(session);
        message.putObject("message")
                .put("id", "msg-" + n)
                .put("role", "user")
                .put("content", "message " + n)
                .put("timestamp", "2026-01-02T03:04:05.000Z");
        return message;
    }

    private static ObjectNode session(int session) {
        ObjectNode arguments = JSON.createObjectNode().put("workspacePath", workspace(session));
        ObjectNode told = arguments
                .putObject("session")
                .put("id", id(session))
                .put("type", "competition")
                .put("task", "Sum up per line")
                .put("status", "running")
                .put("createdAt", "2026-01-02T03:04:05.000Z")
                .put("updatedAt", "2026-01-02T03:04:05.000Z");
        told.putArray("instances");
        told.putArray("chatHistory");
        return arguments;
    }

    private static void say(String line) {
        byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        if (System.out.checkError()) { // nobody is left who would end it
            Runtime.getRuntime().halt(1);
        }
    }
}
