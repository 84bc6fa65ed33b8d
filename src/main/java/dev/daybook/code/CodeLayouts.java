package dev.daybook.code;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Files that were found, as text for people and agents. */
final class CodeLayouts {

    private CodeLayouts() {}

    /** A line for each definition that was found, as compilers name places: {@code src/main.ts:4 function run()}. */
    static Stream<String> compact(List<JsonNode> hits) {
        return hits.stream().flatMap(hit -> {
            List<JsonNode> definitions = hit.path("definitions").valueStream().toList();
            return definitions.isEmpty()
                    ? Stream.of(hit.path("path").asText())
                    : definitions.stream()
                            .map(definition -> "%s:%s %s"
                                    .formatted(
                                            hit.path("path").asText(),
                                            definition.path("line").asText(),
                                            head(definition)));
        });
    }

    /** A section for each file: imports by kind, signatures, and the lines that were asked for. */
    static Stream<String> markdown(List<JsonNode> hits) {
        return Stream.concat(
                Stream.of("# %d %s".formatted(hits.size(), hits.size() == 1 ? "file" : "files")),
                hits.stream().flatMap(hit -> section(hit).stream()));
    }

    private static List<String> section(JsonNode hit) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("## " + hit.path("path").asText());
        lines.add("");
        lines.add("%s, project %s, score %s"
                .formatted(
                        hit.path("language").asText(),
                        hit.path("project").asText(),
                        hit.path("score").asText()));
        Map<String, List<String>> imports = new LinkedHashMap<>();
        hit.path("imports")
                .forEach(each -> imports.computeIfAbsent(each.path("kind").asText(), _ -> new ArrayList<>())
                        .add(each.path("module").asText()));
        if (!imports.isEmpty()) {
            lines.add("");
        }
        imports.forEach((kind, modules) -> lines.add("- imports (%s): %s"
                .formatted(kind, String.join(", ", modules.stream().distinct().toList()))));
        if (!hit.path("definitions").isEmpty()) {
            lines.add("");
        }
        hit.path("definitions")
                .forEach(definition -> lines.add("- line %s: `%s`%s"
                        .formatted(
                                definition.path("line").asText(),
                                head(definition),
                                said(definition.path("docstring").asText("")))));
        if (!hit.path("snippet").isEmpty()) {
            lines.add("");
            lines.add("```" + hit.path("language").asText());
            hit.path("snippet")
                    .forEach(line -> lines.add("%4d  %s"
                            .formatted(
                                    line.path("line").asLong(),
                                    line.path("text").asText())
                            .stripTrailing()));
            lines.add("```");
        }
        return lines;
    }

    /** Returns the first line of a comment. */
    private static String said(String docstring) {
        String first = docstring.lines().findFirst().orElse("").strip();
        return first.isEmpty() ? "" : " – " + first;
    }

    private static String head(JsonNode definition) {
        String signature = definition.path("signature").asText("");
        return signature.isEmpty()
                ? definition.path("kind").asText() + " "
                        + definition.path("name").asText()
                : signature;
    }

    /** Returns what a table shows of a hit: the place of what was found, and its head. */
    static String place(JsonNode hit) {
        JsonNode first = hit.path("definitions").path(0);
        return first.isMissingNode()
                ? hit.path("path").asText()
                : hit.path("path").asText() + ":" + first.path("line").asText();
    }

    static String found(JsonNode hit) {
        JsonNode first = hit.path("definitions").path(0);
        return first.isMissingNode() ? "" : head(first);
    }
}
