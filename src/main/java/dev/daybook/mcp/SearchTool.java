package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.shape.Flawed;
import dev.daybook.slice.Ground;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Full text, as an index: a line for each hit, with what its whole would take to read. */
final class SearchTool {

    private static final int LINE_CHARS_MAX = 200;

    private static final int LIMIT_MAX = 50;
    private static final int LIMIT_DEFAULT = 10;

    /** How a snippet marks what was found is for people. */
    private static final String MARK = "mark";

    static final String NAME = "search";

    private static final String KIND = "kind";

    private final Operation<?, Ground> search;
    /** Kinds of things that have an index of their own, and what searches it. */
    private final Map<String, Operation<?, Ground>> ownIndexes;

    private final Things things;

    private SearchTool(Catalogue<Ground> catalogue, Things things) {
        this.search = catalogue
                .all()
                .filter(operation -> operation.name().equals("search"))
                .findFirst()
                .orElseThrow();
        this.ownIndexes = catalogue
                .all()
                .filter(operation -> operation.tool().name().equals(NAME))
                .collect(Collectors.toUnmodifiableMap(
                        operation -> operation.tool().action(), Function.identity()));
        this.things = things;
    }

    static Tool with(Catalogue<Ground> catalogue, Things things) {
        var tool = new SearchTool(catalogue, things);
        var definition = new Definition(
                NAME,
                "Finds tasks, turns, notes, plans, sessions, items, projects, directories and repositories by their"
                        + " words, best first: an index line for each, with the tokens that get would take.");
        tool.search.arguments().described().stream()
                .filter(argument -> !argument.name().equals(MARK))
                .forEach(argument -> definition.with(argument, argument.says(), argument.required()));
        tool.ownIndexes.keySet().stream().sorted().forEach(kind -> definition.word(KIND, kind));
        definition.with("limit", Definition.number("how many at most (default: 10, at most 50)"), false);
        definition.with("cursor", Definition.text("next page"), false);
        ObjectNode defined = definition.of(List.of(Effect.READS));
        return new Tool(NAME, tool.search.role(), defined, (arguments, turn) -> {
            refuse(arguments, defined);
            return tool.answer(arguments, turn);
        });
    }

    private static void refuse(ObjectNode arguments, ObjectNode defined) {
        Arguments.refuseUnknown(arguments, defined);
        List<String> kinds = defined.at("/inputSchema/properties/kind/enum")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
        JsonNode kind = arguments.path(KIND);
        if (kind.isTextual() && !kinds.contains(kind.asText())) {
            throw Rejected.invalidAt("/" + KIND, "kind is %s: want one of %s", kind, String.join(", ", kinds));
        }
    }

    private JsonNode answer(ObjectNode arguments, Turn turn) {
        var given = new Arguments(arguments);
        Optional<String> cursor = given.text("cursor");
        int limit = given.limit(LIMIT_DEFAULT, LIMIT_MAX);
        ObjectNode rest = given.rest();
        Operation<?, Ground> own = ownIndexes.get(rest.path(KIND).asText());
        if (own != null) {
            cursor.ifPresent(_ -> {
                throw Rejected.invalidAt(
                        "/cursor",
                        "%s of %s has no cursor: leave it out",
                        NAME,
                        rest.path(KIND).asText());
            });
            return ofOwnIndex(own, rest, limit, turn);
        }
        JsonNode found = turn.carryOut(search, rest.put(MARK, "none"), Turn.Beside.page(cursor, limit));
        ObjectNode answer = McpServer.object();
        ArrayNode hits = answer.putArray("hits");
        var seen = new HashMap<Things.Name, JsonNode>();
        for (JsonNode hit : found.path("items")) {
            var name = new Things.Name(hit.path("kind").asText(), hit.path("id").asText());
            hits.add(line(name, hit, seen.computeIfAbsent(name, oneName -> whole(oneName, turn))));
        }
        if (found.has("next")) {
            answer.set("next", found.path("next"));
        }
        if (hits.isEmpty()) {
            answer.put("hint", "nothing found: fewer words, or the beginning of one with a star (retr*), find more");
        }
        return answer;
    }

    /** What is found there has more to show than a snippet, and is shown as it is, by ids that get takes. */
    private JsonNode ofOwnIndex(Operation<?, Ground> own, ObjectNode given, int limit, Turn turn) {
        String kind = given.path(KIND).asText();
        ObjectNode asked = given.deepCopy();
        asked.remove(KIND);
        JsonNode found = turn.carryOut(own, asked.put("limit", limit + 1), Turn.Beside.page(Optional.empty(), limit));
        ObjectNode answer = McpServer.object();
        ArrayNode hits = answer.putArray("hits");
        for (JsonNode item : found.path("items")) {
            if (hits.size() == limit) {
                answer.put("more", true);
                break;
            }
            var name = new Things.Name(kind, item.path("id").asText());
            String line = own.table().stream()
                    .map(column -> column.text().apply(item))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("  "));
            hits.addObject()
                    .put("id", name.toString())
                    .put("line", Values.cut(line, LINE_CHARS_MAX))
                    .put("tokens", Things.tokens(whole(name, turn)));
        }
        ((ObjectNode) found)
                .properties().stream()
                        .filter(member -> !member.getKey().equals("items"))
                        .filter(member -> !member.getValue().isEmpty()
                                || member.getValue().isValueNode())
                        .forEach(member -> answer.set(member.getKey(), member.getValue()));
        return answer;
    }

    private JsonNode whole(Things.Name name, Turn turn) {
        try {
            return things.whole(name, turn);
        } catch (Rejected | Flawed _) {
            return McpServer.object(); // gone since
        }
    }

    private static ObjectNode line(Things.Name name, JsonNode hit, JsonNode whole) {
        ObjectNode line = McpServer.object();
        line.put("id", name.toString()).put("kind", name.kind());
        JsonNode when = List.of("updatedAt", "occurredAt", "createdAt").stream()
                .map(whole::path)
                .filter(node -> !node.isMissingNode())
                .findFirst()
                .orElse(whole.path("updatedAt"));
        if (!when.isMissingNode()) {
            line.set("when", when);
        }
        if (!hit.path("status").asText().isEmpty()) {
            line.set("status", hit.path("status"));
        }
        if (hit.path("part").asText().contains("/")) {
            line.set("part", hit.path("part"));
        }
        String title = hit.path("title").asText();
        String snippet = hit.path("snippet").asText();
        String text = (snippet.contains(title) ? snippet : title + " — " + snippet)
                .replaceAll("\\s+", " ")
                .strip();
        line.put("line", Values.cut(text, LINE_CHARS_MAX));
        return line.put("tokens", Things.tokens(whole));
    }
}
