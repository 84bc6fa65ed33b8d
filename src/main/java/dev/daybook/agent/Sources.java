package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENTS;
import static dev.daybook.readmodel.Tables.AGENT_MESSAGES;
import static dev.daybook.readmodel.Tables.CHECKPOINTS;
import static dev.daybook.readmodel.Tables.CONFIGURATIONS;
import static dev.daybook.readmodel.Tables.CONTEXT_SESSIONS;
import static dev.daybook.readmodel.Tables.EVENTS;
import static dev.daybook.readmodel.Tables.GIT_STATE;
import static dev.daybook.readmodel.Tables.MEMORY_SNAPSHOTS;
import static dev.daybook.readmodel.Tables.PERFORMANCE_METRICS;
import static dev.daybook.readmodel.Tables.PROJECTS;
import static dev.daybook.readmodel.Tables.PROJECT_TASKS;
import static dev.daybook.readmodel.Tables.PULL_REQUESTS;
import static dev.daybook.readmodel.Tables.TASKS;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which records are rows of which table. Those that are items are told by their kinds. For one thread. */
final class Sources {

    private final Map<Kind, RowTable> records = new EnumMap<>(Map.of(
            Kind.AGENT, RowTable.of(AGENTS, Map.of("created_at", "/spawn_time", "last_activity", "/completion_time")),
            Kind.TASK,
                    RowTable.of(
                            TASKS, Map.of("task_id", "/id", "agent_id", "/agent", "confidence_score", "/confidence")),
            Kind.MESSAGE, RowTable.of(AGENT_MESSAGES, Map.of()),
            Kind.CONTEXT, RowTable.of(CONTEXT_SESSIONS, Map.of()),
            Kind.MEMORY, RowTable.of(MEMORY_SNAPSHOTS, Map.of("text", "/content/text"))));

    private final Map<String, RowTable> items = new HashMap<>(Map.of(
            "hive.agent-file",
                    RowTable.ofItems(AGENTS, Map.of("created_at", "/spawn_time", "last_activity", "/completion_time")),
            "hive.context-file", RowTable.ofItems(CONTEXT_SESSIONS, Map.of()),
            "hive.inbox-message",
                    RowTable.ofItems(
                            AGENT_MESSAGES,
                            Map.of(
                                    "message_id",
                                    "/id",
                                    "from_agent",
                                    "/from",
                                    "message_type",
                                    "/type",
                                    "sent_at",
                                    "/timestamp")),
            "hive.metric", RowTable.ofItems(PERFORMANCE_METRICS, Map.of()),
            "hive.performance",
                    RowTable.ofItems(PERFORMANCE_METRICS, Map.of("agent_id", "/agent", "value", "/duration")),
            "hive.git-state", RowTable.ofItems(GIT_STATE, Map.of()),
            "hive.pull-request", RowTable.ofItems(PULL_REQUESTS, Map.of()),
            "hive.configuration", RowTable.ofItems(CONFIGURATIONS, Map.of()),
            "hive.project", RowTable.ofItems(PROJECTS, Map.of()),
            "hive.project-task", RowTable.ofItems(PROJECT_TASKS, Map.of())));

    Sources() {
        items.put(
                "hive.checkpoint",
                RowTable.ofItems(
                        CHECKPOINTS, Map.of("checkpoint_id", "/id", "name", "/id", "created_at", "/timestamp")));
        items.put("hive.checkpoint-file", RowTable.ofItems(CHECKPOINTS, Map.of("created_at", "/timestamp")));
        items.put("hive.event", RowTable.ofItems(EVENTS, Map.of()));
        items.put(
                "hive.log",
                RowTable.ofItems(
                        EVENTS,
                        Map.of(
                                "event_type",
                                "/logger",
                                "severity",
                                "/level",
                                "timestamp",
                                "/time",
                                "details",
                                "/exception")));
    }

    RowTable of(Kind kind) {
        return Optional.ofNullable(records.get(kind)).orElseThrow();
    }

    /** Returns the table of items of a kind; nothing if they are rows of none. */
    Optional<RowTable> of(String kind) {
        return Optional.ofNullable(items.get(kind));
    }
}
