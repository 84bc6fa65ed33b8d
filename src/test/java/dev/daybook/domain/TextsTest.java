package dev.daybook.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a text may be, to the last character. */
final class TextsTest {

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of((BinaryOperator<String>) Texts::name, "x", Texts.NAME_CHARS_MAX, "characters"),
                Arguments.of((BinaryOperator<String>) Texts::key, "x", Texts.NAME_CHARS_MAX, "characters"),
                Arguments.of((BinaryOperator<String>) Texts::reason, "x", Texts.REASON_CHARS_MAX, "characters"),
                Arguments.of((BinaryOperator<String>) Texts::document, "xxxx", Texts.DOCUMENT_BYTES_MAX, "bytes"),
                Arguments.of(
                        (BinaryOperator<String>) Texts::document, "\uD83D\uDE00", Texts.DOCUMENT_BYTES_MAX, "bytes"),
                Arguments.of((BinaryOperator<String>) Texts::content, "xxxx", Texts.CONTENT_BYTES_MAX, "bytes"));
    }

    /** A character beyond the first plane is two of Java's and four bytes. */
    @ParameterizedTest
    @MethodSource("limits")
    void a_text_of_the_largest_size_is_taken_as_it_is_and_a_longer_one_refused(
            BinaryOperator<String> check, String part, int max, String unit) {
        int size = part.length() == 1 ? 1 : 4;
        String largest = part.repeat(max / size);

        assertThat(check.apply("/field", largest)).isEqualTo(largest);
        assertThatThrownBy(() -> check.apply("/field", largest + "x"))
                .isInstanceOfSatisfying(
                        Rejected.class, refused -> assertThat(refused.pointer()).contains("/field"))
                .hasMessage("the text has %d %s: want at most %d", max + 1, unit, max);
    }

    /** A char takes at most three bytes. */
    @Test
    void a_document_is_measured_in_bytes_although_it_has_fewer_characters() {
        String many = "\u65E5".repeat(Texts.DOCUMENT_BYTES_MAX / 3);

        assertThat(Texts.document("/spec", many)).isEqualTo(many);
        assertThatThrownBy(() -> Texts.document("/spec", many + "\u65E5")).hasMessageContaining("bytes: want at most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "a/", "\\a", "a\\", ".", "..", " a", "a "})
    void a_key_has_no_slashes_and_no_surrounding_blanks(String text) {
        assertThatThrownBy(() -> Texts.key("/id", text)).hasMessageContaining("is no name");
    }

    @Test
    void json_is_returned_as_it_is_and_measured_and_an_object_is_one() {
        var object = new Json("{\"a\":1}");

        assertThat(Texts.json("/value", new Json("[1]"))).isEqualTo(new Json("[1]"));
        assertThat(Texts.object("/metadata", object)).isEqualTo(object);
        assertThatThrownBy(() -> Texts.object("/metadata", new Json("[1]"))).hasMessageContaining("is no JSON object");
        assertThatThrownBy(() -> Texts.json("/value", new Json("\"" + "x".repeat(Texts.JSON_BYTES_MAX) + "\"")))
                .hasMessageContaining("bytes: want at most");
    }

    @Test
    void what_no_database_keeps_is_named_with_its_place() {
        assertThat(Texts.unstorable("")).isEmpty();
        assertThat(Texts.unstorable("a\uD83D\uDE00\uD83D\uDE00b")).isEmpty();
        assertThat(Texts.unstorable("\u0000")).contains("has a NUL character at 0: remove it");
        assertThat(Texts.unstorable("ab\u0000")).contains("has a NUL character at 2: remove it");
        assertThat(Texts.unstorable("a\uD83D")).contains("has half a surrogate pair at 1: want whole characters");
        assertThat(Texts.unstorable("\uDE00a")).contains("has half a surrogate pair at 0: want whole characters");
        assertThat(Texts.unstorable("\uD83Da")).contains("has half a surrogate pair at 0: want whole characters");
        assertThat(Texts.unstorable("\uD83D\uDE00\uDE00"))
                .contains("has half a surrogate pair at 2: want whole characters");
    }

    @Test
    void a_pair_is_a_high_half_and_a_low_one_behind_it() {
        assertThat(Texts.isPair("a\uD83D\uDE00", 1)).isTrue();
        assertThat(Texts.isPair("a\uD83D\uDE00", 2)).isFalse();
        assertThat(Texts.isPair("a\uD83D", 1)).isFalse();
        assertThat(Texts.isPair("ab", 0)).isFalse();
    }

    @Test
    void a_fingerprint_tells_where_one_value_ends_and_the_next_begins() {
        assertThat(Fingerprint.of("ab", "c")).isEqualTo(Fingerprint.of("ab", "c"));
        assertThat(Fingerprint.of("ab", "c")).isNotEqualTo(Fingerprint.of("a", "bc"));
        assertThat(Fingerprint.of("ab")).isNotEqualTo(Fingerprint.of("ac"));
    }
}
