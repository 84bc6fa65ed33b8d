package dev.daybook.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimilarityTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void those_first_whose_names_need_the_fewest_edits_however_few_are_wanted(int seed) {
        var random = new Random(seed);
        List<String> paths = Stream.generate(() -> "/home/ada/" + word(random))
                .limit(300)
                .distinct()
                .toList();
        String wanted = word(random);
        List<String> all = paths.stream()
                .sorted(Comparator.<String>comparingInt(path -> distance(wanted, path.substring(10)))
                        .thenComparing(path -> path))
                .toList();

        for (int limit : new int[] {1, 7, 50, all.size(), 1_000}) {
            assertThat(Similarity.most(wanted, paths.stream(), Function.identity(), limit))
                    .isEqualTo(all.subList(0, Math.min(limit, all.size())));
        }
    }

    @Test
    void a_letter_is_one_whatever_it_takes_in_memory() {
        Stream<String> paths =
                Stream.of("/home/ada/\uD842\uDFB7\u91CE\u5BB6", "/home/ada/\u65E5\u672C\u8A9E\u8A9E\u8A9E");

        assertThat(Similarity.most("\uD842\uDFB7", paths, Function.identity(), 2))
                .startsWith("/home/ada/\uD842\uDFB7\u91CE\u5BB6");
        assertThat(Similarity.most("\u65E5\u672C", Stream.of("/a/\uD83D\uDE00", "/b/xx"), Function.identity(), 2))
                .containsExactly("/a/\uD83D\uDE00", "/b/xx");
    }

    private static String word(Random random) {
        var word = new StringBuilder();
        int length = 1 + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(4)));
        }
        return word.toString();
    }

    private static int distance(String a, String b) {
        return b.contains(a) ? edits(a, b) / 2 : edits(a, b);
    }

    private static int edits(String a, String b) {
        var edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0
                        ? i + j
                        : Math.min(
                                edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1),
                                Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
            }
        }
        return edits[a.length()][b.length()];
    }
}
