package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Moments;
import dev.daybook.query.AuditFilter;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.AuditRow;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.shape.Shape;
import java.util.List;
import java.util.Optional;

/** What happened to one thing, or around a moment to whatever it was, each a line: in the order of the journal, or of time. */
final class TimelineTool {

    private record Asked(
            @Says(value = "what happened to this: " + Things.ID, max = 500)
            Optional<String> id,

            @Says(
                    value = "what happened around it: a position, a time, or the id of a thing for its last change",
                    max = 500)
            Optional<String> around,

            @Says(value = "how many at most", min = 1, max = 100, standard = "20")
            int limit,

            @Says(value = "the next of the page before, with id", max = 500)
            Optional<String> cursor) {}

    private static final Shape<Asked> ARGUMENTS = Shape.arguments(Asked.class);

    private final AuditQueries audit;
    private final Things things;

    private TimelineTool(AuditQueries audit, Things things) {
        this.audit = audit;
        this.things = things;
    }

    static Tool with(AuditQueries audit, Things things) {
        return Tool.reading(
                "timeline",
                "What happened to a thing (id), as recorded, newest first; or around a hit, whatever it was about"
                        + " (around), by the time at which it happened, oldest first. audit tells the values.",
                ARGUMENTS,
                new TimelineTool(audit, things)::answer);
    }

    private JsonNode answer(Asked asked, Turn turn) {
        if (asked.id().isPresent() == asked.around().isPresent()) {
            throw Rejected.invalidAt("/id", "timeline wants id or around, one of the two");
        }
        if (asked.around().isPresent() && asked.cursor().isPresent()) {
            throw Rejected.invalidAt(
                    "/cursor", "around has no pages: leave cursor out, or ask around the last of them");
        }
        turn.await(AuditTool.READ_MODEL);
        ObjectNode answer = McpServer.object();
        ArrayNode facts = answer.putArray("facts");
        if (asked.id().isPresent()) {
            Page<AuditRow> page = audit.list(
                    AuditFilter.all().ofEntity(things.entity(asked.id().get())), asked.cursor(), asked.limit());
            if (page.items().isEmpty() && asked.cursor().isEmpty()) {
                throw nothing(things.entity(asked.id().get()));
            }
            page.items().forEach(row -> facts.add(line(row)));
            page.next().ifPresent(next -> answer.put("next", next));
        } else {
            around(asked.around().orElseThrow(), asked.limit(), turn).forEach(row -> facts.add(line(row)));
        }
        return answer;
    }

    private List<AuditRow> around(String around, int limit, Turn turn) {
        if (around.matches("[0-9]{4}-.*")) {
            return audit.around(Moments.of("around", around, When.FROM, turn.now()), 0, limit);
        }
        AuditRow row = around.matches("[0-9]{1,18}")
                ? audit.find(Long.parseLong(around))
                        .orElseThrow(() -> Rejected.notFound("there is no position %s: audit tells some", around))
                : audit.list(AuditFilter.all().ofEntity(things.entity(around)), Optional.empty(), 1).items().stream()
                        .findFirst()
                        .orElseThrow(() -> nothing(things.entity(around)));
        return audit.around(row.timestamp(), row.position(), limit);
    }

    private static Rejected nothing(String entity) {
        return Rejected.notFound("nothing ever happened to %s: want %s", entity, Things.ID);
    }

    private static ObjectNode line(AuditRow row) {
        ObjectNode line = Values.fact(row);
        if (!row.changedFields().isEmpty()) {
            row.changedFields().forEach(line.putArray("changed")::add);
        }
        if (row.undone()) {
            line.put("undone", true);
        }
        return line;
    }
}
