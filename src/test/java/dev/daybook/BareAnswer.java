package dev.daybook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An answer without what is of its door and of its moment. */
final class BareAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Who asked by which door, and what the dice showed: not alike, and no part of what was asked for. */
    private static final Set<String> OWN = Set.of(
            "actor",
            "durationMs",
            "bytes", // times are as long as their last digits
            "databaseBytes",
            "databaseGrowthBytes",
            "by",
            "addedBy",
            "token",
            "hash",
            "source",
            "correlation",
            "causation",
            "eventId",
            "session",
            "sizeBytes",
            "freeBytes",
            "beforeBytes",
            "afterBytes",
            "contentSizeBytes",
            "folder", // each door has its own
            "chain",
            "lagSeconds");

    /** The values of a field, where fields are told of. */
    private static final Set<String> VALUES = Set.of("value", "before", "after");

    /** How long what was done took at each door. */
    private static final Pattern MEASURED =
            Pattern.compile("[a-z]+P(50|99)Ms|(active|idle|sleeping|crashed|other|age)Seconds");

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})");

    private static final Pattern DICE =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|msg-\\d+|(?<![A-Z]-)\\b01[0-9A-Z]{24}\\b");

    private BareAnswer() {}

    static JsonNode of(byte[] json) throws IOException {
        return json.length == 0 ? MissingNode.getInstance() : of(JSON.readTree(json), null);
    }

    /** How well a directory is, is measured at each door, and each has a chain and a key of its own. */
    private static ObjectNode ofMachine(ObjectNode bare) {
        if (bare.path("text").asText().matches("(?s)(position |daybook-|-----BEGIN).*")) {
            bare.put("text", bare.path("text").asText().replaceAll("(?m)^([a-z-]*).*", "$1"));
            bare.remove(List.of("chain", "fingerprint"));
        }
        if (bare.has("check") && bare.has("help")) {
            bare.retain(bare.path("check").asText().equals("flush") ? Set.of("check") : Set.of("check", "state"));
        }
        return bare;
    }

    private static JsonNode of(JsonNode value, @Nullable String name) {
        if (value instanceof ObjectNode object) {
            var bare = JSON.createObjectNode();
            String field = object.path("field").asText();
            boolean isOwn = OWN.contains(field.substring(field.lastIndexOf('/') + 1)); // a field that is told of
            object.properties().stream()
                    .filter(it -> !(isOwn && VALUES.contains(it.getKey()))
                            && !it.getKey().equals("actors")
                            && !it.getKey().equals("progress")) // by how long rows had to be waited for
                    .filter(it -> !(OWN.contains(it.getKey())
                                    || MEASURED.matcher(it.getKey()).matches())
                            || it.getValue().isContainerNode())
                    .forEach(it -> bare.set(it.getKey(), of(it.getValue(), it.getKey())));
            return ofMachine(bare);
        }
        if (value.isArray()) {
            var list = JSON.createArrayNode();
            if (value.path(0).has("note")) { // what takes how much room is in the order of how much
                value.findValuesAsText("what").stream()
                        .filter(what -> !what.equals("native")) // unpacked once, by whoever comes first
                        .sorted()
                        .forEach(list::add);
                return list;
            }
            value.forEach(it -> {
                boolean isNode = it.has("leases"); // whoever serves is on the list
                if (!isNode && !OWN.contains(it.asText())) {
                    list.add(of(it, name));
                }
            });
            return list;
        }
        return value.isTextual()
                ? TextNode.valueOf(DICE.matcher(TIME.matcher(value.asText()).replaceAll("TIME"))
                        .replaceAll("DICE"))
                : value;
    }
}
