package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.CONTEXT_THRESHOLD;
import static dev.daybook.readmodel.Tables.MEMORY_KNOWN;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import java.util.List;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** From when to when something was so: a memory was known, a context was above a threshold. */
final class Spans {

    /** What ends that a memory is known, for as long as the record says it. */
    private static final List<String> OVER = List.of("/retracted_at", "/consolidated_at", "/expired_at");

    private static final Query KNOWN =
            Statements.insert(MEMORY_KNOWN, List.of(MEMORY_KNOWN.ID, MEMORY_KNOWN.KNOWN_FROM, MEMORY_KNOWN.POSITION));
    private static final Query KNOWN_NO_MORE = DSL.update(MEMORY_KNOWN)
            .set(MEMORY_KNOWN.KNOWN_UNTIL, DSL.param("at", String.class))
            .where(MEMORY_KNOWN.ID.eq(DSL.param("id", String.class)).and(MEMORY_KNOWN.KNOWN_UNTIL.isNull()));
    private static final Query FORGET_KNOWN =
            DSL.deleteFrom(MEMORY_KNOWN).where(MEMORY_KNOWN.ID.eq(DSL.param("id", String.class)));
    private static final Query CROSSED = Statements.insert(
            CONTEXT_THRESHOLD,
            List.of(
                    CONTEXT_THRESHOLD.ID,
                    CONTEXT_THRESHOLD.PERCENT,
                    CONTEXT_THRESHOLD.CROSSED_AT,
                    CONTEXT_THRESHOLD.POSITION));
    private static final Query LEFT = DSL.update(CONTEXT_THRESHOLD)
            .set(CONTEXT_THRESHOLD.LEFT_AT, DSL.param("at", String.class))
            .where(CONTEXT_THRESHOLD
                    .ID
                    .eq(DSL.param("id", String.class))
                    .and(CONTEXT_THRESHOLD.PERCENT.cast(Double.class).gt(DSL.param("usage", Double.class)))
                    .and(CONTEXT_THRESHOLD.LEFT_AT.isNull()));
    private static final Query FORGET_CROSSED =
            DSL.deleteFrom(CONTEXT_THRESHOLD).where(CONTEXT_THRESHOLD.ID.eq(DSL.param("id", String.class)));

    /** Notes what a fact begins or ends. */
    static void apply(
            Told event, Optional<JsonNode> before, Optional<JsonNode> after, String at, long position, Tables tables) {
        switch (event) {
            case MemoryEvent it -> {
                boolean wasKnown = before.filter(Spans::isKnown).isPresent();
                boolean isKnown = after.filter(Spans::isKnown).isPresent();
                if (wasKnown && !isKnown) {
                    tables.execute(KNOWN_NO_MORE, at, it.id());
                } else if (isKnown && !wasKnown) {
                    tables.execute(KNOWN, it.id(), at, position);
                }
            }
            case ContextEvent.ThresholdCrossed it -> tables.execute(CROSSED, it.id(), it.percent(), at, position);
            case ContextEvent it -> {
                if (it.says("/usage_percent")) {
                    tables.execute(LEFT, at, it.id(), usagePercent(after));
                }
            }
            default -> {} // of no length
        }
    }

    private static double usagePercent(Optional<JsonNode> context) {
        return context.map(record -> record.path("usage_percent").asDouble()).orElse(0.0);
    }

    private static boolean isKnown(JsonNode memory) {
        return OVER.stream().map(memory::at).allMatch(node -> node.isMissingNode() || node.isNull());
    }

    /** Takes out what the facts of a record made. */
    static void remove(Told event, Tables tables) {
        switch (event.kind()) {
            case MEMORY -> tables.execute(FORGET_KNOWN, event.id());
            case CONTEXT -> tables.execute(FORGET_CROSSED, event.id());
            case AGENT, TASK, MESSAGE -> {}
        }
    }

    private Spans() {}
}
