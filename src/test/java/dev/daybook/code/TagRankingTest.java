package dev.daybook.code;

import static dev.daybook.code.SeenFile.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.code.CodeFacts.Seen;
import dev.daybook.code.TagRanking.Ranked;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand files, in which one word stands everywhere. */
@TestInstance(Lifecycle.PER_CLASS)
class TagRankingTest {

    private static final List<String> WORDS = List.of("user", "order", "retry", "worker", "cache", "index");
    private static final int FILES = 1_200;

    @TempDir
    static Path folder;

    private final Chronicle chronicle = new Chronicle();
    private ReadModels models;

    @BeforeAll
    void post() {
        var random = new Random(7);
        var seen = new ArrayList<CodeEvent>();
        for (int i = 0; i < FILES; i++) {
            SeenFile file = file("src/" + (random.nextInt(4) == 0 ? "test/" : "main/") + "f" + i + ".ts");
            // The oldest file says it most often.
            int definitions = i == 0 ? 60 : random.nextInt(6);
            for (int d = 0; d < definitions; d++) {
                file.defines("function", "common" + capital(word(random)) + d, "");
            }
            seen.add(file.docs(word(random) + " common")
                    .defines("class", "X" + i)
                    .symbol(word(random))
                    .seen());
        }
        new CodeFacts(chronicle.journal, chronicle.codec, chronicle.timelines)
                .append(seen, new Seen("indexer", "r1", Chronicle.START));
        models = chronicle.posted(folder);
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    @AfterAll
    void close() {
        chronicle.close();
    }

    private record Answer(List<Ranked> files, int rowsRead) {}

    private Answer best(FileFilter filter, int limit, String... words) {
        List<SoughtWord> sought =
                java.util.stream.Stream.of(words).map(SoughtWord::of).toList();
        return models.read(dsl -> {
            var ranking = new TagRanking(Tables.of(dsl), filter, sought, false);
            return new Answer(ranking.best(limit), ranking.rowsRead());
        });
    }

    /** Scores each file there is. */
    private List<Ranked> all(String... words) {
        Map<Long, Map<String, Double>> weights = new HashMap<>();
        Map<Long, Boolean> tests = new HashMap<>();
        models.read(dsl -> Tables.of(dsl)
                .fetch(DSL.query("SELECT file_position, tag, -minus_weight, is_test FROM file_tags"), row -> {
                    tests.put(row.getLong(1), row.getBoolean(4));
                    return weights.computeIfAbsent(row.getLong(1), _ -> new HashMap<>())
                                    .put(row.getString(2), row.getDouble(3))
                            == null;
                }));
        return weights.entrySet().stream()
                .map(file -> {
                    double sum = 0;
                    int has = 0;
                    for (String word : words) {
                        Double weight = file.getValue().get(word);
                        sum += weight == null ? 0 : weight;
                        has += weight == null ? 0 : 1;
                    }
                    double share = Boolean.TRUE.equals(tests.get(file.getKey())) ? 0.1 : 1;
                    return new Ranked(file.getKey(), sum * has / words.length * share);
                })
                .filter(file -> file.score() > 0)
                .sorted(Comparator.comparingDouble(Ranked::score).reversed().thenComparingLong(Ranked::file))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "common",
                "user",
                "user order",
                "common retry",
                "retry worker cache",
                "user order retry worker cache"
            })
    void the_best_are_those_that_scoring_every_file_finds(String query) {
        String[] words = query.split(" ");
        for (int limit : new int[] {1, 7, 20, 100}) {
            List<Double> best =
                    all(words).stream().limit(limit).map(Ranked::score).toList();

            assertThat(best(FileFilter.NONE, limit, words).files())
                    .extracting(Ranked::score)
                    .containsExactlyElementsOf(best);
        }
    }

    @Test
    void the_oldest_file_is_found_among_all_that_have_the_word() {
        assertThat(best(FileFilter.NONE, 20, "common").files().getFirst().file())
                .isEqualTo(1L);
    }

    @Test
    void twenty_files_of_a_word_that_all_have_take_few_rows() {
        assertThat(all("common")).hasSize(FILES);

        assertThat(best(FileFilter.NONE, 20, "common").rowsRead()).isLessThanOrEqualTo(4 * 32);
        assertThat(best(FileFilter.NONE, 20, "common", "user").rowsRead()).isLessThan(FILES);
    }
}
