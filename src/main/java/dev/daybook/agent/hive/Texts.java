package dev.daybook.agent.hive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Results;
import dev.daybook.importing.format.FileRecord;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What is odd about a record in a file of its own. */
final class Texts {

    private static final Map<String, Predicate<JsonNode>> AGENT = Map.of(
            "agent_id", JsonNode::isTextual,
            "agent_type", JsonNode::isTextual,
            "priority", JsonNode::isTextual,
            "task", JsonNode::isTextual,
            "status", JsonNode::isTextual,
            "spawn_time", JsonNode::isTextual,
            "completion_time", JsonNode::isTextual,
            "human_decision_points", JsonNode::isArray,
            "success_criteria", JsonNode::isArray,
            "escalation_triggers", JsonNode::isArray);

    static void check(FileRecord record, Results results) {
        switch (record.kind()) {
            case "hive.agent-file" -> agent(record, results);
            case "hive.memory-document" -> memory(record, results);
            case "hive.config-file" -> {
                JsonNode thresholds = record.tree().path("thresholds");
                if (!thresholds.isMissingNode() && !thresholds.isObject()) {
                    results.warn(
                            record.file(), "thresholds", "WRONG_TYPE", "wants an object of thresholds: kept as it is");
                }
            }
            default -> {
                // says what it likes
            }
        }
    }

    private static void agent(FileRecord record, Results results) {
        AGENT.forEach((member, isRight) -> {
            JsonNode value = record.tree().path(member);
            if (!value.isMissingNode() && !value.isNull() && !isRight.test(value)) {
                results.warn(record.file(), member, "WRONG_TYPE", "is '%s': kept as it is", value.toString());
            }
        });
        String id = record.tree().path("agent_id").asText("");
        String name = record.key().replaceFirst("\\.json$", "");
        if (id.isEmpty()) {
            results.warn(
                    record.file(), "", "MISSING_FIELD", "has no agent_id: it is '%s', as the file is called", name);
        } else if (!id.equals(name)) {
            results.warn(record.file(), "", "ID_MISMATCH", "is about '%s', not about '%s'", id, name);
        }
    }

    private static void memory(FileRecord record, Results results) {
        JsonNode tree = record.tree();
        if (tree.has("body")) {
            return; // Markdown, which need not say when it was written
        }
        if (record.file().endsWith(".md")) {
            results.info(record.file(), "", "FORMAT_MISMATCH", "is called Markdown and is JSON: read as that");
        }
        if (tree.has("session_timestamp")) {
            results.info(record.file(), "", "SCHEMA_VARIANT", "was written by an agent: all it says is kept");
        } else if (!tree.has("timestamp")) {
            results.warn(
                    record.file(),
                    "",
                    "MISSING_FIELD",
                    "has none of %s: it was written when its file was",
                    List.of("timestamp", "session_timestamp"));
        }
    }

    private Texts() {}
}
