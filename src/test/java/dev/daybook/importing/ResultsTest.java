package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a source yields is read when it is asked for, in the order in which it would be told. */
class ResultsTest {

    private final List<String> log = new ArrayList<>();

    private static void tell(String name, Results results) {
        results.info(name, "", "CODE", "is told");
    }

    private static List<String> files(Reading reading) {
        var files = new ArrayList<String>();
        reading.forEachRemaining(it -> files.add(((Finding) it).file()));
        return files;
    }

    @Test
    void units_within_units_yield_in_the_order_in_which_they_were_handed_over() {
        Reading reading = Results.reading(results -> {
            results.each(List.of("a", "b"), it -> {
                tell(it + 1, results);
                results.each(List.of("x", "y"), inner -> tell(it + inner, results));
                tell(it + 2, results);
            });
            tell("c", results);
        });

        assertThat(files(reading)).containsExactly("a1", "ax", "ay", "a2", "b1", "bx", "by", "b2", "c");
    }

    @Test
    void nothing_is_read_before_it_is_asked_for() {
        Reading reading = Results.reading(results -> results.each(List.of("a", "b", "c"), it -> {
            log.add(it);
            tell(it, results);
        }));

        assertThat(log).isEmpty();
        reading.next();
        assertThat(log).containsExactly("a");
        reading.next();
        assertThat(log).containsExactly("a", "b");
    }

    @Test
    void a_resource_is_open_until_all_that_its_unit_has_read_is_asked_for() {
        Reading reading = Results.reading(results -> {
            results.then(() -> {
                results.using(() -> log.add("closed"));
                results.each(List.of("a", "b"), it -> tell(it, results));
            });
            results.then(() -> tell("c", results));
        });

        reading.next();
        reading.next();
        assertThat(log).isEmpty();
        reading.next();
        assertThat(log).containsExactly("closed");
    }

    @Test
    void a_reading_that_ends_in_the_middle_closes_what_it_has_opened_the_last_first() {
        Reading reading = Results.reading(results -> {
            results.using(() -> log.add("outer"));
            results.each(List.of("a", "b"), it -> {
                results.using(() -> log.add("inner " + it));
                tell(it, results);
            });
        });

        reading.next();
        reading.close();

        assertThat(log).containsExactly("inner a", "outer");
        assertThat(reading.hasNext()).isFalse();
    }

    @Test
    void a_failure_ends_its_unit_and_what_that_has_read_and_nothing_else() {
        Reading reading = Results.reading(results -> {
            results.then(
                    () -> {
                        results.using(() -> log.add("closed"));
                        tell("before", results);
                        results.each(List.of("a", "b"), it -> {
                            tell(it, results);
                            results.then(() -> tell("never", results));
                            throw new IOException("the disk is gone");
                        });
                        tell("not reached", results);
                    },
                    e -> tell(String.valueOf(e.getMessage()), results));
            results.then(() -> tell("after", results));
        });

        assertThat(files(reading)).containsExactly("before", "a", "the disk is gone", "after");
        assertThat(log).containsExactly("closed");
    }

    @Test
    void a_failure_that_nobody_expects_is_thrown_to_whoever_asks() {
        Reading reading = Results.reading(results -> results.then(() -> {
            throw new IOException("the disk is gone");
        }));

        assertThatThrownBy(reading::hasNext).hasMessageContaining("the disk is gone");
    }

    @Test
    void results_that_are_held_are_read_at_once_and_told_later() {
        var held = new Results();
        held.each(List.of("a", "b"), it -> {
            held.using(() -> log.add("closed " + it));
            tell(it, held);
        });

        assertThat(held.findings()).extracting(Finding::file).containsExactly("a", "b");
        assertThat(log).containsExactly("closed b", "closed a");
        assertThat(files(Results.reading(results -> results.add(held)))).containsExactly("a", "b");
    }

    @Test
    void a_reading_says_where_its_findings_are() {
        Reading reading = Results.reading(results -> {
            Results placed = results.placed(
                    it -> new Finding("in " + it.file(), it.where(), it.severity(), it.code(), it.message()));
            placed.then(() -> tell("a", placed));
            tell("b", results);
        });

        assertThat(files(reading)).containsExactly("in a", "b");
    }
}
