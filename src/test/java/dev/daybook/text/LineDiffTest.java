package dev.daybook.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineDiffTest {

    @Test
    void lines_that_differ_stand_with_those_around_them() {
        assertThat(LineDiff.of("一\ntwo\nthree\nfour\nfive\nsix", "一\n2\nthree\nfour\nfive\nsix\nseven")
                        .unified())
                .isEqualTo("""
                        @@ -1,6 +1,7 @@
                         一
                        -two
                        +2
                         three
                         four
                         five
                         six
                        +seven
                        """);
    }

    @Test
    void a_text_where_there_was_none_is_new_line_by_line() {
        assertThat(LineDiff.of("", "one\ntwo").unified()).isEqualTo("@@ -0,0 +1,2 @@\n+one\n+two\n");
        assertThat(LineDiff.of("one\ntwo\n", "one\ntwo\n").isEmpty()).isTrue();
        assertThat(LineDiff.of("", "").unified()).isEmpty();
    }

    @Test
    void each_line_after_comes_from_one_before_or_is_new() {
        assertThat(LineDiff.of("a\nb\nc\n", "new\na\nc\nd\n").origins())
                .containsExactly(LineDiff.NEW, 0, 2, LineDiff.NEW);
    }

    @Test
    void a_line_is_the_one_that_it_comes_from_whatever_the_texts() {
        var random = new Random(5);
        for (int round = 0; round < 200; round++) {
            List<String> before = lines(random);
            List<String> after = lines(random);
            List<Integer> origins = LineDiff.of(String.join("\n", before), String.join("\n", after))
                    .origins();
            assertThat(origins).hasSameSizeAs(after);
            var seen = new ArrayList<Integer>();
            for (int line = 0; line < after.size(); line++) {
                int origin = origins.get(line);
                if (origin != LineDiff.NEW) {
                    assertThat(before.get(origin)).isEqualTo(after.get(line));
                    seen.add(origin);
                }
            }
            assertThat(seen).isSorted().doesNotHaveDuplicates();
        }
    }

    private static List<String> lines(Random random) {
        return random.ints(1 + random.nextInt(12), 0, 5)
                .mapToObj(number -> "line " + number)
                .toList();
    }
}
