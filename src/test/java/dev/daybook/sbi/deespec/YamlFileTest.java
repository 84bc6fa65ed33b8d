package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.YamlFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** YAML of strangers: what is small is read, however it is spelled, and what is not is told and left. */
final class YamlFileTest {

    private final List<String> findings = new ArrayList<>();

    @Test
    void an_alias_is_read_as_what_it_stands_for_as_often_as_it_stands_there() {
        JsonNode read =
                read("labels: &l [a, b]\nothers:\n" + "- *l\n".repeat(200)).orElseThrow();

        assertThat(read.path("others")).hasSize(200);
        assertThat(read.path("others").get(199).toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(findings).isEmpty();
    }

    @Test
    void a_large_file_without_aliases_is_read() {
        assertThat(read("labels:\n" + "- a\n".repeat(90_000)).orElseThrow().path("labels"))
                .hasSize(90_000);
        assertThat(findings).isEmpty();
    }

    @Test
    void what_expands_beyond_the_limit_is_refused_before_it_expands() {
        assertRefused("a0: &a0 {k: v}\n" + nested("{p: *a%1$d, q: *a%1$d, r: *a%1$d, s: *a%1$d}"));
        assertRefused("a0: &a0 [x]\n" + nested("[*a%1$d, *a%1$d, *a%1$d, *a%1$d]"));
        assertRefused("a0: &a0 {k: v}\n" + nested("{<<: *a%1$d, q: *a%1$d, r: *a%1$d, s: *a%1$d}"));
        assertRefused("labels:\n" + "- a\n".repeat(100_001));
        assertRefused("a: &a [*a]\n");
        assertRefused("a: &a {b: *a}\n");
    }

    /** Each level names the one before it several times. */
    private static String nested(String level) {
        var text = new StringBuilder();
        for (int i = 1; i < 40; i++) {
            text.append("a%d: &a%d ".formatted(i, i))
                    .append(level.formatted(i - 1))
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void what_is_nested_too_deep_is_refused_also_behind_aliases() {
        assertRefused("a: " + "[".repeat(101) + "]".repeat(101) + "\n");
        assertRefused("a: " + "{b: ".repeat(5_000) + "c" + "}".repeat(5_000) + "\n");
        var chain = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 150; i++) {
            chain.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }
        assertRefused(chain.toString());
        assertThat(read("a: " + "[".repeat(90) + "]".repeat(90) + "\n")).isPresent();
    }

    @Test
    void of_a_key_that_stands_twice_the_last_value_counts_and_that_is_told() {
        assertThat(read("title: A\ntitle: B\n").orElseThrow().path("title").asText())
                .isEqualTo("B");
        assertThat(findings).containsExactly("WARN DUPLICATE_KEY");
    }

    @Test
    void a_number_beyond_all_sense_is_a_text() {
        JsonNode read = read("priority: " + "9".repeat(1_000_000) + "\npor: 1e999999999\nturn: 12\n")
                .orElseThrow();

        assertThat(read.path("priority").isTextual()).isTrue();
        assertThat(read.path("por").isTextual()).isTrue();
        assertThat(read.path("turn").intValue()).isEqualTo(12);
    }

    @Test
    void a_number_without_a_digit_is_a_text() {
        JsonNode read = read("a: ._\nb: -._\nc: ._e5\nd: .5\ne: 1_0.5\n").orElseThrow();

        assertThat(read.path("a").textValue()).isEqualTo("._");
        assertThat(read.path("b").textValue()).isEqualTo("-._");
        assertThat(read.path("c").textValue()).isEqualTo("._e5");
        assertThat(read.path("d").doubleValue()).isEqualTo(0.5);
        assertThat(read.path("e").doubleValue()).isEqualTo(10.5);
    }

    @Test
    void bytes_and_times_are_texts_as_they_stand() {
        assertThat(read("icon: !!binary R0lGODdh\nodd: !!binary '*'\nat: !!timestamp 2026-01-02\n!!binary AA==: key\n"))
                .hasValueSatisfying(read -> assertThat(read)
                        .hasToString("{\"icon\":\"R0lGODdh\",\"odd\":\"*\",\"at\":\"2026-01-02\",\"AA==\":\"key\"}"));
        assertThat(findings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title: \"\\u",
                "title: \"\\UFFFFFFFF\"\n",
                "title: !a%9 b\n",
                "priority: !!int high\n",
                "priority: !!float 1e\n",
                "priority: !!int [1]\n",
                "labels: !!seq a\n",
                "labels: !!map\n",
                "labels: !!set [a]\n",
                "title: !!str [a]\n",
                "- !!bool {a: b}\n"
            })
    void what_says_that_it_is_something_else_than_it_is_is_told_and_left(String text) {
        assertThat(read(text)).isEmpty();
        assertThat(findings).containsExactly("ERROR INVALID_YAML");
    }

    /** The mapping is a level, and so is each list in it and the value in the last one. */
    @Test
    void a_hundred_levels_are_read_and_not_one_more_also_behind_aliases() {
        assertThat(read("a: " + "[".repeat(98) + "x" + "]".repeat(98) + "\n")).isPresent();
        assertRefused("a: " + "[".repeat(99) + "x" + "]".repeat(99) + "\n");
        assertThat(read(chain(97))).isPresent();
        assertRefused(chain(98));
    }

    /** Each list holds the one before it: the last one is so many and two levels deep. */
    private static String chain(int lists) {
        var chain = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i <= lists; i++) {
            chain.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }
        return chain.toString();
    }

    /** The mapping is a value, its key and the list are, and so are those in it. */
    @Test
    void a_hundred_thousand_values_are_read_and_not_one_more() {
        assertThat(read("a:\n" + "- b\n".repeat(99_997)).orElseThrow().path("a"))
                .hasSize(99_997);
        assertRefused("a:\n" + "- b\n".repeat(99_998));
        assertThat(read("a: &a\n" + "- b\n".repeat(49_997) + "c: *a\n")).isPresent();
        assertRefused("a: &a\n" + "- b\n".repeat(49_998) + "c: *a\nd: e\n");
    }

    @Test
    void a_number_of_four_hundred_digits_is_one_and_a_longer_one_is_a_text() {
        JsonNode read = read("a: " + "9".repeat(400) + "\nb: " + "9".repeat(401) + "\nc: '" + "9".repeat(9) + "'\nd: "
                        + "x".repeat(401) + "\n")
                .orElseThrow();

        assertThat(read.path("a").isNumber()).isTrue();
        assertThat(read.path("b").isTextual()).isTrue();
        assertThat(read.path("c").isTextual()).isTrue();
        assertThat(read.path("d").isTextual()).isTrue();
    }

    @Test
    void words_of_yaml_are_what_they_stand_for_and_times_stay_as_they_stand() {
        assertThat(read("""
                base: &base {a: 1, b: 2}
                merged: {<<: *base, b: 3}
                yes: yes
                off: off
                nothing: ~
                empty:
                none: null
                endless: [.inf, -.inf, .nan]
                at: 2026-01-02
                """).orElseThrow())
                .hasToString("{\"base\":{\"a\":1,\"b\":2},\"merged\":{\"a\":1,\"b\":3},\"true\":true,\"false\":false,"
                        + "\"nothing\":null,\"empty\":null,\"none\":null,"
                        + "\"endless\":[\"Infinity\",\"-Infinity\",\"NaN\"],\"at\":\"2026-01-02\"}");
        assertThat(findings).isEmpty();
    }

    @Test
    void of_a_file_that_was_not_merged_our_side_counts() {
        assertThat(read("a: 1\n<<<<<<< ours\nb: 2\n=======\nb: 3\n>>>>>>> theirs\n"))
                .hasValueSatisfying(read -> assertThat(read).hasToString("{\"a\":1,\"b\":2}"));
        assertThat(findings).containsExactly("WARN CONFLICT_MARKER");
    }

    @Test
    void a_large_file_is_read() {
        String text = "a: '" + "x".repeat(4_000_000) + "'\n";

        assertThat(read(text).orElseThrow().path("a").textValue()).hasSize(4_000_000);
    }

    @Test
    void what_is_wrong_is_told_with_its_line_and_kept() {
        assertThat(told("")).containsExactly("WARN EMPTY_FILE ");
        assertThat(told("# nothing\n")).containsExactly("WARN EMPTY_FILE ");
        assertThat(told("a: 1\nb: 2\na: 3\n")).containsExactly("WARN DUPLICATE_KEY line 3");
        assertThat(told("- a\n")).containsExactly("ERROR WRONG_TYPE ", "- a\n");
        assertThat(told("a: b\nc: [\n")).containsExactly("ERROR INVALID_YAML line 3", "a: b\nc: [\n");
        assertThat(told("a: \"\\u")).containsExactly("ERROR INVALID_YAML ", "a: \"\\u");
    }

    /** Returns what a reading tells, and what it keeps. */
    private static List<String> told(String text) {
        var told = new ArrayList<String>();
        try (Reading reading = Results.reading(results ->
                YamlFile.read("meta.yaml", text.getBytes(StandardCharsets.UTF_8), Limits.DEFAULT, results))) {
            reading.forEachRemaining(result -> {
                switch (result) {
                    case Finding it -> told.add(words(it));
                    case Reading.Rejected(Finding it, byte[] raw) -> {
                        told.add(words(it));
                        told.add(new String(raw, StandardCharsets.UTF_8));
                    }
                    default -> throw new AssertionError(result);
                }
            });
        }
        return told;
    }

    private static String words(Finding it) {
        return it.severity() + " " + it.code() + " " + it.where();
    }

    private void assertRefused(String text) {
        findings.clear();
        assertThat(read(text)).isEmpty();
        assertThat(findings).containsExactly("ERROR RESOURCE_LIMIT");
    }

    private Optional<JsonNode> read(String text) {
        return Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            var results = new Results();
            Optional<JsonNode> read = YamlFile.read(
                            "meta.yaml", text.getBytes(StandardCharsets.UTF_8), Limits.DEFAULT, results)
                    .map(YamlFile::object);
            results.findings().forEach(it -> findings.add(it.severity() + " " + it.code()));
            return read;
        });
    }
}
