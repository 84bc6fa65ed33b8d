package dev.daybook.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is sent back: a status, headers, and a body as bytes or written piece by piece. */
final class Answer {

    /** A body that is written while it is made. Blocks while the client is slow. */
    interface Body {
        void writeTo(ResponseStream sink) throws IOException;
    }

    static final String JSON = "application/json";
    private static final byte[] NOTHING = {};

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final byte[] bytes;
    private final Optional<Body> body;
    private OptionalLong position = OptionalLong.empty();

    private Answer(int status, byte[] bytes, Optional<Body> body) {
        this.status = status;
        this.bytes = bytes;
        this.body = body;
    }

    static Answer json(Object value) {
        return json(200, value);
    }

    static Answer json(int status, Object value) {
        return bytes(status, JSON, JsonOutput.bytes(value));
    }

    static Answer bytes(int status, String contentType, byte[] bytes) {
        return new Answer(status, bytes, Optional.empty()).with("Content-Type", contentType);
    }

    static Answer empty(int status) {
        return new Answer(status, NOTHING, Optional.empty());
    }

    static Answer streamed(String contentType, Body body) {
        return new Answer(200, NOTHING, Optional.of(body)).with("Content-Type", contentType);
    }

    /** Returns the same with another body in place of its bytes. */
    Answer of(byte[] others) {
        var same = new Answer(status, others, body);
        same.headers.putAll(headers);
        same.position = position;
        return same;
    }

    Answer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** Says which journal position the answer reflects; the head if it is not said. */
    Answer at(long reflected) {
        position = OptionalLong.of(reflected);
        return this;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] bytes() {
        return bytes;
    }

    Optional<Body> body() {
        return body;
    }

    OptionalLong position() {
        return position;
    }
}
