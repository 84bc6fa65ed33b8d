package dev.daybook.importing.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A record is known by what it stands under and by its id. */
class RecordKeysTest {

    private final RecordKeys keys = new RecordKeys(20);

    private String next(List<String> names, String id) {
        return keys.next(names, id).map(RecordKeys.Key::numbered).orElse("none");
    }

    @Test
    void names_with_slashes_stay_names_and_the_id_stands_as_it_is() {
        assertThat(next(List.of("a/b", "c~d"), "e/f~g")).isEqualTo("a~1b/c~0d/e/f~g");
        assertThat(next(List.of(), "id")).isEqualTo("id");
        assertThat(RecordKeys.names("a~1b/c~0d/e")).containsExactly("a/b", "c~d");
        assertThat(RecordKeys.names("~01/e")).containsExactly("~1");
        assertThat(RecordKeys.names("id")).isEmpty();
        assertThat(RecordKeys.names("a/")).containsExactly("a");
    }

    @Test
    void several_of_one_key_are_numbered_and_others_are_not() {
        assertThat(next(List.of("a"), "x")).isEqualTo("a/x");
        assertThat(next(List.of("a"), "x")).isEqualTo("a/x~2");
        assertThat(next(List.of("b"), "x")).isEqualTo("b/x");
        assertThat(next(List.of("a"), "x")).isEqualTo("a/x~3");
    }

    @Test
    void without_an_id_and_with_one_that_is_too_long_there_is_no_key() {
        assertThat(next(List.of("a"), "")).isEqualTo("none");
        assertThat(next(List.of("a"), "x".repeat(18))).isEqualTo("a/" + "x".repeat(18));
        assertThat(next(List.of("a"), "x".repeat(19))).isEqualTo("none");
    }
}
