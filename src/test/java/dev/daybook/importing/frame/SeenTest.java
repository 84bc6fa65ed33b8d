package dev.daybook.importing.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A line that stands in a file twice is known again, however many there are between. */
class SeenTest {

    private static final int MANY = 10_000;

    private final Seen seen = new Seen();

    private static byte[] content(int line) {
        return ("entry " + line).getBytes(UTF_8);
    }

    @Test
    void the_first_line_that_held_the_same_is_named() {
        assertThat(seen.before(content(7), 1)).isZero();
        assertThat(seen.before(content(8), 2)).isZero();

        assertThat(seen.before(content(7), 3)).isEqualTo(1);
        assertThat(seen.before(content(7), 4)).isEqualTo(1);
        assertThat(seen.find(content(8))).isEqualTo(2);
    }

    @Test
    void to_look_for_a_line_does_not_note_it() {
        assertThat(seen.find(content(1))).isZero();
        assertThat(seen.find(content(1))).isZero();
        assertThat(seen.before(content(1), 5)).isZero();
    }

    @Test
    void of_ten_thousand_lines_each_is_known_again_and_none_is_taken_for_another() {
        assertThat(IntStream.rangeClosed(1, MANY)).allMatch(line -> seen.before(content(line), line) == 0);

        assertThat(IntStream.rangeClosed(1, MANY)).allMatch(line -> seen.find(content(line)) == line);
        assertThat(IntStream.rangeClosed(MANY + 1, 2 * MANY)).allMatch(line -> seen.find(content(line)) == 0);
    }
}
