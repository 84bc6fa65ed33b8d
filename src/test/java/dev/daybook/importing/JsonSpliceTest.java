package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonSpliceTest {

    private static final Json NEW = new Json("\"new\"");

    @Test
    void only_the_value_changes() {
        String text =
                "{ \"a\": 1,  // one\n  \"title\" :\"old\", 'labels': [\"x\",  \"y\"],\n  deep: {\"title\":null,},\n}";

        assertThat(JsonSplice.of(text).set("title", NEW).text()).isEqualTo(text.replace("\"old\"", "\"new\""));
        assertThat(JsonSplice.of(text).set(List.of("deep", "title"), NEW).text())
                .isEqualTo(text.replace("null", "\"new\""));
        assertThat(JsonSplice.of(text).set("labels", new Json("[\"z\",\"y\"]")).text())
                .isEqualTo(text.replace("[\"x\",  \"y\"]", "[\"z\", \"y\"]"));
        assertThat(JsonSplice.of(text).set(List.of("missing", "title"), NEW).text())
                .isEqualTo(text);
    }

    @Test
    void of_a_key_that_stands_twice_the_last_one_changes() {
        assertThat(JsonSplice.of("{\"a\":1,\"a\":2}").set("a", NEW).text()).isEqualTo("{\"a\":1,\"a\":\"new\"}");
    }

    @Test
    void a_new_member_comes_last_and_looks_like_the_others() {
        assertThat(JsonSplice.of("{\n  \"a\": 1,\n  \"b\": 2\n}\n")
                        .set("c", NEW)
                        .text())
                .isEqualTo("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": \"new\"\n}\n");
        assertThat(JsonSplice.of("{\n\t\"a\":1\n}").set("c", NEW).text())
                .isEqualTo("{\n\t\"a\":1,\n\t\"c\":\"new\"\n}");
        assertThat(JsonSplice.of("{\"a\": 1}").set("c", NEW).text()).isEqualTo("{\"a\": 1, \"c\": \"new\"}");
        assertThat(JsonSplice.of("{\"a\": 1, \"b\": 1}").set("c", NEW).text())
                .isEqualTo("{\"a\": 1, \"b\": 1, \"c\": \"new\"}");
        assertThat(JsonSplice.of("{}").set("c", NEW).text()).isEqualTo("{\"c\":\"new\"}");
    }

    @Test
    void a_member_goes_with_its_comma() {
        assertThat(JsonSplice.of("{\"a\": 1, \"b\": 2, \"c\": 3}")
                        .remove(List.of("b"))
                        .text())
                .isEqualTo("{\"a\": 1, \"c\": 3}");
        assertThat(JsonSplice.of("{\"a\": 1, \"b\": 2}").remove(List.of("a")).text())
                .isEqualTo("{\"b\": 2}");
        assertThat(JsonSplice.of("{\"a\": 1, \"a\": 2}").remove(List.of("a")).text())
                .isEqualTo("{}");
    }

    @Test
    void a_list_over_several_lines_stays_so() {
        assertThat(JsonSplice.of("{\n  \"l\": [\n    1\n  ],\n  \"e\": []\n}")
                        .set("l", new Json("[1,2]"))
                        .set("e", new Json("[3]"))
                        .text())
                .isEqualTo("{\n  \"l\": [\n    1,\n    2\n  ],\n  \"e\": [\n    3\n  ]\n}");
    }

    @Test
    void an_element_of_a_list_changes_is_added_and_goes() {
        String text = "{\n  \"l\": [\n    {\"a\": 1},\n    {\"a\": 2}\n  ],\n  \"e\": []\n}";

        assertThat(JsonSplice.of(text).set(List.of("l", "1", "a"), NEW).text()).isEqualTo(text.replace("2", "\"new\""));
        assertThat(JsonSplice.of(text).append(List.of("l"), new Json("3")).text())
                .isEqualTo(text.replace("{\"a\": 2}", "{\"a\": 2},\n    3"));
        assertThat(JsonSplice.of(text)
                        .append(List.of("e"), new Json("{\"b\":[1]}"))
                        .text())
                .isEqualTo(text.replace("[]", "[\n    {\n      \"b\": [\n        1\n      ]\n    }\n  ]"));
        assertThat(JsonSplice.of(text).remove(List.of("l", "1")).text())
                .isEqualTo("{\n  \"l\": [\n    {\"a\": 1}\n  ],\n  \"e\": []\n}");
        assertThat(JsonSplice.of(text).length(List.of("l"))).contains(2);
        assertThat(JsonSplice.of(text).length(List.of("l", "0"))).isEmpty();
        assertThat(JsonSplice.of(text).set(List.of("l", "title"), NEW).text()).isEqualTo(text);
    }

    @Test
    void changes_in_a_compact_text_are_those_of_the_value() {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            var tree = (ObjectNode) JsonSpellingTest.tree(random, 0);
            var splice = JsonSplice.of(JsonText.of(tree), Spelling.COMPACT);
            var keys = new ArrayList<String>();
            tree.fieldNames().forEachRemaining(keys::add);
            keys.add("added");
            String key = keys.get(random.nextInt(keys.size()));
            if (random.nextInt(3) == 0) {
                tree.remove(key);
                splice.remove(List.of(key));
            } else {
                var value = JsonSpellingTest.tree(random, 1);
                tree.set(key, value);
                splice.set(key, JsonText.of(value));
            }
            assertThat(splice.text()).isEqualTo(JsonText.of(tree).text() + "\n");
        }
    }

    @Test
    void changes_cost_what_they_are_about_not_the_whole_text_each() {
        int count = 100_000;
        var text = new StringBuilder("{\n  \"list\": [");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "\n" : ",\n").append("    {\"id\": ").append(i).append(", \"t\": \"a text\"}");
        }
        text.append("\n  ],\n  \"more\": {}\n}\n");

        // looked through for each change it would take half an hour
        String changed = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            JsonSplice splice = JsonSplice.of(text.toString());
            for (int i = 0; i < count; i++) {
                splice.set(List.of("list", Integer.toString(i), "t"), NEW);
                splice.set(List.of("more", "k" + i), NEW);
                splice.append(List.of("list"), NEW);
                splice.remove(List.of("more", "k" + (i - 1)));
            }
            return splice.text();
        });

        assertThat(changed)
                .startsWith("{\n  \"list\": [\n    {\"id\": 0, \"t\": \"new\"},\n    {\"id\": 1, \"t\": \"new\"},\n")
                .endsWith("    \"new\",\n    \"new\"\n  ],\n  \"more\": {\n    \"k99999\": \"new\"\n  }\n}\n")
                .doesNotContain("a text");
    }

    @Test
    void what_is_set_can_be_changed_inside_and_removed_again() {
        String text = "{\n  \"a\": 1\n}\n";

        assertThat(JsonSplice.of(text)
                        .set("b", new Json("{\"c\":[1]}"))
                        .set(List.of("b", "d"), NEW)
                        .append(List.of("b", "c"), NEW)
                        .text())
                .isEqualTo("""
                    {
                      "a": 1,
                      "b": {
                        "c": [
                          1,
                          "new"
                        ],
                        "d": "new"
                      }
                    }
                    """);
        assertThat(JsonSplice.of(text)
                        .set("b", NEW)
                        .remove(List.of("a"))
                        .set("c", NEW)
                        .remove(List.of("b"))
                        .text())
                .isEqualTo("{\n  \"c\": \"new\"\n}\n");
        assertThat(JsonSplice.of(text).remove(List.of("a")).set("b", NEW).text())
                .isEqualTo("{\n  \"b\": \"new\"\n}\n");
    }
}
