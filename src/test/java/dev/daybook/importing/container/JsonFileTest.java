package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.JsonFile.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of somebody else's JSON as much is read as can be, and what is wrong with it is told with its place. */
class JsonFileTest {

    private static JsonFile read(String text, Role role) {
        return JsonFile.read("a.json", text.getBytes(UTF_8), Limits.DEFAULT, role);
    }

    private static JsonFile read(String text) {
        return read(text, Role.RECORD);
    }

    private static List<String> told(JsonFile file) {
        return file.findings().stream()
                .map(it -> "%s %s %s".formatted(it.severity(), it.code(), it.where()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1} x  | WARN TRAILING_DATA  | 7",
                "{\"a\":      | ERROR TRUNCATED_JSON | 5",
                "hello        | ERROR INVALID_JSON   | 0"
            })
    void a_flaw_is_told_with_the_byte_that_it_stands_at_in_the_file(String text, String told, int at) {
        assertThat(told(read(text))).containsExactly("%s byte %d".formatted(told, at));
        assertThat(told(read("\uFEFF" + text))).containsExactly("INFO BOM ", "%s byte %d".formatted(told, at + 3));
    }

    @Test
    void what_breaks_the_rules_is_read_leniently_if_it_is_a_list_or_an_object() {
        JsonFile lenient = read("{'a': 1,}");
        assertThat(lenient.json()).contains(new Json("{\"a\":1}"));
        assertThat(lenient.altered()).isTrue();
        assertThat(told(lenient)).containsExactly("WARN INVALID_JSON ");
        assertThat(read("// mine\n[1]").json()).contains(new Json("[1]"));

        JsonFile word = read("'a'");

        assertThat(word.tree()).isEmpty();
        assertThat(told(word)).containsExactly("ERROR INVALID_JSON byte 0");
        assertThat(word.altered()).isTrue();
    }

    @Test
    void what_was_told_while_it_was_read_strictly_is_not_told_twice() {
        assertThat(told(read("{\"a\":1,\"a\":2,}"))).containsExactly("WARN DUPLICATE_KEY a", "WARN INVALID_JSON ");
    }

    @Test
    void a_faithful_one_is_as_it_stands_and_nothing_is_told() {
        JsonFile file = read("{\"b\": 1.50, \"a\": [true]}\n");

        assertThat(file.json()).contains(new Json("{\"b\":1.50,\"a\":[true]}"));
        assertThat(file.altered()).isFalse();
        assertThat(file.findings()).isEmpty();
        assertThat(read("[]").object()).isEmpty();
        assertThat(read("{}", Role.SCANNED).json()).isEmpty();
        assertThat(read("{}", Role.SCANNED).object()).isPresent();
    }

    @Test
    void one_without_anything_in_it_is_lost_as_a_record_and_only_lacking_as_a_part() {
        assertThat(told(read(" \n"))).containsExactly("ERROR EMPTY_FILE ");
        assertThat(told(read("", Role.PIECE))).containsExactly("WARN EMPTY_FILE ");
        assertThat(told(read("{\"a\":", Role.PIECE))).containsExactly("WARN TRUNCATED_JSON byte 5");
        assertThat(told(read("\0\0"))).containsExactly("WARN NUL_PADDING ");
    }

    @Test
    void what_follows_as_nul_is_told_once_and_not_as_data() {
        JsonFile file = read("{\"a\":1}\0\0");

        assertThat(file.json()).contains(new Json("{\"a\":1}"));
        assertThat(file.altered()).isTrue();
        assertThat(told(file)).containsExactly("WARN NUL_PADDING ");
    }

    @Test
    void of_an_unfinished_merge_our_side_is_read() {
        JsonFile file = read("{\n<<<<<<< ours\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> theirs\n}\n");

        assertThat(file.json()).contains(new Json("{\"a\":1}"));
        assertThat(file.altered()).isTrue();
        assertThat(told(file)).containsExactly("WARN CONFLICT_MARKER ");
    }

    @Test
    void what_is_odd_within_is_told_with_the_path_to_it() {
        assertThat(told(read("{\"meta\":{\"labels\":[\"x\",{},\"\\ud800\"]}}")))
                .containsExactly("WARN LONE_SURROGATE meta.labels[2]");
        assertThat(told(read("{\"a\":[[1],[NaN]]}"))).containsExactly("WARN WRONG_TYPE a[1][0]", "WARN INVALID_JSON ");
        assertThat(told(read("[{\"a\":{\"b\":1,\"b\":2}}]"))).containsExactly("WARN DUPLICATE_KEY [0].a.b");
    }

    @Test
    void half_a_letter_is_shown_as_none_and_a_whole_one_stays() {
        JsonFile file = read("[\"\\ud83d\\ude00\", \"a\\ude00\", \"\\ud83d\", \"\\u0000\"]");

        assertThat(file.tree().orElseThrow())
                .extracting(JsonNode::textValue)
                .containsExactly("\uD83D\uDE00", "a\uFFFD", "\uFFFD", "\uFFFD");
        assertThat(told(file))
                .containsExactly("WARN LONE_SURROGATE [1]", "WARN LONE_SURROGATE [2]", "WARN LONE_SURROGATE [3]");
    }

    @Test
    void beyond_a_depth_a_value_is_dropped_and_told_by_the_key_that_it_is_in() {
        var limits = new Limits(1 << 20, 3, 1_000, 1 << 16, 1_000, 1 << 20, 1_000);
        JsonFile file = JsonFile.read(
                "a.json", "{\"a\":{\"b\":{\"c\":1}},\"d\":{\"e\":[{\"f\":[1]}]}}".getBytes(UTF_8), limits, Role.RECORD);

        assertThat(file.json()).contains(new Json("{\"a\":{\"b\":{\"c\":1}},\"d\":{\"e\":[null]}}"));
        assertThat(file.altered()).isTrue();
        assertThat(told(file)).containsExactly("WARN RESOURCE_LIMIT d");
    }

    @Test
    void what_is_nested_too_deeply_is_refused() {
        assertThat(told(read("[".repeat(20_000)))).containsExactly("ERROR RESOURCE_LIMIT ");
    }
}
