package dev.daybook.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import dev.daybook.importing.JsonFile.Role;
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
    void what_is_nested_too_deeply_is_refused() {
        assertThat(told(read("[".repeat(20_000)))).containsExactly("ERROR RESOURCE_LIMIT ");
    }
}
