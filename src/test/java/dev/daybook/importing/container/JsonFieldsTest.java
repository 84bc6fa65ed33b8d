package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A field of the wrong type is told, and taken only where it is clear what was meant. */
class JsonFieldsTest {

    private static final Timestamps TIMES = new Timestamps(ZoneOffset.UTC, Instant.parse("2026-01-02T03:04:05Z"));

    private final Results results = new Results();

    private JsonFields fields(String json) {
        return new JsonFields(
                "a.json",
                JsonFile.read("a.json", json.getBytes(UTF_8), Limits.DEFAULT, JsonFile.Role.RECORD)
                        .object()
                        .orElseThrow(),
                TIMES,
                results);
    }

    /** Returns what was told since it was asked last. */
    private List<String> told() {
        var told = new ArrayList<String>();
        results.findings().forEach(it -> told.add("%s %s %s".formatted(it.code(), it.where(), it.message())));
        return told;
    }

    @Test
    void a_text_may_be_a_number_or_a_truth_value_and_nothing_else() {
        JsonFields fields = fields("{\"a\":\"x\",\"b\":1.50,\"c\":true,\"d\":null,\"e\":[\"x\"]}");
        assertThat(fields.text("a")).contains("x");
        assertThat(fields.text("none")).isEmpty();
        assertThat(told()).isEmpty();

        assertThat(fields.text("b")).contains("1.50");
        assertThat(fields.text("c")).contains("true");
        assertThat(fields.text("d")).isEmpty();
        assertThat(fields.text("e")).isEmpty();

        assertThat(told())
                .containsExactly(
                        "WRONG_TYPE b is no text: its text is taken",
                        "WRONG_TYPE c is no text: its text is taken",
                        "WRONG_TYPE d is null, not a text: absent",
                        "WRONG_TYPE e is a list, not a text: absent");
        assertThat(fields.plain("a")).contains("x");
        assertThat(fields.plain("b")).isEmpty();
        assertThat(fields.has("d")).isTrue();
        assertThat(fields.has("none")).isFalse();
    }

    @Test
    void a_word_that_nobody_knows_is_kept_and_told_and_an_empty_one_is_not() {
        JsonFields fields = fields("{\"a\":\"DONE\",\"b\":\"LATER\",\"c\":\"\"}");

        assertThat(fields.word("a", word -> Optional.of(word).filter("DONE"::equals), "as it is"))
                .contains("DONE");
        assertThat(fields.word("b", _ -> Optional.empty(), "as it is")).contains("LATER");
        assertThat(fields.word("c", _ -> Optional.empty(), "as it is")).contains("");

        assertThat(told()).containsExactly("UNKNOWN_ENUM b 'LATER' is not known: kept as it is");
    }

    @Test
    void a_whole_number_lies_within_its_limits() {
        JsonFields fields = fields("{\"a\":0,\"b\":7,\"c\":8,\"d\":-1,\"e\":1.5,\"f\":3.0}");

        assertThat(fields.integer("a", 7)).contains(0);
        assertThat(fields.integer("b", 7)).contains(7);
        assertThat(fields.integer("f", 7)).contains(3);
        assertThat(fields.integer("none", 7)).isEmpty();
        assertThat(told()).isEmpty();
        assertThat(fields.integer("c", 7)).isEmpty();
        assertThat(fields.integer("d", 7)).isEmpty();
        assertThat(fields.integer("e", 7)).isEmpty();

        assertThat(told())
                .containsExactly(
                        "WRONG_TYPE c is out of range (0 to 7): absent",
                        "WRONG_TYPE d is out of range (0 to 7): absent",
                        "WRONG_TYPE e is no whole number: absent");
    }

    @Test
    void a_text_of_digits_is_taken_as_a_number() {
        JsonFields fields = fields("{\"a\":\" 12 \",\"b\":\"1234567890\",\"c\":\"12a\",\"d\":true,\"e\":1000000000}");

        assertThat(fields.count("a")).contains(12);
        assertThat(fields.count("b")).isEmpty();
        assertThat(fields.count("c")).isEmpty();
        assertThat(fields.count("d")).isEmpty();
        assertThat(fields.count("e")).contains(1_000_000_000);

        assertThat(told())
                .containsExactly(
                        "WRONG_TYPE a is a text of digits: taken as a number",
                        "WRONG_TYPE b is a text, not a number: absent",
                        "WRONG_TYPE c is a text, not a number: absent",
                        "WRONG_TYPE d is a truth value, not a number: absent");
    }

