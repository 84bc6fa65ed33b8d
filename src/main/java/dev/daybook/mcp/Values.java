package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.query.AuditRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an agent is told of a fact: enough to know whether to ask for more. */
final class Values {

    private static final int TEXT_CHARS_MAX = 240;
    private static final int ELEMENTS_MAX = 20;

    private Values() {}

    /** Returns the beginning of a text, on whole characters. */
    static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
        return text.substring(0, end) + "…";
    }

    /** Returns who did what to which thing, and when. */
    static ObjectNode fact(AuditRow row) {
        ObjectNode fact = McpServer.object();
        fact.put("position", row.position()).put("when", row.timestamp().toString());
        fact.put("id", row.entityType() + "/" + row.entityId());
        fact.put("action", row.action()).put("who", row.user());
        return fact;
    }

    /** Returns the values of some fields, long ones cut; those that are not there are left out. */
    static ObjectNode of(JsonNode object, List<String> fields) {
        ObjectNode some = McpServer.object();
        for (String field : fields) {
            Optional.ofNullable(object.get(field))
                    .filter(node -> !node.isNull())
                    .ifPresent(node -> some.set(field, cut(node)));
        }
        return some;
    }

    private static JsonNode cut(JsonNode value) {
        return switch (value) {
            case TextNode text
            when text.textValue().length() > TEXT_CHARS_MAX ->
                TextNode.valueOf(
                        "%s (%d tokens in all)".formatted(cut(text.textValue(), TEXT_CHARS_MAX), Things.tokens(text)));
            case ArrayNode array -> {
                ArrayNode some = array.arrayNode();
                for (int index = 0; index < Math.min(array.size(), ELEMENTS_MAX); index++) {
                    some.add(cut(array.get(index)));
                }
                yield array.size() > ELEMENTS_MAX ? some.add("… %d in all".formatted(array.size())) : some;
            }
            case ObjectNode object ->
                of(object, object.properties().stream().map(Map.Entry::getKey).toList());
            default -> value;
        };
    }
}
