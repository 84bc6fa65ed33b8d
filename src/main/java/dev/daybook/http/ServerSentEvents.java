package dev.daybook.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Server-sent events. */
final class ServerSentEvents {

    static final String MEDIA = "text/event-stream";
    private static final byte[] END = {'\n', '\n'};
    private static final byte[] BEAT = {':', '\n', '\n'};

    /** How long a client waits before it connects again. */
    private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);

    private ServerSentEvents() {}

    /** Answers with what {@code body} sends; the client hears at once that it is connected. */
    static Answer answer(Answer.Body body) {
        return Answer.streamed(MEDIA, sink -> {
                    sink.write(RETRY);
                    sink.flush();
                    body.writeTo(sink);
                })
                .with("Cache-Control", "no-store");
    }

    static void send(ResponseStream sink, String id, String event, Object data) throws IOException {
        sink.write("id: %s\nevent: %s\ndata: ".formatted(id, event).getBytes(StandardCharsets.UTF_8));
        JsonOutput.write(sink, data); // one line: JSON escapes line ends within texts
        sink.write(END);
    }

    /** Sends what says nothing but that we are here. */
    static void beat(ResponseStream sink) throws IOException {
        sink.write(BEAT);
        sink.flush();
    }
}
