package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Moments;
import dev.daybook.query.AuditFilter;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.AuditRow;
import dev.daybook.query.Page;
import dev.daybook.query.Span;
import dev.daybook.shape.Says;
import dev.daybook.shape.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who changed what: before, after, and why. */
final class AuditTool {

    static final String READ_MODEL = "audit";

    private record Asked(
            @Says(value = "of this thing: " + Things.ID + "; or of all of a kind", max = 500)
            Optional<String> id,

            @Says(value = "by whom", max = 200) Optional<String> who,

            @Says(value = "a type of event, or sbi.* for all of a kind", max = 200)
            Optional<String> action,

            @Says(value = "a text in what was written", max = 500)
            Optional<String> q,

            @Says(value = "a time, a day, or how long ago (7d)", max = 40)
            Optional<String> since,

            @Says(value = "as since", max = 40) Optional<String> until,

            @Says(value = "how many at most", min = 1, max = 50, standard = "10")
            int limit,

            @Says(value = "the next of the page before", max = 500)
            Optional<String> cursor) {}

    private static final Shape<Asked> ARGUMENTS = Shape.arguments(Asked.class);

    static Tool with(AuditQueries audit, Things things) {
        return Tool.reading(
                "audit",
                "Who changed what, newest first: before, after, and why if it was said.",
                ARGUMENTS,
                (asked, turn) -> answer(asked, turn, audit, things));
    }

    private static JsonNode answer(Asked asked, Turn turn, AuditQueries audit, Things things) {
        turn.await(READ_MODEL);
        var filter = new AuditFilter(
                asked.id().map(things::entity),
                asked.who(),
                asked.action(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Span(
                        asked.since().map(text -> Moments.of("since", text, When.FROM, turn.now())),
                        asked.until().map(text -> Moments.of("until", text, When.UNTIL, turn.now()))),
                Span.ALWAYS,
                asked.q(),
                true,
                true);
        Page<AuditRow> page = audit.list(filter, asked.cursor(), asked.limit());
        ObjectNode answer = McpServer.object();
        ArrayNode facts = answer.putArray("facts");
        page.items().forEach(row -> facts.add(fact(row)));
        page.next().ifPresent(next -> answer.put("next", next));
        return answer;
    }

    private AuditTool() {}

    private static ObjectNode fact(AuditRow row) {
        ObjectNode fact = Values.fact(row);
        row.session().ifPresent(text -> fact.put("session", text));
        fact.put("source", row.source());
        JsonNode event = JsonText.tree(row.newValue());
        List<String> changed = row.changedFields().stream().anyMatch(event::has)
                ? row.changedFields()
                : event.properties().stream().map(Map.Entry::getKey).toList();
        fact.set("before", Values.of(JsonText.tree(row.oldValue()), changed));
        fact.set("after", Values.of(event, changed));
        Optional.ofNullable(event.get("why")).filter(JsonNode::isTextual).ifPresent(node -> fact.set("why", node));
        row.undoneBy().ifPresent(number -> fact.put("undoneBy", number));
        return fact;
    }
}
