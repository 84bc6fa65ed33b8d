package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.CommandForm.When;
import dev.daybook.operation.Moments;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Role;
import dev.daybook.query.AuditFilter;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.AuditRow;
import dev.daybook.query.Page;
import dev.daybook.query.Span;
import dev.daybook.shape.Says;
import dev.daybook.shape.Shape;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What happened to one thing, or around a moment, to whatever it happened: a line for each. */
final class TimelineTool implements Tool {

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

    TimelineTool(AuditQueries audit, Things things) {
        this.audit = audit;
        this.things = things;
    }

    @Override
    public String name() {
        return "timeline";
    }

    @Override
    public Role role() {
        return Role.READ;
    }

    @Override
    public ObjectNode definition() {
        return Definition.of(
                        name(),
                        "What happened to a thing (id), newest first, or around a hit, whatever it was about (around),"
                                + " oldest first. audit tells the values.",
                        ARGUMENTS)
                .of(List.of(Effect.READS));
    }

    @Override
    public JsonNode call(ObjectNode arguments, Turn turn) {
        Asked asked = ARGUMENTS.strict(arguments.toString().getBytes(StandardCharsets.UTF_8), "");
        if (asked.id().isPresent() == asked.around().isPresent()) {
            throw Rejected.invalidAt("/id", "timeline wants id or around, one of the two");
        }
        turn.await(AuditTool.READ_MODEL);
        ObjectNode answer = McpServer.object();
        ArrayNode facts = answer.putArray("facts");
        if (asked.id().isPresent()) {
            Page<AuditRow> page = audit.list(
                    AuditFilter.all().ofEntity(things.entity(asked.id().get())), asked.cursor(), asked.limit());
            page.items().forEach(row -> facts.add(line(row)));
            page.next().ifPresent(next -> answer.put("next", next));
        } else {
            around(moment(asked.around().orElseThrow(), turn), asked.limit()).forEach(row -> facts.add(line(row)));
        }
        return answer;
    }

    private Instant moment(String around, Turn turn) {
        if (around.matches("[0-9]{1,18}")) {
            return audit.find(Long.parseLong(around))
                    .map(AuditRow::timestamp)
                    .orElseThrow(() -> Rejected.notFound("there is no position %s: audit tells some", around));
        }
        if (around.matches("[0-9]{4}-.*")) {
            return Moments.of("around", around, When.FROM, turn.now());
        }
        return audit.list(AuditFilter.all().ofEntity(things.entity(around)), Optional.empty(), 1).items().stream()
                .findFirst()
                .map(AuditRow::timestamp)
                .orElseThrow(() -> Rejected.notFound("nothing ever happened to %s: want %s", around, Things.ID));
    }

    /** As many before as after, as far as there are. */
    private List<AuditRow> around(Instant moment, int limit) {
        var rows = new ArrayList<>(half(new Span(Optional.empty(), Optional.of(moment)), true, (limit + 1) / 2)
                .reversed());
        rows.addAll(half(new Span(Optional.of(moment), Optional.empty()), false, limit - rows.size()));
        return rows;
    }

    private List<AuditRow> half(Span happened, boolean newestFirst, int limit) {
        return audit.list(
                        new AuditFilter(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                happened,
                                Span.ALWAYS,
                                Optional.empty(),
                                true,
                                newestFirst),
                        Optional.empty(),
                        Math.max(1, limit))
                .items();
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
