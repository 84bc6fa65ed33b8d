package dev.daybook.session;

import static dev.daybook.readmodel.Tables.SESSION;
import static dev.daybook.readmodel.Tables.SESSION_MESSAGE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.shape.Says;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** How much of what was said in a session is shown: all of it if nothing says so. */
record Excerpt(
        @Says(
                value = "only so many of its last messages; messagesInAll says how many there are",
                label = "N",
                min = 0,
                max = SessionOperations.NUMBER_MAX,
                like = "100")
        Optional<Long> last,

        @Says(
                value = "of its messages only those before this one, counted from 0",
                label = "N",
                min = 0,
                max = SessionOperations.NUMBER_MAX,
                like = "900")
        Optional<Long> before) {

    /** The member that tells how many messages there are; it is none of the session's own. */
    static final String COUNT = "messagesInAll";

    static final Excerpt WHOLE = new Excerpt(Optional.empty(), Optional.empty());

    /** Of whom only which session it is is wanted. */
    static final Excerpt NOTHING = new Excerpt(Optional.of(0L), Optional.empty());

    boolean isWhole() {
        return equals(WHOLE);
    }

    /** Returns the JSON of a session in its table with so much of what was said; no other message is read. */
    Field<String> document() {
        Field<Long> end = DSL.least(SESSION.MESSAGES, DSL.val(before.orElse(Long.MAX_VALUE)));
        return SessionTable.document(SESSION_MESSAGE
                .ORDINAL
                .lt(end)
                .and(SESSION_MESSAGE.ORDINAL.ge(end.minus(last.orElse(Long.MAX_VALUE)))));
    }

    /** Returns the JSON that {@link #document} reads, with how many messages there are. */
    static String counted(String json, long messages) {
        return json.substring(0, json.length() - 1) + ",\"" + COUNT + "\":" + messages + "}";
    }

    /** Returns the same of a session as a file has it. */
    Json of(Json whole) {
        if (isWhole() || !(JsonText.tree(whole) instanceof ObjectNode session)) {
            return whole;
        }
        JsonNode said = session.path("chatHistory");
        int end = (int) Math.min(said.size(), before.orElse(Long.MAX_VALUE));
        int begin = (int) Math.max(0, end - last.orElse((long) end));
        ArrayNode some = JsonNodeFactory.instance.arrayNode(end - begin);
        for (int at = begin; at < end; at++) {
            some.add(said.get(at));
        }
        session.set("chatHistory", some);
        session.put(COUNT, said.size());
        return JsonText.of(session);
    }
}
