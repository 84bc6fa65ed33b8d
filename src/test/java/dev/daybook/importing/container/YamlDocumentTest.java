package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.Container.Damaged;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A file that is one record: YAML, or Markdown with YAML in front. */
class YamlDocumentTest {

    private static final YamlDocument YAML = YamlDocument.yaml();
    private static final YamlDocument MARKDOWN = YamlDocument.frontMatter();

    private static String printed(YamlDocument form, String record) {
        return new String(form.print(new Json(record), 0, Spelling.COMPACT), UTF_8);
    }

    private static String revised(YamlDocument form, String text, String now) {
        return new String(form.revise(text.getBytes(UTF_8), new Json(now), Spelling.COMPACT), UTF_8);
    }

    private static String value(YamlDocument form, String text) {
        return form.value(text.getBytes(UTF_8)).orElseThrow().text();
    }

    @Test
    void a_new_record_has_a_line_for_each_member() {
        String record = "{\"id\":\"7\",\"tags\":[\"a\",\"b\"],\"mixed\":[\"a\",1],\"none\":[],\"in\":{\"n\":1}}";

        assertThat(printed(YAML, record)).isEqualTo("""
                id: '7'
                tags: [a, b]
                mixed: ["a",1]
                none: []
                in: {"n":1}
                """);
        assertThat(value(YAML, printed(YAML, record))).isEqualTo(record);
    }

    @Test
    void only_what_is_said_otherwise_is_written_otherwise() {
        String text = "# by hand\nid: 7   # the number\ntags:\n- a\n- 'b'\nold: x\n";

        assertThat(revised(YAML, text, "{\"id\":7,\"tags\":[\"b\",\"c\"],\"new\":true}"))
                .isEqualTo("# by hand\nid: 7   # the number\ntags:\n- 'b'\n- c\nnew: true\n");
        assertThat(revised(YAML, "- no\n- mapping\n", "{\"id\":7}")).isEqualTo("- no\n- mapping\n");
    }

    @Test
    void a_file_of_white_space_takes_a_member_whatever_it_is() {
        for (String blank : List.of("", "\t", " \t\n", "\n\t", "\f", "  ", "\r\n")) {
            String text = revised(YAML, blank, "{\"id\":7}");

            assertThat(value(YAML, text)).as("'%s' after '%s'", text, blank).isEqualTo("{\"id\":7}");
        }
        assertThat(value(MARKDOWN, revised(MARKDOWN, "---\n\t\n---\n", "{\"id\":7,\"body\":\"\"}")))
                .isEqualTo("{\"id\":7,\"body\":\"\"}");
    }

    @Test
    void what_stands_before_the_text_is_made_with_the_first_member() {
        assertThat(printed(MARKDOWN, "{\"body\":\"# Text\\n\"}")).isEqualTo("# Text\n");
        assertThat(revised(MARKDOWN, "# Text\n", "{\"id\":7,\"body\":\"# Text\\n\"}"))
                .isEqualTo("---\nid: 7\n---\n# Text\n");
        assertThat(revised(MARKDOWN, "---\nid: 7\n---\n# Text\n", "{\"body\":\"# New\\n\"}"))
                .isEqualTo("---\n---\n# New\n");
    }

    @Test
    void a_text_that_begins_as_if_members_stood_before_it_stays_the_text() {
        String record = "{\"body\":\"---\\nid: 7\\n---\\nText\\n\"}";

        assertThat(value(MARKDOWN, printed(MARKDOWN, record))).isEqualTo(record);
        assertThat(value(MARKDOWN, revised(MARKDOWN, "# Text\n", record))).isEqualTo(record);
    }

    @Test
    void the_record_is_the_file_if_it_can_be_read() throws Damaged {
        byte[] text = "id: é\n".getBytes(UTF_8);

        assertThat(YAML.places(text, "/id", false)).singleElement().satisfies(place -> {
            assertThat(place.path()).isEmpty();
            assertThat(place.start()).isZero();
            assertThat(place.end()).isEqualTo(text.length);
        });
        assertThat(YAML.edit(text, Spelling.COMPACT, List.of(List.of()), List.of()))
                .isEqualTo(text);
        for (byte[] bad : List.of("id: é\n".getBytes(ISO_8859_1), "- a\n".getBytes(UTF_8))) {
            assertThatThrownBy(() -> YAML.places(bad, "/id", true))
                    .isInstanceOf(Damaged.class)
                    .hasMessage("byte 0: want a mapping in YAML");
        }
    }

    /** What YAML is made of, with what its parser answers in other ways than it says. */
    private static final List<String> PIECES = List.of(
            "a",
            "1",
            "0",
            ".",
            "_",
            "-",
            ":",
            " ",
            "\n",
            "\n  ",
            "\"",
            "\\",
            "\\u",
            "'",
            "[",
            "]",
            "{",
            "}",
            ",",
            "#",
            "&a",
            "*a",
            "!",
            "!!int",
            "!!float",
            "!!str",
            "!!binary",
            "!!set",
            "!!map",
            "!!seq",
            "!!bool",
            "!<",
            "<<",
            "?",
            "|",
            ">",
            "---",
            "- ",
            "=",
            "~",
            "%9",
            "@",
            "|2",
            "b: ",
            "\nb: ",
            "x: 1\n",
            "  d: e\n",
            "# c\n",
            "true");

    @Test
    void whatever_stands_in_a_file_is_told_or_read_and_changed_where_it_is_meant() {
        var random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            String text = random.ints(1 + random.nextInt(10), 0, PIECES.size())
                    .mapToObj(PIECES::get)
                    .collect(Collectors.joining("", random.nextBoolean() ? "a: " : "", ""));
            byte[] bytes = text.getBytes(UTF_8);

            Wholeness.isWhole("a.yaml", bytes, Limits.DEFAULT);
            Optional<Json> read = YAML.value(bytes);
            Container.Contents contents = YAML.read("a.yaml", bytes, Limits.DEFAULT);

            assertThat(contents.pieces().isEmpty()).as(text).isEqualTo(read.isEmpty());
            if (read.isEmpty()) {
                assertThat(contents.findings()).as(text).isNotEmpty();
            } else {
                ObjectNode now = (ObjectNode) JsonText.tree(read.get());
                assertThat(revised(YAML, text, read.get().text())).isEqualTo(text);
                now.put("new", "t: x");
                assertThat(JsonText.tree(new Json(value(YAML, revised(YAML, text, now.toString())))))
                        .as(text)
                        .isEqualTo(now);
            }
        }
    }
}
