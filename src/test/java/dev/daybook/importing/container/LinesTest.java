package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines come as they stand in the file, each with its place. */
class LinesTest {

    private static List<Lines.Line> lines(String text, int lineBytesMax) throws IOException {
        var lines = new Lines(new ByteArrayInputStream(text.getBytes(UTF_8)), lineBytesMax);
        var all = new ArrayList<Lines.Line>();
        for (Optional<Lines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            all.add(line.get());
        }
        return all;
    }

    private static List<String> shown(String text, int lineBytesMax) throws IOException {
        return lines(text, lineBytesMax).stream()
                .map(line -> "%d @%d %s %d %s"
                        .formatted(
                                line.number(),
                                line.offset(),
                                new String(line.bytes(), UTF_8).replace("\r", "␍"),
                                line.sizeBytes(),
                                line.end().replace("\r", "␍").replace("\n", "␊")))
                .toList();
    }

    @Test
    void each_has_its_number_its_place_and_its_end() throws IOException {
        assertThat(shown("one\r\n\ntwo\rx\nend", 100))
                .containsExactly("1 @0 one 3 ␍␊", "2 @5  0 ␊", "3 @6 two␍x 5 ␊", "4 @12 end 3 ");
        assertThat(shown("\r\n", 100)).containsExactly("1 @0  0 ␍␊");
        assertThat(shown("last\r", 100)).containsExactly("1 @0 last␍ 5 ");
        assertThat(shown("", 100)).isEmpty();
    }

    @Test
    void of_a_longer_one_the_beginning_is_held_and_the_next_one_begins_behind_it() throws IOException {
        assertThat(shown("123456\r\nabc\n", 4)).containsExactly("1 @0 1234 7 ␊", "2 @8 abc 3 ␊");
        assertThat(lines("123456\nabc\n", 4)).extracting(Lines.Line::isWhole).containsExactly(false, true);
    }

    @Test
    void one_that_is_longer_than_what_is_read_at_once_is_whole() throws IOException {
        String text = "x".repeat(200_000);

        List<Lines.Line> lines = lines(text + "\nend\n", 1 << 20);

        assertThat(lines).hasSize(2).allMatch(Lines.Line::isWhole);
        assertThat(new String(lines.getFirst().bytes(), UTF_8)).isEqualTo(text);
        assertThat(lines.getLast().offset()).isEqualTo(200_001);
    }

    @Test
    void a_blank_one_and_one_of_nothing_but_padding_are_known() throws IOException {
        List<Lines.Line> lines = lines(" \t\n\0\0\n\n \0\na b\n", 100);

        assertThat(lines).extracting(Lines.Line::isBlank).containsExactly(true, false, true, false, false);
        assertThat(lines).extracting(Lines.Line::isNulOnly).containsExactly(false, true, false, false, false);
    }

    @Test
    void without_its_beginning_it_stands_further_on() throws IOException {
        Lines.Line rest = lines("a\n  {}\r\n", 100).getLast().from(2);

        assertThat(new String(rest.bytes(), UTF_8)).isEqualTo("{}");
        assertThat(rest)
                .extracting(Lines.Line::number, Lines.Line::offset, Lines.Line::sizeBytes, Lines.Line::end)
                .containsExactly(2, 4L, 2L, "\r\n");
    }
}
