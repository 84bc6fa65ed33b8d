package dev.daybook.http;

import dev.daybook.operation.Watching;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Server-sent events. */
final class ServerSentEvents {

    static final String MEDIA = "text/event-stream";
    private static final byte[] END = {'\n', '\n'};
    private static final byte[] BEAT = {':', '\n', '\n'};

    /** How long a client waits before it connects again. */
    private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);

    private ServerSentEvents() {}

    /** Returns whether an answer has no end by itself. */
    static boolean are(Answer answer) {
        return MEDIA.equals(answer.headers().get("Content-Type"));
    }

    /** Answers with what {@code body} sends; the client hears at once that it is connected. */
    static Answer answer(Answer.Body body) {
        return Answer.streamed(MEDIA, sink -> {
                    sink.write(RETRY);
                    sink.flush();
                    body.writeTo(sink);
                })
                .with("Cache-Control", "no-store");
    }

    /** Answers with what somebody hears who watches, until that was all. */
    static Answer watched(Watching.Source source, Duration heartbeat, UnaryOperator<byte[]> mask) {
        return answer(sink -> {
            Semaphore bell = new Semaphore(0);
            sink.whenOver(bell::release);
            try (Watching watching = source.begin(bell::release)) {
                while (!sink.over()) {
                    bell.drainPermits();
                    for (Watching.News it : watching.news()) {
                        send(sink, it.id(), it.kind(), mask.apply(JsonOutput.bytes(it.view())));
                    }
                    sink.flush();
                    if (watching.isOver()) {
                        return;
                    }
                    while (!sink.over() && !rings(bell, heartbeat)) {
                        beat(sink);
                    }
                }
            }
        });
    }

    private static boolean rings(Semaphore bell, Duration heartbeat) {
        try {
            return bell.tryAcquire(heartbeat.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** @param json one line: JSON escapes line ends within texts */
    static void send(ResponseStream sink, String id, String event, byte[] json) throws IOException {
        sink.write("id: %s\nevent: %s\ndata: ".formatted(id, event).getBytes(StandardCharsets.UTF_8));
        sink.write(json);
        sink.write(END);
    }

    /** Sends what says nothing but that we are here. */
    static void beat(ResponseStream sink) throws IOException {
        sink.write(BEAT);
        sink.flush();
    }
}
