package dev.daybook.event;

import dev.daybook.domain.Json;
import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A session as single fields, by which what a file says and what is posted are compared: {@code /task}, {@code
 * /instances/0/status}, {@code /chatHistory/2/content}. A text is a {@code String}, a number a {@code Long}, a flag a
 * {@code Boolean}, {@code /runtimeMix} a list, JSON its compact text; what is absent has no field.
 */
public final class SessionFields {

    public static Map<String, Object> of(SessionRecord record) {
        var fields = new LinkedHashMap<String, Object>();
        Profile it = record.profile();
        fields.put("/type", it.type());
        fields.put("/task", it.task());
        fields.put("/status", it.status());
        fields.put("/createdAt", it.createdAt());
        fields.put("/updatedAt", it.updatedAt());
        put(fields, "/completedAt", it.completedAt());
        put(fields, "/model", it.model());
        put(fields, "/timeoutSeconds", it.timeoutSeconds());
        put(fields, "/preserveWorktrees", it.preserveWorktrees());
        put(fields, "/winnerId", it.winnerId());
        put(fields, "/runtimeMix", it.runtimeMix());
        put(fields, "/totalDuration", it.totalDuration());
        put(fields, "/totalFilesChanged", it.totalFilesChanged());
        put(fields, "/totalLinesAdded", it.totalLinesAdded());
        put(fields, "/totalLinesDeleted", it.totalLinesDeleted());
        put(fields, "/evaluation", it.evaluation().map(Json::text));
        put(fields, "/integrationPhase", it.integrationPhase());
        put(fields, "/integrationInstanceId", it.integrationInstanceId());
        put(fields, "/extra", it.extra().map(Json::text));
        fields.put("/instances", (long) record.instances().size());
        fields.put("/chatHistory", (long) record.messages().size());
        for (int i = 0; i < record.instances().size(); i++) {
            instance(fields, "/instances/" + i, record.instances().get(i));
        }
        for (int i = 0; i < record.messages().size(); i++) {
            message(fields, "/chatHistory/" + i, record.messages().get(i));
        }
        return fields;
    }

    private static void instance(Map<String, Object> fields, String at, Instance it) {
        fields.put(at + "/instanceId", it.instanceId());
        fields.put(at + "/worktreePath", it.worktreePath());
        fields.put(at + "/branch", it.branch());
        fields.put(at + "/agentName", it.agentName());
        fields.put(at + "/status", it.status());
        fields.put(at + "/tmuxSessionId", it.tmuxSessionId());
        put(fields, at + "/output", it.output().map(Object::toString));
        put(fields, at + "/startTime", it.startTime());
        put(fields, at + "/endTime", it.endTime());
        put(fields, at + "/filesChanged", it.filesChanged());
        put(fields, at + "/linesAdded", it.linesAdded());
        put(fields, at + "/linesDeleted", it.linesDeleted());
        put(fields, at + "/runtime", it.runtime());
        put(fields, at + "/model", it.model());
        put(fields, at + "/runtimeLabel", it.runtimeLabel());
        put(fields, at + "/testsPassed", it.testsPassed());
        put(fields, at + "/testsFailed", it.testsFailed());
        put(fields, at + "/codeComplexity", it.codeComplexity().map(Json::text));
        put(fields, at + "/executionTime", it.executionTime().map(Json::text));
        put(fields, at + "/extra", it.extra().map(Json::text));
    }

    private static void message(Map<String, Object> fields, String at, Message it) {
        fields.put(at + "/id", it.id());
        fields.put(at + "/role", it.role());
        fields.put(at + "/content", it.content().text());
        fields.put(at + "/timestamp", it.timestamp());
        put(fields, at + "/instanceId", it.instanceId());
        put(fields, at + "/extra", it.extra().map(Json::text));
    }

    private static void put(Map<String, Object> fields, String name, Optional<?> value) {
        value.ifPresent(it -> fields.put(name, it));
    }

    private SessionFields() {}
}
