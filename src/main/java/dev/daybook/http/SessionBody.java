package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.session.Message;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.shape.Shape;
import java.nio.charset.StandardCharsets;

/** Sessions as requests tell them. Nothing is guessed: all that is wrong is named at once. */
final class SessionBody {

    /** The member that tells which revision the sender has seen; it is none of the session's own. */
    static final String REVISION = "revision";

    /**
     * Reads a whole session.
     *
     * @param at the JSON pointer of {@code node} in the request
     * @throws dev.daybook.shape.Flawed if it is none
     */
    static SessionRecord session(JsonNode node, String at) {
        return read(
                SessionShape.RECORD,
                node instanceof ObjectNode object ? object.deepCopy().without(REVISION) : node,
                at);
    }

    /** Reads a message; as {@link #session}. */
    static Message message(JsonNode node, String at) {
        return read(SessionShape.MESSAGE, node, at);
    }

    private static <R> R read(Shape<R> shape, JsonNode node, String at) {
        return shape.strict(JsonText.of(node).text().getBytes(StandardCharsets.UTF_8), at);
    }

    private SessionBody() {}
}
