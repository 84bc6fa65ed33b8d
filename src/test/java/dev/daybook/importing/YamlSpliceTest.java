package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

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
                "x #y")) {
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

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(String text) {
        return (Map<String, Object>) new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }
}
