package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Limits;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of somebody else's file is all of it, and what is odd about it is told with its place. */
class TextFileTest {

    private static final Limits SHORT = new Limits(1 << 20, 100, 1_000, 10, 1_000, 1 << 20, 1_000);

    private static TextFile of(byte[] bytes) {
        return TextFile.of("a.md", bytes, SHORT);
    }

    private static TextFile of(String text) {
        return of(text.getBytes(UTF_8));
    }

    private static List<String> told(TextFile file) {
        return file.findings().stream()
                .map(it -> "%s %s %s %s".formatted(it.severity(), it.code(), it.where(), it.message()))
                .toList();
    }

    @Test
    void a_plain_one_is_as_it_stands() {
        for (String text : List.of("", "a", "日本\n", "\uFEFF# Title", "\uFFFD")) {
            TextFile file = of(text);

            assertThat(file.text()).isEqualTo(text);
            assertThat(file.faithful()).isTrue();
            assertThat(file.findings()).isEmpty();
        }
    }

    @Test
    void another_encoding_is_told_by_its_mark_or_by_how_it_begins() {
        for (Charset it : List.of(UTF_16LE, UTF_16BE)) {
            for (String text : List.of("{\"a\":1}", "[1]", "# 日本", "\uFEFF日本")) {
                TextFile file = of(text.getBytes(it));

                assertThat(file.text()).isEqualTo(text.replace("\uFEFF", ""));
                assertThat(file.faithful()).isFalse();
                assertThat(told(file))
                        .containsExactly("WARN WRONG_ENCODING  is %s, not UTF-8: transcoded".formatted(it.name()));
            }
        }
    }

    @Test
    void one_nul_at_the_beginning_is_no_encoding() {
        for (String text : List.of("\0{\"a\":1}", "{\0\"a\":1}", "\0[1]", "\0# Title")) {
            TextFile file = of(text);

            assertThat(file.text()).isEqualTo(text);
            assertThat(told(file)).containsExactly("WARN NUL_IN_TEXT line 1 holds a NUL inside its text");
        }
    }

    @Test
    void bytes_that_are_no_text_are_told_by_the_first_of_them() {
        TextFile file = of(new byte[] {'a', 'b', (byte) 0xFF, 'c', (byte) 0xFE});

        assertThat(file.text()).isEqualTo("ab\uFFFDc\uFFFD");
        assertThat(file.faithful()).isFalse();
        assertThat(told(file))
                .containsExactly("WARN INVALID_UTF8 byte 2 holds bytes that are no UTF-8: shown as U+FFFD, the bytes"
                        + " are kept");
        assertThat(told(of(new byte[] {(byte) 0xFF})))
                .singleElement()
                .asString()
                .contains("byte 0");
    }

    @Test
    void what_ends_in_nul_has_lost_something_and_a_nul_within_is_a_letter() {
        assertThat(told(of("a\0\0\0")))
                .containsExactly("WARN NUL_PADDING  ends in 3 NUL bytes: something was lost there");
        assertThat(told(of("a\n\nb\0c\0"))).containsExactly("WARN NUL_IN_TEXT line 3 holds a NUL inside its text");
        assertThat(of("\0\0\0").isNulOnly()).isTrue();
        assertThat(of("").isNulOnly()).isFalse();
        assertThat(of("a\0").isNulOnly()).isFalse();
    }

    @Test
    void the_first_line_that_is_long_is_told() {
        assertThat(told(of("1234567890\n1234567890"))).isEmpty();
        assertThat(told(of("1234567890\n\n12345678901\n123456789012")))
                .containsExactly("INFO OVERSIZE_LINE line 3 a line of 11 characters: imported unshortened");
        assertThat(told(of("12345678901"))).hasSize(1);
    }

    @Test
    void an_unfinished_merge_is_told_and_has_a_side_of_ours() {
        String text = "a\n<<<<<<< x\n$1\n=======\nc\n>>>>>>> y\nd\n<<<<<<< x\ne\n=======\nf\n>>>>>>> y";

        assertThat(told(of(text)))
                .containsExactly(
                        "WARN CONFLICT_MARKER  holds the marks of an unfinished merge: resolve it in the" + " source");
        assertThat(TextFile.ourSide(text)).isEqualTo("a\n$1\nd\ne\n");
        assertThat(told(of("<<<<<<< x\n"))).isEmpty();
    }
}
