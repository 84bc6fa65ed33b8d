package dev.daybook.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

class ColumnTest {

    private static String brief(String text) {
        return Column.brief(TextNode.valueOf(text), 10);
    }

    @Test
    void a_text_stands_in_one_line_of_so_many_characters() {
        assertThat(brief("  one\ttwo  ")).isEqualTo("one two");
        assertThat(brief("one \r\n\r\n two")).isEqualTo("one two");
        assertThat(brief("0123456789")).isEqualTo("0123456789");
        assertThat(brief("0123456789a")).isEqualTo("012345678…");
        assertThat(brief("🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊")).isEqualTo("🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊");
        assertThat(brief("🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊")).isEqualTo("🦊🦊🦊🦊🦊🦊🦊🦊🦊…");
    }

    @Test
    void a_number_of_seconds_is_written_out() {
        assertThat(Column.plain(DoubleNode.valueOf(1754123284.52))).isEqualTo("1754123284.52");
        assertThat(Column.plain(DoubleNode.valueOf(-12_500_000))).isEqualTo("-12500000");
        assertThat(Column.plain(DoubleNode.valueOf(0.5))).isEqualTo("0.5");
        assertThat(Column.plain(DoubleNode.valueOf(1e300))).isEqualTo("1.0E300");
        assertThat(Column.plain(DoubleNode.valueOf(1e-9))).isEqualTo("1.0E-9");
    }

    /** Of what comes long after its beginning nothing is shown, whatever stands between. */
    @Test
    void the_end_of_a_text_that_is_mostly_empty_lines_is_left_out() {
        assertThat(brief("one" + "\n".repeat(5_000_000) + "two")).isEqualTo("one…");
        assertThat(brief("🦊".repeat(3) + "\n".repeat(73) + "🦊two")).isEqualTo("🦊🦊🦊 …");
    }
}