    /** As some tools write them, against the rules of JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
    void what_is_written_like_a_number_and_is_none_is_absent(String number) {
        JsonFields fields = fields("{\"a\":" + number + "}");

        assertThat(fields.count("a")).isEmpty();
        assertThat(fields.time("a", false)).isEmpty();
        assertThat(told()).containsExactly("WRONG_TYPE a is null, not a number: absent");
    }

    @Test
    void a_time_is_a_text_or_a_number_since_1970() {
        JsonFields fields = fields("{\"a\":\"2025-10-01T09:00:00Z\",\"b\":1759280400,\"c\":null,\"d\":\"\",\"e\":true,"
                + "\"f\":\"soon\"}");
        assertThat(fields.time("a", false)).contains(Instant.parse("2025-10-01T09:00:00Z"));
        assertThat(fields.time("c", false)).isEmpty();
        assertThat(fields.time("d", true)).isEmpty();
        assertThat(fields.time("none", false)).isEmpty();
        assertThat(told()).isEmpty();

        assertThat(fields.time("b", false)).contains(Instant.parse("2025-10-01T01:00:00Z"));
        assertThat(fields.time("d", false)).isEmpty();
        assertThat(fields.time("e", true)).isEmpty();
        assertThat(fields.time("f", true)).isEmpty();

        assertThat(told())
                .containsExactly(
                        "WRONG_TYPE b is a number, not a text: read as the time since 1970",
                        "INVALID_TIMESTAMP d '' is no time: want such as 2025-10-01T09:00:00Z",
                        "WRONG_TYPE e is a truth value, not a time: absent",
                        "INVALID_TIMESTAMP f 'soon' is no time: want such as 2025-10-01T09:00:00Z");
    }

    @Test
    void of_a_list_each_text_is_taken_once_in_its_order() {
        JsonFields fields = fields("{\"a\":[\"y\",\"x\"],\"b\":null,\"c\":\"x\",\"d\":[\"y\",1,\"x\",\"y\",\"z\"]}");
        assertThat(fields.texts("a")).contains(List.of("y", "x"));
        assertThat(fields.texts("none")).isEmpty();
        assertThat(told()).isEmpty();

        assertThat(fields.texts("b")).contains(List.of());
        assertThat(fields.texts("c")).isEmpty();
        assertThat(fields.texts("d")).contains(List.of("y", "x", "z"));

        assertThat(told())
                .containsExactly(
                        "NULL_DATA b is null where a list is meant: empty",
                        "WRONG_TYPE c is a text, not a list: absent",
                        "WRONG_TYPE d[1] is a number, not a text: left out",
                        "DUPLICATE d names something twice: taken once, order kept");
    }

    @Test
    void an_object_is_one_or_absent() {
        JsonFields fields = fields("{\"a\":{\"b\":1},\"c\":null,\"d\":[]}");

        assertThat(fields.object("a")).hasValueSatisfying(it -> assertThat(it).hasToString("{\"b\":1}"));
        assertThat(fields.object("c")).isEmpty();
        assertThat(fields.object("none")).isEmpty();
        assertThat(told()).isEmpty();
        assertThat(fields.object("d")).isEmpty();

        assertThat(told()).containsExactly("WRONG_TYPE d is a list, not an object: absent");
    }

    @Test
    void a_path_that_leads_elsewhere_is_told() {
        JsonFields fields = fields("{\"a\":1}");

        fields.paths("a", List.of("b/c", "d..e"), "names files");
        assertThat(told()).isEmpty();
        fields.paths("a", List.of("b/c", "../d"), "names files");

        assertThat(told()).containsExactly("SUSPECT_PATH a names files: kept as text, not opened");
    }

    @Test
    void absolute_paths_those_upwards_and_those_with_control_characters_are_not_followed() {
        assertThat(List.of("/a", "\\a", "C:/a", "c:\\a", "..", "../a", "a/..", "a/../b", "a\\..\\b", "a\nb", "a\0"))
                .allMatch(JsonFields::isSuspect);
        assertThat(List.of("", "a", "a/b", "a b", "..a", "a..", "a/..b", "C:a", "CC:/a"))
                .noneMatch(JsonFields::isSuspect);
        assertThat(JsonFields.isAbsolute("/a")).isTrue();
        assertThat(JsonFields.isAbsolute("../a")).isFalse();
    }

    @Test
    void keys_that_nobody_knows_are_told_with_their_place() {
        JsonFields.unknown("a.json", "task.", fields("{\"a\":1,\"b\":2}").object(), Set.of("a"), "is kept", results);

        assertThat(told()).containsExactly("UNKNOWN_FIELD task.b is kept");
    }

    @Test
    void a_column_that_holds_nothing_is_no_field() {
        var row = JsonNodeFactory.instance.objectNode().put("a", 1).putNull("b");

        JsonFields fields = JsonFields.row("tool.db", row, TIMES, results);

        assertThat(fields.has("a")).isTrue();
        assertThat(fields.has("b")).isFalse();
        assertThat(row.has("b")).isTrue();
    }
}
