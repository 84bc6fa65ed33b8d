package dev.daybook.legacy.ait42;

import dev.daybook.domain.Json;
import dev.daybook.domain.session.Instance;
import dev.daybook.domain.session.LongText;
import dev.daybook.domain.session.Message;
import dev.daybook.domain.session.SessionRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the read model should show of a session: the fields by the names they have in its file. */
final class PostedSession {

    private PostedSession() {}

    static Map<String, Object> fields(SessionRecord record) {
        var fields = new HashMap<String, Object>();
        var it = record.profile();
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
        List<Instance> instances = record.instances();
        for (int i = 0; i < instances.size(); i++) {
            put(fields, "/instances/" + i + "/", instances.get(i));
        }
        List<Message> messages = record.messages();
        for (int i = 0; i < messages.size(); i++) {
            put(fields, "/chatHistory/" + i + "/", messages.get(i));
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, String at, Instance it) {
        fields.put(at + "instanceId", it.instanceId());
        fields.put(at + "worktreePath", it.worktreePath());
        fields.put(at + "branch", it.branch());
        fields.put(at + "agentName", it.agentName());
        fields.put(at + "status", it.status());
        fields.put(at + "tmuxSessionId", it.tmuxSessionId());
        put(fields, at + "output", it.output().map(LongText::text));
        put(fields, at + "startTime", it.startTime());
        put(fields, at + "endTime", it.endTime());
        put(fields, at + "filesChanged", it.filesChanged());
        put(fields, at + "linesAdded", it.linesAdded());
        put(fields, at + "linesDeleted", it.linesDeleted());
        put(fields, at + "runtime", it.runtime());
        put(fields, at + "model", it.model());
        put(fields, at + "runtimeLabel", it.runtimeLabel());
        put(fields, at + "testsPassed", it.testsPassed());
        put(fields, at + "testsFailed", it.testsFailed());
        put(fields, at + "codeComplexity", it.codeComplexity().map(Json::text));
        put(fields, at + "executionTime", it.executionTime().map(Json::text));
        put(fields, at + "extra", it.extra().map(Json::text));
    }

    private static void put(Map<String, Object> fields, String at, Message it) {
        fields.put(at + "id", it.id());
        fields.put(at + "role", it.role());
        fields.put(at + "content", it.content().text());
        fields.put(at + "timestamp", it.timestamp());
        put(fields, at + "instanceId", it.instanceId());
        put(fields, at + "extra", it.extra().map(Json::text));
    }

    private static void put(Map<String, Object> fields, String name, Optional<?> value) {
        value.ifPresent(it -> fields.put(name, it));
    }
}
