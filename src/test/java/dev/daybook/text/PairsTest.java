package dev.daybook.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairsTest {

    private static String visible(String indexed) {
        return indexed.replace('\u001e', '+').replace('\u001f', '|');
    }

    @Test
    void a_run_of_kana_and_kanji_becomes_overlapping_pairs() {
        assertThat(visible(Pairs.indexed("再試行"))).isEqualTo("再試+試行+行");
        assertThat(visible(Pairs.indexed("API再試v2"))).isEqualTo("API|再試+試|v2");
        assertThat(Pairs.indexed("plain text, ünïcode")).isEqualTo("plain text, ünïcode");
        assertThat(visible(Pairs.indexed("ﾃｽﾄ　ＡＢ"))).isEqualTo("テス+スト+ト AB");
    }

    @Test
    void a_word_looked_for_is_the_phrase_of_its_pairs() {
        assertThat(Pairs.sought("再試行")).containsExactly("再試", "試行");
        assertThat(Pairs.sought("試")).containsExactly("試");
        assertThat(Pairs.sought("試API")).containsExactly("試", "API");
        assertThat(Pairs.sought("API修正中")).containsExactly("API", "修正", "正中");
        assertThat(Pairs.beginsPair("試")).isTrue();
        assertThat(Pairs.beginsPair("a")).isFalse();
    }

    @Test
    void marks_come_back_where_a_person_would_set_them() {
        assertThat(restored("再試+<試行>+行")).isEqualTo("再<試行>");
        assertThat(restored("<再試+試行>+行")).isEqualTo("<再試行>");
        assertThat(restored("<再試>+<試行>+行")).isEqualTo("<再試行>");
        assertThat(restored("<API>|再試+試")).isEqualTo("<API>再試");
        assertThat(restored("…試行+行の+の")).isEqualTo("…試行の");
    }

    private static String restored(String visible) {
        return Pairs.restored(visible.replace('+', '\u001e').replace('|', '\u001f'), '<', '>');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "再", "再試", "a再b", "𠮷野家𠮷", "再。試", "、", "々ー", "a\nb\t再試\n", "😀再😀"})
    void what_was_indexed_is_restored(String text) {
        assertThat(Pairs.restored(Pairs.indexed(text), '\1', '\2')).isEqualTo(text);
    }

    @Test
    void any_text_is_restored() {
        var random = new Random(7);
        String alphabet = "ab 再試行カナひ。、-_\n𠮷é";
        int[] points = alphabet.codePoints().toArray();
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.appendCodePoint(points[random.nextInt(points.length)]);
            }
            assertThat(Pairs.restored(Pairs.indexed(text.toString()), '\1', '\2'))
                    .isEqualTo(text.toString());
        }
    }
}
