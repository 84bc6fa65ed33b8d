package dev.daybook.mcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A message that cannot be answered with a result: an error of JSON-RPC, and the status of HTTP that goes with it. */
@SuppressWarnings("serial")
final class ProtocolError extends RuntimeException {

    static final int PARSE = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int UNKNOWN_METHOD = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int HEADER_MISMATCH = -32020;
    static final int UNSUPPORTED_VERSION = -32022;

    private static final int BAD_REQUEST = 400;

    private final int code;
    private final int status;
    private final Optional<ObjectNode> data;

    private ProtocolError(int code, int status, String message, Optional<ObjectNode> data) {
        super(message, null, false, false); // an answer, not an accident
        this.code = code;
        this.status = status;
        this.data = data;
    }

    static ProtocolError badRequest(int code, String message, Object... args) {
        return new ProtocolError(code, BAD_REQUEST, message.formatted(args), Optional.empty());
    }

    static ProtocolError of(int code, int status, String message, Object... args) {
        return new ProtocolError(code, status, message.formatted(args), Optional.empty());
    }

    static ProtocolError unsupported(String requested, Iterable<String> supported) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        supported.forEach(data.putArray("supported")::add);
        data.put("requested", requested);
        return new ProtocolError(
                UNSUPPORTED_VERSION,
                BAD_REQUEST,
                "revision '%s' is not spoken here: want one of %s".formatted(requested, String.join(", ", supported)),
                Optional.of(data));
    }

    int status() {
        return status;
    }

    ObjectNode error() {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("code", code).put("message", getMessage());
        data.ifPresent(node -> error.set("data", node));
        return error;
    }
}
