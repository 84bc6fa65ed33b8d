package dev.daybook.bench;

import dev.daybook.agent.AgentEvent;
import dev.daybook.agent.ContextEvent;
import dev.daybook.agent.MemoryEvent;
import dev.daybook.agent.MessageEvent;
import dev.daybook.agent.TaskEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.journal.StreamId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What an import finds in a large hive: mostly tasks and messages. The same each time. */
final class AgentFacts {

    private final Random random = new Random(5);
    private final int records;

    AgentFacts(int records) {
        this.records = records;
    }

    static StreamId stream(Event event) {
        return switch (event) {
            case dev.daybook.agent.Told it -> new StreamId(it.kind().category(), it.id());
            case ItemEvent it -> new StreamId("item", it.item().text());
            default -> throw new IllegalStateException("%s is none of these".formatted(event));
        };
    }

    Event event(int i, Instant at) {
        String agent = "agent-%d".formatted(random.nextInt(AgentStore.AGENTS));
        if (i < AgentStore.AGENTS) {
            return new AgentEvent.Recorded(
                    "agent-" + i, set("status", i % 50 == 0 ? "crashed" : "active"), Optional.empty());
        }
        return switch (i % 10) {
            case 0, 1, 2 ->
                new TaskEvent.Recorded(
                        "task-" + i,
                        set(
                                "agent_id",
                                agent,
                                "title",
                                "Guard the import endpoint " + i,
                                "priority",
                                "medium",
                                "status",
                                List.of("pending", "in_progress", "completed", "completed", "failed")
                                        .get(random.nextInt(5)),
                                "created_at",
                                at,
                                "started_at",
                                at.plusSeconds(random.nextInt(600)),
                                "completed_at",
                                at.plusSeconds(600 + random.nextInt(6_000)),
                                "confidence_score",
                                random.nextInt(100) / 100.0),
                        Optional.empty());
            case 3, 4, 5 ->
                new MessageEvent.Recorded(
                        "message-" + i,
                        set(
                                "from_agent",
                                agent,
                                "to_agent",
                                "agent-" + random.nextInt(AgentStore.AGENTS),
                                "message_type",
                                "status",
                                "content",
                                "step " + i + " is done, the next one waits",
                                "priority",
                                5,
                                "sent_at",
                                at,
                                "delivered_at",
                                at.plusMillis(random.nextInt(5_000)),
                                "acknowledged_at",
                                at.plusMillis(5_000 + random.nextInt(60_000))),
                        Optional.empty());
            case 6 ->
                new ContextEvent.Recorded(
                        "context-" + i,
                        set(
                                "agent_id",
                                agent,
                                "usage_percent",
                                random.nextInt(1_000) / 10.0,
                                "token_count",
                                i,
                                "created_at",
                                at),
                        Optional.empty());
            case 7 ->
                new MemoryEvent.Recorded(
                        "memory-" + i,
                        set(
                                "agent_id",
                                agent,
                                "session_id",
                                "context-" + random.nextInt(records / 10),
                                "text",
                                "tokens expire after " + i,
                                "created_at",
                                at),
                        Optional.empty());
            case 8 ->
                item(
                        "hive.metric",
                        i,
                        "{\"agent_id\":\"%s\",\"metric_type\":\"duration\",\"value\":%d,\"recorded_at\":\"%s\"}"
                                .formatted(agent, i, at));
            default ->
                item(
                        "hive.event",
                        i,
                        "{\"agent_id\":\"%s\",\"severity\":\"info\",\"message\":\"step %d\",\"timestamp\":\"%s\",\"correlation_id\":\"c%d\"}"
                                .formatted(agent, i, at, random.nextInt(records / 20)));
        };
    }

    private static Event item(String kind, int i, String json) {
        return new ItemEvent.Recorded(new ItemId(kind, kind + "/" + i, ""), new Json(json), Optional.empty());
    }

    private static Map<String, Json> set(Object... members) {
        var set = new HashMap<String, Json>();
        for (int i = 0; i < members.length; i += 2) {
            Object value = members[i + 1];
            set.put("/" + members[i], new Json(value instanceof Number ? value.toString() : "\"" + value + "\""));
        }
        return set;
    }
}
