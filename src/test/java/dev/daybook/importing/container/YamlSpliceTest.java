package dev.daybook.importing.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class YamlSpliceTest {

    private static final String META = """
            # by hand
            id: SBI-INIT-007
            title: 初期化 😀  # a comment
            labels: [backend, "quoted one"]   # flow
            depends_on:
                - SBI-A-1
                - 'SBI-B-2'
            # between
            priority: 2
            empty:
            note: |
              several
              lines
            status: "registered"
            """;

    @Test
    void only_the_value_changes() {
        assertThat(YamlSplice.of(META).set("title", "Another").text()).isEqualTo(META.replace("初期化 😀", "Another"));
        assertThat(YamlSplice.of(META).set("status", "done").text())
                .isEqualTo(META.replace("\"registered\"", "\"done\""));
        assertThat(YamlSplice.of(META).setPlain("priority", "1").text()).isEqualTo(META.replace(": 2", ": 1"));
        assertThat(YamlSplice.of(META).set("empty", "full").text()).isEqualTo(META.replace("empty:", "empty: full"));
    }

    @Test
    void a_list_keeps_its_style() {
        assertThat(YamlSplice.of(META)
                        .set("labels", List.of("quoted one", "new"))
                        .text())
                .isEqualTo(META.replace("[backend, \"quoted one\"]", "[\"quoted one\", new]"));
        assertThat(YamlSplice.of(META)
                        .set("depends_on", List.of("SBI-B-2", "SBI-C-3"))
                        .text())
                .isEqualTo(META.replace("- SBI-A-1\n    - 'SBI-B-2'", "- 'SBI-B-2'\n    - SBI-C-3"));
        assertThat(YamlSplice.of(META).set("depends_on", List.of()).text())
                .isEqualTo(META.replace("\n    - SBI-A-1\n    - 'SBI-B-2'", " []"));
        assertThat(YamlSplice.of("l:\n- a\nz: 1\n").set("l", List.of("b", "c")).text())
                .isEqualTo("l:\n- b\n- c\nz: 1\n");
    }

    @Test
    void keys_come_and_go() {
        assertThat(YamlSplice.of("a: 1\n").set("b", List.of("x")).text()).isEqualTo("a: 1\nb: [x]\n");
        assertThat(YamlSplice.of("a: 1").set("b", "2").text()).isEqualTo("a: 1\nb: '2'");
        assertThat(YamlSplice.of("{a: 1}\n").set("b", "x").text()).isEqualTo("{a: 1, b: x}\n");
        assertThat(YamlSplice.of("").set("b", "x").text()).isEqualTo("b: x\n");
        assertThat(YamlSplice.of(META).remove("title").text())
                .isEqualTo(META.replace("title: 初期化 😀  # a comment\n", ""));
        assertThat(YamlSplice.of(META).remove("depends_on").text())
                .isEqualTo(META.replace("depends_on:\n    - SBI-A-1\n    - 'SBI-B-2'\n", ""));
        assertThat(YamlSplice.of("{a: 1, b: 2}").remove("b").text()).isEqualTo("{a: 1}");
    }

    @Test
    void whatever_is_set_is_read_again() {
        for (String value : List.of(
                "",
                "yes",
                "null",
                "1",
                "2025-10-01",
                "a: b",
                "- x",
                "#no",
                "it's",
                "a\nb",
                "[x",
                " x ",
                "tab\t",
                "😀",
                "@a",
                "x #y",
                "-",
                "?",
                "---",
                "a\u2028b\u2029c\u0085d",
                "\u007F\u0080\uFFFE",
                "p\uFEFFq")) {
            for (String key : List.of("title", "status", "note", "labels", "depends_on", "empty", "fresh")) {
                Map<String, Object> read =
                        read(YamlSplice.of(META).set(key, value).text());
                assertThat(read.get(key)).as(key).isEqualTo(value);
                assertThat(read).hasSizeBetween(8, 9).containsEntry("priority", 2);
                Map<String, Object> list =
                        read(YamlSplice.of(META).set(key, List.of(value, "b")).text());
                assertThat(list.get(key)).as(key).isEqualTo(List.of(value, "b"));
                assertThat(list).containsEntry("priority", 2).containsEntry("id", "SBI-INIT-007");
            }
        }
    }

    @Test
    void what_is_set_within_another_value_is_read_again_as_well() {
        for (String text : List.of("a\u2028b\u2029c\u0085d", "\u007F\u0080\uFFFE", "😀", "\"\\\t")) {
            JsonNode value = JsonNodeFactory.instance.objectNode().put(text, text);

            Map<String, Object> read =
                    read(YamlSplice.of(META).set("priority", value).text());

            assertThat(read.get("priority")).isEqualTo(Map.of(text, text));
        }
    }

    @Test
    void a_member_comes_behind_a_comma_that_nothing_stands_behind() {
        assertThat(YamlSplice.of("{a: 1,\n b: 2, # last\n}\n").set("c", "x").text())
                .isEqualTo("a: 1\nb: 2\nc: x\n");
        assertThat(YamlSplice.of("{a: 1,\n b: 2,\n}\n").set("c", "x").text()).isEqualTo("{a: 1,\n b: 2, c: x\n}\n");
    }

    @Test
    void what_others_stand_for_is_written_out_where_it_goes() {
        String aliases = "# by hand\nbase: &b [x, y]\nothers: *b\nn: 1\n";

        assertThat(YamlSplice.of(aliases).set("n", "z").text()).isEqualTo(aliases.replace("1", "z"));
        assertThat(YamlSplice.of(aliases).set("others", List.of("z")).text()).isEqualTo(aliases.replace("*b", "[z]"));
        assertThat(YamlSplice.of(aliases).set("base", "z").text()).isEqualTo("base: z\nothers: [x, y]\nn: 1\n");
        assertThat(YamlSplice.of(aliases).remove("base").text()).isEqualTo("others: [x, y]\nn: 1\n");
    }

    @Test
    void a_key_that_stands_twice_or_is_marked_as_one_is_gone_when_it_is_removed() {
        assertThat(YamlSplice.of("a: 1\nb: [2]\na: 3\n").remove("a").text()).isEqualTo("b: [2]\n");
        assertThat(YamlSplice.of("? a\n: 1\nb: {c: '2'}\n").remove("a").text()).isEqualTo("b: {\"c\":\"2\"}\n");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(String text) {
        return (Map<String, Object>) new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }
}
