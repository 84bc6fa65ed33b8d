package dev.daybook.shape;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.shape.JsonCursor.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JsonSpliceTest {

    private static final Json NEW = new Json("\"new\"");

    private static String spliced(String text, Change... changes) {
        return new String(JsonSplice.of(text.getBytes(UTF_8), List.of(changes)), UTF_8);
    }

    private static Change set(String pointer, String json) {
        return Change.set(pointer, new Json(json));
    }

    @Test
    void only_the_value_changes() {
        String text =
                "{ \"a\": 1,  // one\n  \"title\" :\"old\", 'labels': [\"x\",  \"y\"],\n  deep: {\"title\":null,},\n}";

        assertThat(spliced(text, Change.set("/title", NEW))).isEqualTo(text.replace("\"old\"", "\"new\""));
        assertThat(spliced(text, Change.set("/deep/title", NEW))).isEqualTo(text.replace("null", "\"new\""));
        assertThat(spliced(text, set("/labels", "[\"z\",\"y\"]")))
                .isEqualTo(text.replace("[\"x\",  \"y\"]", "[\"z\", \"y\"]"));
        assertThat(spliced(text)).isEqualTo(text);
    }

    @Test
    void bytes_that_are_no_utf_8_stay() {
        byte[] text = "{\"\u00FF\": \"\u0083\", \"a\": 1}".getBytes(ISO_8859_1);

        assertThat(JsonSplice.of(text, List.of(set("/a", "\"期\""))))
                .isEqualTo("{\"\u00FF\": \"\u0083\", \"a\": \"\u00E6\u009C\u009F\"}".getBytes(ISO_8859_1));
    }

    @Test
    void of_a_key_that_stands_twice_the_last_one_changes_and_both_go() {
        assertThat(spliced("{\"a\":1,\"a\":2}", Change.set("/a", NEW))).isEqualTo("{\"a\":1,\"a\":\"new\"}");
        assertThat(spliced("{\"a\": 1, \"a\": 2}", Change.remove("/a"))).isEqualTo("{}");
    }

    @Test
    void a_new_member_comes_last_and_looks_like_the_others() {
        Change c = Change.set("/c", NEW);
        assertThat(spliced("{\n  \"a\": 1,\n  \"b\": 2\n}\n", c))
                .isEqualTo("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": \"new\"\n}\n");
        assertThat(spliced("{\n\t\"a\":1\n}", c)).isEqualTo("{\n\t\"a\":1,\n\t\"c\":\"new\"\n}");
        assertThat(spliced("{\"a\": 1}", c)).isEqualTo("{\"a\": 1, \"c\": \"new\"}");
        assertThat(spliced("{\"a\": 1, \"b\": 1}", c)).isEqualTo("{\"a\": 1, \"b\": 1, \"c\": \"new\"}");
        assertThat(spliced("{}", c)).isEqualTo("{\"c\":\"new\"}");
        assertThat(spliced("{\r\n  \"a\": 1\r\n}", c)).isEqualTo("{\r\n  \"a\": 1,\r\n  \"c\": \"new\"\r\n}");
        assertThat(spliced("{\n  \"a\": 1,\n  \"b\": 2}", set("/c", "{\"d\":1}")))
                .isEqualTo("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": {\n    \"d\": 1\n  }}");
        assertThat(spliced("{\n  \"a\": 1, // one\n  \"b\": 2\n}", c))
                .isEqualTo("{\n  \"a\": 1, // one\n  \"b\": 2,\n  \"c\": \"new\"\n}");
    }

    @Test
    void a_member_goes_with_its_comma() {
        String text = "{\"a\": 1, \"b\": 2, \"c\": 3}";
        assertThat(spliced(text, Change.remove("/b"))).isEqualTo("{\"a\": 1, \"c\": 3}");
        assertThat(spliced(text, Change.remove("/a"))).isEqualTo("{\"b\": 2, \"c\": 3}");
        assertThat(spliced(text, Change.remove("/c"))).isEqualTo("{\"a\": 1, \"b\": 2}");
        assertThat(spliced(text, Change.remove("/a"), Change.remove("/b"))).isEqualTo("{\"c\": 3}");
        assertThat(spliced(text, Change.remove("/b"), Change.remove("/c"), Change.set("/d", NEW)))
                .isEqualTo("{\"a\": 1, \"d\": \"new\"}");
        assertThat(spliced(text, Change.remove("/missing"))).isEqualTo(text);
        assertThat(spliced("{\n  \"a\": 1\n}\n", Change.remove("/a"), Change.set("/b", NEW)))
                .isEqualTo("{\n  \"b\": \"new\"\n}\n");
    }

    @Test
    void a_list_over_several_lines_stays_so() {
        assertThat(spliced("{\n  \"l\": [\n    1\n  ],\n  \"e\": []\n}", set("/l", "[1,2]"), set("/e", "[3]")))
                .isEqualTo("{\n  \"l\": [\n    1,\n    2\n  ],\n  \"e\": [\n    3\n  ]\n}");
    }

    @Test
    void an_element_of_a_list_changes_is_added_and_goes() {
        String text = "{\n  \"l\": [\n    {\"a\": 1},\n    {\"a\": 2}\n  ],\n  \"e\": []\n}";

        assertThat(spliced(text, Change.set("/l/1/a", NEW))).isEqualTo(text.replace("2", "\"new\""));
        assertThat(spliced(text, set("/l/-", "3"), set("/l/-", "4")))
                .isEqualTo(text.replace("{\"a\": 2}", "{\"a\": 2},\n    3,\n    4"));
        assertThat(spliced(text, set("/e/-", "{\"b\":[1]}")))
                .isEqualTo(text.replace("[]", "[\n    {\n      \"b\": [\n        1\n      ]\n    }\n  ]"));
        assertThat(spliced(text, Change.remove("/l/1")))
                .isEqualTo("{\n  \"l\": [\n    {\"a\": 1}\n  ],\n  \"e\": []\n}");
        assertThat(spliced(text, Change.remove("/l/0"), Change.set("/l/1/a", NEW)))
                .isEqualTo("{\n  \"l\": [\n    {\"a\": \"new\"}\n  ],\n  \"e\": []\n}");
        assertThat(spliced("[1, 2]", set("/0", "3"))).isEqualTo("[3, 2]");
    }

    @Test
    void what_is_set_inside_of_something_that_is_not_there_is_added_with_it() {
        assertThat(spliced("{\"a\":1}", set("/deep/list/-", "1"), Change.set("/deep/title", NEW)))
                .isEqualTo("{\"a\":1,\"deep\":{\"list\":[1],\"title\":\"new\"}}");
        assertThat(spliced("{\"deep\":null}", Change.set("/deep/title", NEW)))
                .isEqualTo("{\"deep\":{\"title\":\"new\"}}");
    }

    @Test
    void a_hyphen_is_behind_the_last_element_of_a_list_and_a_name_in_an_object() {
        assertThat(spliced("{\"-\": 1, \"-0\": 2}", Change.set(List.of("-"), NEW)))
                .isEqualTo("{\"-\": \"new\", \"-0\": 2}");
        assertThat(spliced("{\"a\": []}", Change.append(List.of("a"), NEW), Change.set(List.of("-b"), NEW)))
                .isEqualTo("{\"a\": [\"new\"], \"-b\": \"new\"}");
        assertThat(spliced("{\"a/b~\": 1}", Change.set(List.of("a/b~"), NEW))).isEqualTo("{\"a/b~\": \"new\"}");
    }

    @Test
    void what_stands_at_a_place_is_told() {
        byte[] text = "{\"a\": 1, // one\n \"a\": {\"b\": [true, 'x']}}".getBytes(UTF_8);

        assertThat(JsonSplice.kind(text, List.of())).isEqualTo(Kind.OBJECT);
        assertThat(JsonSplice.kind(text, List.of("a", "b"))).isEqualTo(Kind.LIST);
        assertThat(JsonSplice.kind(text, List.of("a", "b", "1"))).isEqualTo(Kind.TEXT);
        assertThat(JsonSplice.kind(text, List.of("a", "b", "2"))).isEqualTo(Kind.NONE);
        assertThat(JsonSplice.kind(text, List.of("a", "b", "0", "c"))).isEqualTo(Kind.NONE);
    }

    @Test
    void a_text_that_nobody_can_go_through_is_written_anew_with_its_changes() {
        String text = "{\n  \"b\": 3,\n<<<<<<< ours\n  \"a\": 1\n=======\n  \"a\": 2\n>>>>>>> theirs\n}\n";
        Spelling verbatim = JsonLook.of(text.getBytes(UTF_8)).withVerbatim(Optional.of(text));
        Json value = new Json("{\"b\":3,\"a\":1}");

        assertThat(new String(JsonSplice.of(value, verbatim, List.of()), UTF_8)).isEqualTo(text);
        assertThat(new String(JsonSplice.of(value, verbatim, List.of(Change.set("/a", NEW))), UTF_8))
                .isEqualTo("{\n  \"b\": 3,\n  \"a\": \"new\"\n}\n");
    }

    @Test
    void changes_in_a_compact_text_are_those_of_the_value() {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Map<String, String> members = new LinkedHashMap<>();
            for (int k = random.nextInt(5); k >= 0; k--) {
                members.put(
                        "\"k" + k + "\"",
                        List.of("1", "\"a,}\"", "[]", "{\"x\":[2]}").get(random.nextInt(4)));
            }
            String before = object(members);
            var changes = new ArrayList<Change>();
            int key = random.nextInt(7);
            if (random.nextInt(3) == 0) {
                members.remove("\"k" + key + "\"");
                changes.add(Change.remove("/k" + key));
            } else {
                members.put("\"k" + key + "\"", NEW.text());
                changes.add(Change.set("/k" + key, NEW));
            }
            byte[] after = JsonSplice.of(new Json(before), Spelling.COMPACT, changes);

            assertThat(new String(after, UTF_8)).isEqualTo(object(members) + "\n");
        }
    }

    private static String object(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> member.getKey() + ":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void the_whole_can_be_replaced_and_what_is_no_json_is_refused() {
        assertThat(spliced(" 7 ", Change.set("", NEW))).isEqualTo(" \"new\" ");
        assertThatThrownBy(() -> spliced("{\"a\" 1}", Change.set("/a", NEW))).isInstanceOf(Flawed.class);
    }

    @Test
    void changes_cost_what_they_are_about_not_the_whole_text_each() {
        int count = 100_000;
        var text = new StringBuilder("{\n  \"list\": [");
        var changes = new ArrayList<Change>();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "\n" : ",\n").append("    {\"id\": ").append(i).append(", \"t\": \"a text\"}");
            changes.add(Change.set("/list/" + i + "/t", NEW));
            changes.add(Change.set("/more/k" + i, NEW));
            changes.add(Change.set("/list/-", NEW));
            changes.add(Change.remove("/more/k" + (i - 1)));
        }
        text.append("\n  ],\n  \"more\": {}\n}\n");

        // looked through for each change it would take half an hour
        String changed = assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> spliced(text.toString(), changes.toArray(Change[]::new)));

        assertThat(changed)
                .startsWith("{\n  \"list\": [\n    {\"id\": 0, \"t\": \"new\"},\n    {\"id\": 1, \"t\": \"new\"},\n")
                .endsWith("    \"new\",\n    \"new\"\n  ],\n  \"more\": {\n    \"k99999\": \"new\"\n  }\n}\n")
                .doesNotContain("a text");
    }
}
