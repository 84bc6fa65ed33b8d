package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.text.LineDiff;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How values of fields differ that are texts of several lines. */
final class TextDiff {

    private TextDiff() {}

    /** Returns a unified diff; none if it is no such text, before or after. */
    static Optional<String> of(Optional<Json> before, Optional<Json> after) {
        Optional<JsonNode> old = before.map(JsonText::tree);
        Optional<JsonNode> now = after.map(JsonText::tree);
        boolean areTexts = Stream.concat(old.stream(), now.stream()).allMatch(JsonNode::isTextual);
        boolean hasLines = Stream.concat(old.stream(), now.stream())
                .anyMatch(value -> value.asText().indexOf('\n') >= 0);
        return areTexts && hasLines
                ? Optional.of(LineDiff.of(text(old), text(now)).unified()).filter(diff -> !diff.isEmpty())
                : Optional.empty();
    }

    /** Returns that of each field that has one, by their names. */
    static Map<String, String> of(Iterable<String> names, Map<String, Json> before, Map<String, Json> after) {
        var diffs = new LinkedHashMap<String, String>();
        for (String name : names) {
            of(Optional.ofNullable(before.get(name)), Optional.ofNullable(after.get(name)))
                    .ifPresent(diff -> diffs.put(name, diff));
        }
        return diffs;
    }

    private static String text(Optional<JsonNode> value) {
        return value.map(JsonNode::textValue).orElse("");
    }
}
