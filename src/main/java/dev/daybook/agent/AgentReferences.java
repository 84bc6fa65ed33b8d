package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_MESSAGES;
import static dev.daybook.readmodel.Tables.MEMORY_SNAPSHOTS;
import static dev.daybook.readmodel.Tables.TASKS;

import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.slice.Reference;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Table;

/**
 * What records of agents name and have to find: the task that a task is part of, the message that a message answers or is
 * answered by, the memory that says what another one said. Agents are named by whoever they are sent to, known or not.
 */
final class AgentReferences {

    static List<Reference> all() {
        return List.of(
                of(Kind.TASK, "/parent_task_id", TASKS, TASKS.PARENT_TASK_ID, TASKS.ID),
                of(Kind.MESSAGE, "/answers", AGENT_MESSAGES, AGENT_MESSAGES.ANSWERS, AGENT_MESSAGES.ID),
                of(Kind.MESSAGE, Messages.ANSWERED_BY, AGENT_MESSAGES, AGENT_MESSAGES.ANSWERED_BY, AGENT_MESSAGES.ID),
                of(
                        Kind.MEMORY,
                        MemoryRules.INTO,
                        MEMORY_SNAPSHOTS,
                        MEMORY_SNAPSHOTS.CONSOLIDATED_INTO,
                        MEMORY_SNAPSHOTS.ID));
    }

    private static Reference of(Kind kind, String pointer, Table<?> table, Field<String> names, Field<String> by) {
        return new Reference(
                kind.category(),
                pointer.substring(1),
                kind.category(),
                event -> said(event, pointer),
                AgentProjection.NAME,
                table,
                names,
                by);
    }

    private static Optional<List<String>> said(Event event, String pointer) {
        return event instanceof Told told && told.says(pointer)
                ? Optional.of(Optional.ofNullable(told.set().get(pointer))
                        .filter(value -> !value.equals(Json.NULL))
                        .map(value -> JsonText.tree(value).asText(""))
                        .stream()
                        .toList())
                : Optional.empty();
    }

    private AgentReferences() {}
}
