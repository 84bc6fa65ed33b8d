package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_RECORD;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.query.Reads;
import java.util.Optional;

/** Questions about agents, their tasks, messages, contexts and memories. Thread-safe. */
final class AgentQueries {

    private final Reads reads;

    AgentQueries(Reads reads) {
        this.reads = reads;
    }

    /** Returns a record as it is now. */
    Optional<JsonNode> record(Kind kind, String id) {
        return reads.read(tables -> tables.select(AGENT_RECORD.RECORD)
                .from(AGENT_RECORD)
                .where(AGENT_RECORD.CATEGORY.eq(kind.category()).and(AGENT_RECORD.ID.eq(id)))
                .fetchOptional(row -> JsonText.tree(new Json(row.value1()))));
    }
}
