package dev.daybook.importing.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Limits;
import dev.daybook.shape.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSpellingTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> WORDS = List.of(
            "",
            "a",
            "REVIEW&WIP",
            "<b>",
            "在庫",
            "😀",
            "\"quoted\"",
            "back\\slash",
            "\n\r\t\b\f",
            "\u0001",
            "\u2028",
            "k:v,");

    @Test
    void what_was_printed_in_any_style_is_printed_so_again() {
        var random = new Random(20251001);
        for (int i = 0; i < 2_000; i++) {
            Json value = JsonText.of(tree(random, 0));
            Spelling style = style(random);
            byte[] written = JsonWriter.file(value, style);

            JsonFile read = JsonFile.read("state.json", written, Limits.DEFAULT, JsonFile.Role.RECORD);

            assertThat(read.json()).contains(value);
            assertThat(read.style().verbatim())
                    .as(new String(written, StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(JsonWriter.file(read.json().orElseThrow(), read.style())).isEqualTo(written);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1, \"a\": 2, \"n\": 1.50, \"e\": 1E5, \"z\": -0}\n",
                "{\n  \"list\": [1, 2],\n  \"b\":true\n}",
                "{ \"a\" : [ ] }",
                "{\"escaped\": \"\\/ \\u0041 \\uD800\"}",
                "{\"a\":1}\r\n\r\n",
                "\t[1,\n2]",
                "{\"a\":1} trailing",
                "{'single': 1, // comment\n trailing: [1,],}",
                "{\"html\":\"\\u003cb\\u003e\"}",
                "{\"python\": \"\\u5728\\u5eab\"}",
            })
    void every_text_is_written_as_it_was_read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        JsonFile read = JsonFile.read("state.json", bytes, Limits.DEFAULT, JsonFile.Role.RECORD);

        assertThat(JsonWriter.file(read.json().orElseThrow(), read.style())).isEqualTo(bytes);
    }

    @Test
    void a_journal_line_of_the_tool_is_compact() {
        String line = "{\"ts\":\"2025-10-01T01:00:00.7Z\",\"status\":\"REVIEW&WIP\",\"artifacts\":[]}\n";

        assertThat(JsonSpelling.of(line, false, new Json(line.strip()))).isEqualTo(Spelling.COMPACT);
    }

    private static Spelling style(Random random) {
        String indent = List.of("", "  ", "\t", "    ").get(random.nextInt(4));
        return new Spelling(
                indent,
                indent.isEmpty() || random.nextBoolean() ? "LF" : "CRLF",
                random.nextInt(5) == 0,
                random.nextBoolean(),
                indent.isEmpty() && random.nextBoolean() ? ", " : ",",
                random.nextBoolean() ? ": " : ":",
                List.of(Escapes.values()).get(random.nextInt(3)),
                Optional.empty());
    }

    static JsonNode tree(Random random, int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(depth > 3 ? 5 : 7)) {
            case 0 -> object(random, depth);
            case 1 -> TextNode.valueOf(WORDS.get(random.nextInt(WORDS.size())));
            case 2 -> NODES.numberNode(random.nextInt());
            case 3 -> NODES.booleanNode(random.nextBoolean());
            case 4 -> NODES.nullNode();
            case 5 -> object(random, depth);
            default -> {
                var list = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(tree(random, depth + 1));
                }
                yield list;
            }
        };
    }

    private static JsonNode object(Random random, int depth) {
        var object = NODES.objectNode();
        for (int i = depth == 0 ? 1 + random.nextInt(6) : random.nextInt(4); i > 0; i--) {
            object.set("k" + i + WORDS.get(random.nextInt(WORDS.size())), tree(random, depth + 1));
        }
        return object;
    }
}
