package dev.daybook.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayWidthTest {

    @ParameterizedTest(name = "{2}")
    @CsvSource({
        "engine, 6, letters",
        "日本語, 6, Japanese",
        "ｱｲｳ, 3, half as wide",
        "\uD842\uDFB7野家, 6, of a rare name",
        "\u1112\u1161\u11AB, 2, Korean as macOS spells it",
        "한, 2, Korean",
        "e\u0301, 1, with an accent of its own",
        "a\u200Db, 2, joined by nothing that is seen",
        "\uD83D\uDE00, 2, a face",
        "✅⭐⏰, 6, signs that are pictures",
        "✓→…, 3, signs that are none",
        "\uD83C\uDDEF\uD83C\uDDF5, 2, a flag",
        "co\u00ADop, 5, with a hyphen that terminals show"
    })
    void a_text_takes_as_many_columns_as_terminals_give_it(String text, int columns, String what) {
        assertThat(DisplayWidth.of(text)).as(what).isEqualTo(columns);
    }

    @Test
    void what_is_cut_is_no_wider_than_it_may_be() {
        String text = "\uD842\uDFB7\uD842\uDFB7野家e\u0301✅";

        for (int width = 2; width <= DisplayWidth.of(text); width++) {
            assertThat(DisplayWidth.of(DisplayWidth.cut(text, width))).isBetween(width - 1, width);
            assertThat(DisplayWidth.of(DisplayWidth.cutStart(text, width))).isBetween(width - 1, width);
        }
    }
}
