package dev.daybook.session.ait42.witness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a session as its record says them; what is of another type than the tool writes is left out. */
final class Fields {

    private static final List<String> TEXTS =
            List.of("type", "task", "status", "createdAt", "updatedAt", "completedAt", "model");
    private static final List<String> NUMBERS =
            List.of("timeoutSeconds", "winnerId", "totalFilesChanged", "totalLinesAdded", "totalLinesDeleted");
    private static final List<String> OF_INSTANCE = List.of(
            "worktreePath",
            "branch",
            "agentName",
            "status",
            "tmuxSessionId",
            "output",
            "startTime",
            "endTime",
            "runtime",
            "model",
            "runtimeLabel");
    private static final List<String> COUNTS = List.of("instanceId", "filesChanged", "linesAdded", "linesDeleted");
    private static final List<String> OF_MESSAGE = List.of("id", "role", "content", "timestamp");
    private static final List<String> NUMBERED = List.of("instanceId");

    private static final long NUMBER_MAX = 0xFFFF_FFFFL;
    private static final int ID_CHARS_MAX = 4_096;

    private Fields() {}

    /** Returns whether it names a session. */
    static boolean isId(@Nullable String text) {
        return text != null && !text.isBlank() && text.length() <= ID_CHARS_MAX && isPlain(text);
    }

    /** Whether it says what it said: no character was replaced, or is one that is. */
    private static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(character ->
                        character == 0 || character == 0xFFFD || (character >= 0xD800 && character <= 0xDFFF));
    }

    /** Returns what a record says, by the names that the read model has for it. */
    static Map<String, Object> of(JsonNode record) {
        var fields = new LinkedHashMap<String, Object>();
        texts(record, TEXTS, "/", fields);
        numbers(record, NUMBERS, "/", NUMBER_MAX, fields);
        numbers(record, List.of("totalDuration"), "/", Long.MAX_VALUE, fields);
        if (record.path("preserveWorktrees").isBoolean()) {
            fields.put("/preserveWorktrees", record.path("preserveWorktrees").booleanValue());
        }
        mix(record.path("runtimeMix"), fields);
        list(record.path("instances"), "/instances", OF_INSTANCE, COUNTS, fields);
        list(record.path("chatHistory"), "/chatHistory", OF_MESSAGE, NUMBERED, fields);
        return fields;
    }

    private static void mix(JsonNode mix, Map<String, Object> fields) {
        var runtimes = new ArrayList<String>();
        mix.forEach(node -> runtimes.add(node.textValue()));
        if (mix.isArray() && mix.valueStream().allMatch(node -> node.isTextual() && isPlain(node.textValue()))) {
            fields.put("/runtimeMix", List.copyOf(runtimes));
        }
    }

    private static void list(
            JsonNode list, String at, List<String> texts, List<String> numbers, Map<String, Object> fields) {
        if (!list.isArray() || !list.valueStream().allMatch(JsonNode::isObject)) {
            return;
        }
        fields.put(at, (long) list.size());
        for (int i = 0; i < list.size(); i++) {
            texts(list.get(i), texts, at + "/" + i + "/", fields);
            numbers(list.get(i), numbers, at + "/" + i + "/", NUMBER_MAX, fields);
        }
    }

    private static void texts(JsonNode object, List<String> keys, String at, Map<String, Object> fields) {
        for (String key : keys) {
            JsonNode it = object.path(key);
            if (it.isTextual() && isPlain(it.textValue())) {
                fields.put(at + key, it.textValue());
            }
        }
    }

    private static void numbers(JsonNode object, List<String> keys, String at, long max, Map<String, Object> fields) {
        for (String key : keys) {
            JsonNode it = object.path(key);
            if (it.isIntegralNumber() && it.canConvertToLong() && it.longValue() >= 0 && it.longValue() <= max) {
                fields.put(at + key, it.longValue());
            }
        }
    }
}
