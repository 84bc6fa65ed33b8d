package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.cli.DataDirectory.Holder;
import dev.daybook.text.ExtValue;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends each line of an input to a server and writes what it answers as a line, in the order of the answers. It looks
 * into neither. Ends with the input once all of it is answered, or with whoever started it.
 *
 * <p>A client keeps one of these for each conversation: it has to be small. So no HTTP client of the newer kind, whose
 * classes and threads take as much memory as all the rest.
 */
final class LineForwarder {

    private static final int THREADS = 4;

    /** As long as the answers may take that are outstanding when the input ends; then they are refused. */
    private static final Duration OUTSTANDING = Duration.ofSeconds(90);

    private static final int CONNECT_TIMEOUT_MS = 5_000;

    /** A server that is told to stop answers what is under way first; then another one is started. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** It is not ready, or another one has taken its port meanwhile, which lets in by another token. */
    private static final Set<Integer> AGAIN = Set.of(503, 401);

    private static final int ACCEPTED = 202;
    private static final int INTERNAL_ERROR = -32603;
    private static final int RANDOM_BYTES = 8;
    private static final String SESSION = "Mcp-Session-Id";

    private final AgentServer server;
    private final String actor;
    private final InputStream in;
    private final PrintStream out;
    private final Consumer<String> note;
    private final String conversation;
    private volatile String session = "";
    private final Set<Line> outstanding = ConcurrentHashMap.newKeySet();
    private boolean ended;

    /** @param note takes remarks for a person; nothing else is ever written to {@code out} than answers */
    LineForwarder(AgentServer server, String actor, InputStream in, PrintStream out, Consumer<String> note) {
        this.server = server;
        this.actor = actor;
        this.in = in;
        this.out = out;
        this.note = note;
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        this.conversation = "mcp-" + HexFormat.of().formatHex(random);
    }

    /** A line of the input, the same only as itself. */
    private static final class Line {
        private final byte[] message;

        Line(byte[] message) {
            this.message = message;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // read only
    private record Answer(int status, byte[] body, Optional<String> session) {}

    /** Forwards until the input ends, and answers all that was read of it. */
    void run() {
        // Whoever started it may be gone while others hold its end of the input.
        ProcessHandle.current().parent().ifPresent(LineForwarder::endWith);
        ExecutorService threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().daemon().factory());
        try (var input = new BufferedInputStream(in)) {
            for (byte[] message = line(input); message.length > 0 || !ended; message = line(input)) {
                if (!new String(message, StandardCharsets.UTF_8).isBlank()) {
                    var line = new Line(message);
                    outstanding.add(line);
                    threads.execute(() -> forward(line));
                }
            }
        } catch (IOException e) {
            note.accept("the input cannot be read: " + Failures.describe(e));
        }
        threads.shutdown();
        try {
            threads.awaitTermination(OUTSTANDING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        outstanding.forEach(line -> refuse(line, "the server has not answered since the input ended"));
    }

    private static void endWith(ProcessHandle parent) {
        Thread.ofPlatform().daemon().start(() -> {
            parent.onExit().join();
            System.exit(0);
        });
    }

    private byte[] line(InputStream input) throws IOException {
        var line = new ByteArrayOutputStream();
        int each = input.read();
        while (each >= 0 && each != '\n') {
            line.write(each);
            each = input.read();
        }
        ended = each < 0;
        return line.toByteArray();
    }

    private void forward(Line line) {
        try {
            Answer answer = send(line.message);
            conclude(line, answer.status() == ACCEPTED ? new byte[0] : answered(line.message, answer));
        } catch (Failure e) {
            note.accept(e.getMessage());
            refuse(line, e.getMessage() + e.next().map(next -> "; " + next).orElse(""));
        } catch (OutputClosed _) {
            System.exit(0);
        } catch (RuntimeException e) {
            refuse(line, Failures.describe(e));
        }
    }

    private void refuse(Line line, String why) {
        conclude(line, error(line.message, why));
    }

    /** Answers it unless somebody has; no text if it is none that has an answer. */
    private void conclude(Line line, byte[] answer) {
        if (outstanding.remove(line)) {
            write(answer);
        }
    }

    /**
     * Sends it, again if the server is gone, which is looked for each time and started if need be: what changes something
     * has a key, and is done once.
     */
    private Answer send(byte[] message) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        IOException failure;
        do {
            try {
                Answer answer = post(server.holder(), message);
                if (!AGAIN.contains(answer.status())) {
                    return answer;
                }
                failure = new IOException("it is not ready");
            } catch (IOException e) {
                failure = e;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() < deadlineNs);
        throw Failure.because(
                "the server does not answer: " + Failures.describe(failure), "see what daybook serve logged", failure);
    }

    private Answer post(Holder holder, byte[] message) throws IOException {
        URI endpoint = holder.endpoint().orElseThrow();
        var request = (HttpURLConnection) endpoint.resolve("/mcp?lines").toURL().openConnection(Proxy.NO_PROXY);
        request.setConnectTimeout(CONNECT_TIMEOUT_MS);
        request.setRequestMethod("POST");
        request.setDoOutput(true);
        request.setFixedLengthStreamingMode(message.length); // never sent a second time behind our back
        request.setRequestProperty("Authorization", "Bearer " + holder.pass());
        request.setRequestProperty("Content-Type", "application/json");
        request.setRequestProperty("Accept", "application/json");
        request.setRequestProperty("Daybook-Actor*", ExtValue.encode(actor));
        request.setRequestProperty("Daybook-Session", conversation);
        if (!session.isEmpty()) {
            request.setRequestProperty(SESSION, session);
        }
        try (var body = request.getOutputStream()) {
            body.write(message);
        }
        int status = request.getResponseCode();
        try (InputStream body =
                status >= HttpURLConnection.HTTP_BAD_REQUEST ? request.getErrorStream() : request.getInputStream()) {
            return new Answer(
                    status,
                    body == null ? new byte[0] : body.readAllBytes(),
                    Optional.ofNullable(request.getHeaderField(SESSION)));
        }
    }

    /** Returns the line of an answer. What is none of the protocol, such as a refused token, is told as its error. */
    private byte[] answered(byte[] message, Answer answer) {
        answer.session().ifPresent(id -> session = id);
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        return text.startsWith("{\"jsonrpc\"")
                ? text.replace('\n', ' ').getBytes(StandardCharsets.UTF_8)
                : error(message, detail(text, answer.status()));
    }

    private static String detail(String text, int status) {
        try {
            return Output.JSON.readTree(text).path("detail").asText("the server answered " + status);
        } catch (IOException _) {
            return "the server answered " + status;
        }
    }

    /** A client that sends what is none of JSON-RPC cannot be told to which of its messages this is. */
    private static byte[] error(byte[] message, String why) {
        ObjectNode error = Output.JSON.createObjectNode().put("jsonrpc", "2.0");
        try {
            JsonNode id = Output.JSON.readTree(message).path("id");
            if (id.isMissingNode()) {
                return new byte[0]; // a notification has no answer
            }
            error.set("id", id);
        } catch (IOException _) {
            error.putNull("id");
        }
        error.putObject("error").put("code", INTERNAL_ERROR).put("message", why);
        return error.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(byte[] line) {
        if (line.length == 0) {
            return;
        }
        synchronized (out) {
            out.write(line, 0, line.length);
            out.write('\n');
            out.flush();
        }
    }
}
