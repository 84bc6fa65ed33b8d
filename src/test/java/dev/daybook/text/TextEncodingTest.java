package dev.daybook.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which encoding a text is read. */
class TextEncodingTest {

    private static final String JAPANESE =
            "/** 利用者を番号で探す。見つからなければ、データベースにもう一度たずねる。 */\nclass 帳簿 { void 計算(int 値) {} }\n";

    @ParameterizedTest
    @CsvSource({
        "UTF-8, UTF-8",
        "windows-31j, Shift_JIS",
        "EUC-JP, EUC-JP",
        "ISO-2022-JP, ISO-2022-JP",
        "UTF-16LE, UTF-16LE",
        "UTF-16BE, UTF-16BE"
    })
    void japanese_is_read_in_the_encoding_that_it_was_written_in(String written, String read) {
        byte[] bytes = JAPANESE.getBytes(Charset.forName(written));

        TextEncoding encoding = TextEncoding.of(bytes).orElseThrow();

        assertThat(encoding.name()).isEqualTo(read);
        assertThat(encoding.decode(bytes)).isEqualTo(JAPANESE);
        assertThat(new String(encoding.utf8(bytes), UTF_8)).isEqualTo(JAPANESE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"// 表示", "// テスト", "x = 1 # あ", "print(\"ﾃｽﾄ\")", "// 値", "int 値=0;", "// ソ能表十予申暴貼禄"})
    void a_few_words_of_japanese_are_enough(String text) {
        assertThat(name(text.getBytes(Charset.forName("windows-31j")))).isEqualTo("Shift_JIS");
        assertThat(name(text.getBytes(Charset.forName("EUC-JP")))).isEqualTo("EUC-JP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class Café { void mañana() {} }",
                "// Käse, Größe, Länge; für Österreich: ÄÖÜäöüß",
                "// crédit, déjà vu, français, élève, Mémé",
                "[A-Za-zÀ-ÖØ-öø-ÿ]",
                "x = '£' // §5, ½ × 2 ± 1°"
            })
    void letters_with_accents_are_no_japanese(String text) {
        assertThat(name(text.getBytes(ISO_8859_1))).isEqualTo("ISO-8859-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"// don’t, it’s", "// “Hello” – she said… 5 €", "s = ‘a’"})
    void the_quotes_of_windows_are_no_japanese(String text) {
        assertThat(name(text.getBytes(Charset.forName("windows-1252")))).isEqualTo("windows-1252");
    }

    @Test
    void a_mark_says_the_encoding_and_is_no_part_of_the_text() {
        for (String charset : List.of("UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
            byte[] bytes = ("\uFEFF" + JAPANESE).getBytes(Charset.forName(charset));

            TextEncoding encoding = TextEncoding.of(bytes).orElseThrow();

            assertThat(encoding.name()).isEqualTo(charset);
            assertThat(encoding.isAssumed()).isFalse();
            assertThat(encoding.decode(bytes)).isEqualTo(JAPANESE);
            assertThat(new String(encoding.utf8(bytes), UTF_8)).isEqualTo(JAPANESE);
        }
    }

    @Test
    void an_odd_byte_leaves_the_encoding_of_a_text_as_it_is() {
        for (String charset : List.of("UTF-8", "windows-31j", "EUC-JP")) {
            byte[] bytes = JAPANESE.getBytes(Charset.forName(charset));
            byte[] cut = Arrays.copyOf(bytes, bytes.length + 1);
            cut[bytes.length] = (byte) 0xFF;

            assertThat(TextEncoding.of(cut)).as(charset).isEqualTo(TextEncoding.of(bytes));
        }
    }

    @Test
    void bytes_that_are_no_text_have_no_encoding() {
        assertThat(TextEncoding.of("\0PNG".getBytes(UTF_8))).isEmpty();
        assertThat(TextEncoding.of(new byte[10_000])).isEmpty();
        var numbers = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            numbers.writeBytes(new byte[] {(byte) i, 0, 'a', 0});
        }
        assertThat(TextEncoding.of(numbers.toByteArray())).as("small numbers").isEmpty();
    }

    @Test
    void what_is_ascii_or_nothing_is_utf_8() {
        assertThat(name(new byte[0])).isEqualTo("UTF-8");
        assertThat(name("class A {}".getBytes(UTF_8))).isEqualTo("UTF-8");
        assertThat(name("print(\"\033[$BRIGHT\")".getBytes(UTF_8))).isEqualTo("UTF-8");
    }

    @Test
    void text_of_two_bytes_a_character_is_told_from_its_ascii() {
        String text = "class A { /* é ü 😀 */ }\r\n";

        assertThat(name(text.getBytes(UTF_16LE))).isEqualTo("UTF-16LE");
        assertThat(name(text.getBytes(UTF_16BE))).isEqualTo("UTF-16BE");
    }

    private static String name(byte[] bytes) {
        return TextEncoding.of(bytes).orElseThrow().name();
    }
}
