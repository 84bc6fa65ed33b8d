package dev.daybook.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.shape.Shape;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sessions as callers tell them. Nothing is guessed: all that is wrong is named at once. */
public final class SessionBody {

    /** The member that tells which revision the sender has seen; it is none of the session's own. */
    static final String REVISION = "revision";

    /**
     * Reads a whole session.
     *
     * @param at the JSON pointer of {@code json} in what was sent
     * @throws dev.daybook.shape.Flawed if it is none
     */
    public static SessionRecord session(Json json, String at) {
        return read(
                SessionShape.RECORD,
                JsonText.tree(json) instanceof ObjectNode object
                        ? JsonText.of(object.without(List.of(REVISION, Excerpt.COUNT)))
                        : json,
                at);
    }

    /** Returns the revision that a session was sent back with, if it was. */
    public static Optional<Json> revision(Json session) {
        JsonNode revision = JsonText.tree(session).path(REVISION);
        return revision.isMissingNode() || revision.isNull() ? Optional.empty() : Optional.of(JsonText.of(revision));
    }

    /** Reads a session that begins {@code now}; what it leaves out is made. */
    static SessionRecord beginning(Json json, String id, Instant now) {
        var session = (ObjectNode) JsonText.tree(json);
        String at = EditorTime.window(now);
        standard(session, "id", id);
        standard(session, "status", "running");
        standard(session, "createdAt", at);
        standard(session, "updatedAt", session.path("createdAt").asText());
        standardList(session, "instances");
        standardList(session, "chatHistory");
        return session(JsonText.of(session), "");
    }

    /** Reads a message that is said {@code now}; what it leaves out is made. */
    static Message saying(Json json, Instant now) {
        var message = (ObjectNode) JsonText.tree(json);
        standard(message, "id", "msg-" + now.toEpochMilli());
        standard(message, "timestamp", EditorTime.window(now));
        return message(JsonText.of(message), "");
    }

    /** Reads a message; as {@link #session}. */
    public static Message message(Json json, String at) {
        return read(SessionShape.MESSAGE, json, at);
    }

    private static void standard(ObjectNode object, String name, String value) {
        if (!object.has(name)) {
            object.put(name, value);
        }
    }

    private static void standardList(ObjectNode object, String name) {
        if (!object.has(name)) {
            object.set(name, JsonNodeFactory.instance.arrayNode());
        }
    }

    private static <R> R read(Shape<R> shape, Json json, String at) {
        return shape.strict(json.text().getBytes(StandardCharsets.UTF_8), at);
    }

    private SessionBody() {}
}
