package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Changes of a thing one below the other, with what differs in long texts: as people read a log of patches. */
final class HistoryLines {

    private static final int VALUE_COLUMNS_MAX = 200;

    private HistoryLines() {}

    /** Returns the lines of changes: a heading of each, its fields behind an indent, and of long texts the lines. */
    static Stream<String> of(List<JsonNode> changes) {
        return changes.stream().flatMap(change -> of(change).stream());
    }

    private static List<String> of(JsonNode change) {
        var lines = new ArrayList<String>();
        lines.add("%s  %s  %s  %s%s"
                .formatted(
                        change.path("position").asText(),
                        change.path("timestamp").asText(),
                        change.path("actor").asText(),
                        change.path("action").asText(),
                        change.path("undone").asBoolean()
                                ? "  (undone by %s)"
                                        .formatted(change.path("undoneBy").asText())
                                : ""));
        change.path("changed").forEach(name -> {
            String field = name.asText();
            JsonNode diff = change.path("diffs").path(field);
            if (diff.isTextual()) {
                lines.add("  " + field + ":");
                lines.addAll(diffLines(diff.asText()));
            } else {
                value(
                                field,
                                change.path("before").path(field),
                                change.path("after").path(field))
                        .forEach(lines::add);
            }
        });
        lines.add("");
        return lines;
    }

    /** Returns a diff as it stands below the name of its field. */
    static List<String> diffLines(String diff) {
        return diff.lines().map(line -> "    " + line).toList();
    }

    private static Stream<String> value(String field, JsonNode before, JsonNode after) {
        String old = Column.brief(before, VALUE_COLUMNS_MAX);
        String now = Column.brief(after, VALUE_COLUMNS_MAX);
        return old.isEmpty() && now.isEmpty()
                ? Stream.empty()
                : Stream.of(
                        "  %s: %s%s".formatted(field, old.isEmpty() ? "" : old + " → ", now.isEmpty() ? "none" : now));
    }
}
