package dev.daybook.projection;

import dev.daybook.agent.AgentEvent;
import dev.daybook.agent.ContextEvent;
import dev.daybook.agent.MemoryEvent;
import dev.daybook.agent.MessageEvent;
import dev.daybook.agent.TaskEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** What happens to a few agents and what is theirs, made at random, also such as the rules of today would refuse. */
final class AgentHistories {

    private static final List<String> MEMBERS = List.of(
            "/status",
            "/agent_id",
            "/title",
            "/priority",
            "/created_at",
            "/started_at",
            "/completed_at",
            "/sent_at",
            "/delivered_at",
            "/confidence_score",
            "/to_agent",
            "/session_id",
            "/usage_percent");

    private static final List<String> STATUSES =
            List.of("active", "idle", "crashed", "pending", "in_progress", "completed", "failed");

    private final Random random;
    private final int count;

    AgentHistories(Random random, int count) {
        this.random = random;
        this.count = count;
    }

    Event next() {
        String id = "x" + random.nextInt(count);
        var until = Chronicle.START.plusSeconds(random.nextInt(9_999));
        return switch (random.nextInt(24)) {
            case 0, 1 -> new AgentEvent.Recorded(id, some(), Optional.empty());
            case 2 -> new AgentEvent.StatusChanged(id, "crashed", Optional.empty(), some());
            case 3 -> random.nextInt(4) == 0 ? new AgentEvent.Removed(id) : revised(id);
            case 4, 5, 6 -> new TaskEvent.Recorded(id, some(), Optional.of("{}"));
            case 7 -> new TaskEvent.Claimed(id, "a1", until, random.nextInt(9), some());
            case 8 -> new TaskEvent.ClaimTakenOver(id, "a2", "a1", until, random.nextInt(9), some());
            case 9 -> new TaskEvent.ClaimRenewed(id, "a1", until, random.nextInt(9));
            case 10 -> new TaskEvent.ClaimReleased(id, "a1", some());
            case 11 ->
                random.nextInt(4) == 0 ? new TaskEvent.Removed(id) : new TaskEvent.StatusChanged(id, "x", some());
            case 12, 13 -> new MessageEvent.Recorded(id, some(), Optional.empty());
            case 14 -> new MessageEvent.Acknowledged(id, some());
            case 15, 16 -> new ContextEvent.Recorded(id, some(), Optional.empty());
            case 22, 23 -> new ContextEvent.ThresholdCrossed(id, random.nextBoolean() ? 75 : 85, 90);
            case 17 -> new MemoryEvent.Recorded(id, some(), Optional.empty());
            case 18 -> new MemoryEvent.Consolidated(id, "x1", some());
            case 19 -> new MemoryEvent.ConsolidationReverted(id, "x1", Map.of(), List.of("/created_at"));
            case 20 ->
                new ItemEvent.Recorded(metric(id), new Json("{\"agent_id\":\"a1\",\"value\":1.5}"), Optional.empty());
            default ->
                random.nextInt(4) == 0
                        ? new ItemEvent.Removed(metric(id))
                        : new ItemEvent.Revised(metric(id), some(), List.of("/value"), Optional.empty());
        };
    }

    private static ItemId metric(String id) {
        return new ItemId("hive.metric", id, "");
    }

    private String word(String member) {
        if (member.endsWith("_at") && random.nextInt(4) > 0) {
            return Chronicle.START.plusSeconds(random.nextInt(200_000)).toString();
        }
        return member.equals("/status") && random.nextBoolean()
                ? STATUSES.get(random.nextInt(STATUSES.size()))
                : "word " + random.nextInt(3);
    }

    private AgentEvent revised(String id) {
        return new AgentEvent.Revised(id, some(), List.of("/configuration", "/status"), Optional.empty());
    }

    private Map<String, Json> some() {
        var set = new TreeMap<String, Json>();
        for (String member : MEMBERS) {
            switch (random.nextInt(4)) {
                case 0 -> set.put(member, new Json("\"" + word(member) + "\""));
                case 1 -> set.put(member, new Json(random.nextBoolean() ? "62.5" : "null"));
                default -> {}
            }
        }
        return set;
    }
}
