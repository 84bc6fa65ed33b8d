package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.OnDisk;
import dev.daybook.domain.Rejected;
import dev.daybook.rollout.Gate.Criterion;
import dev.daybook.rollout.RolloutEvent.SteppedBack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forward through the gate, back by a trigger. */
class GatesTest {

    /** On a disk, as one gate is held against how long its writes take. */
    @TempDir(factory = OnDisk.class)
    private Path root;

    private static void work(Move move, int writes) {
        for (int i = 0; i < writes; i++) {
            move.write("box", "card" + i, Integer.toString(i));
        }
    }

    private static List<String> against(Move move, Stage stage) {
        return move.rollouts.gates().before("cards", stage, Optional.empty(), Optional.empty()).criteria().stream()
                .filter(it -> !it.holds())
                .map(Criterion::name)
                .toList();
    }

    @Test
    void a_stage_goes_forward_when_all_was_well_over_the_window() {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            assertThatThrownBy(() -> move.set(Stage.DUAL))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("the gate to dual does not hold")
                    .hasMessageContaining("writes is 0: want at least 20");

            work(move, Gate.WRITES_MIN);
            move.compare();
            assertThat(against(move, Stage.DUAL)).containsExactly("seconds in the stage before");

            move.clock.pass(Move.WINDOW.minusHours(1));
            work(move, Gate.WRITES_MIN);
            move.compare();
            move.clock.pass(Duration.ofHours(1));
            move.set(Stage.DUAL);
            assertThat(move.rollouts.stages().of("cards", "box").stage()).isEqualTo(Stage.DUAL);
        }
    }

    @Test
    void a_restart_forgets_no_window() {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            work(move, Gate.WRITES_MIN);
            move.compare();
            move.clock.pass(Move.WINDOW.minusHours(1));
            move.rollouts.close(); // writes down what was counted
            move.restart();

            move.clock.pass(Duration.ofHours(1));
            assertThat(against(move, Stage.DUAL)).isEmpty();

            move.clock.pass(Move.WINDOW);
            assertThat(against(move, Stage.DUAL)).contains("writes", "comparisons");
        }
    }

    @Test
    void a_share_that_reaches_further_is_measured_by_itself_and_what_it_leaves_by_all() {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            assertThat(measuredBy(move, Stage.JOURNAL, Optional.of(30))).isEqualTo(Rollout.ALL);
            assertThat(measuredBy(move, Stage.DUAL, Optional.of(30))).isEqualTo(Rollout.PERCENT);
            assertThat(measuredBy(move, Stage.DUAL, Optional.empty())).isEqualTo(Rollout.ALL);

            move.rollouts.set(move.wanted(Stage.JOURNAL, Optional.empty(), Optional.of(30), Optional.of("a test")));
            assertThat(measuredBy(move, Stage.JOURNAL, Optional.of(50))).isEqualTo(Rollout.PERCENT);
            assertThat(measuredBy(move, Stage.JOURNAL, Optional.empty())).isEqualTo(Rollout.PERCENT);
            assertThat(measuredBy(move, Stage.RETIRED, Optional.empty())).isEqualTo(Rollout.ALL);

            move.rollouts.set(move.wanted(Stage.LEGACY, Optional.empty(), Optional.of(30), Optional.empty()));
            assertThat(measuredBy(move, Stage.DUAL, Optional.empty())).isEqualTo(Rollout.PERCENT);

            move.rollouts.set(move.wanted(Stage.LEGACY, Optional.of("box"), Optional.empty(), Optional.empty()));
            assertThat(move.rollouts
                            .gates()
                            .before("cards", Stage.DUAL, Optional.of("box"), Optional.empty())
                            .scope())
                    .isEqualTo("box");
        }
    }

    private static String measuredBy(Move move, Stage stage, Optional<Integer> percent) {
        return move.rollouts
                .gates()
                .before("cards", stage, Optional.empty(), percent)
                .scope();
    }

    @Test
    void
            what_was_counted_is_written_down_48_times_in_a_window_but_not_more_often_than_each_second_or_less_than_each_hour() {
        try (var move = new Move(root, false)) {
            for (var window : Map.of(
                            Duration.ofHours(12), Duration.ofMinutes(15),
                            Duration.ofDays(2), Duration.ofHours(1),
                            Duration.ofDays(30), Duration.ofHours(1),
                            Duration.ofSeconds(48), Duration.ofSeconds(1),
                            Duration.ofMillis(500), Duration.ofSeconds(1))
                    .entrySet()) {
                var gates = new Gates(move.rollouts.stages(), new Meter(), window.getKey(), move.clock);

                assertThat(gates.window()).isEqualTo(window.getKey());
                assertThat(gates.span()).isEqualTo(window.getValue());
            }
        }
    }

    @Test
    void only_what_was_measured_of_a_scope_in_its_stage_since_that_was_set_counts() {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            work(move, 2);
            move.rollouts.set(move.wanted(Stage.JOURNAL, Optional.empty(), Optional.of(100), Optional.of("a test")));
            work(move, 3);
            move.rollouts.close(); // writes down what was counted
            move.restart();

            Gates gates = move.rollouts.gates();
            assertThat(gates.measured("cards", Rollout.ALL).requests()).isEqualTo(2);
            assertThat(gates.measured("cards", Rollout.PERCENT).requests()).isEqualTo(3);
            assertThat(move.rollouts.stages().measurements("cards")).hasSize(2);
            assertThat(move.rollouts.stages().measurements("others")).isEmpty();
            move.force(Stage.RETIRED);
            assertThat(gates.measured("cards", Rollout.ALL)).isEqualTo(Figures.NONE);
            move.clock.pass(Duration.ofSeconds(1));
            move.force(Stage.DUAL);
            assertThat(gates.measured("cards", Rollout.ALL)).isEqualTo(Figures.NONE);
        }
    }

    @Test
    void the_folder_of_files_is_kept_until_they_are_retired() {
        try (var move = new Move(root, false)) {
            assertThat(move.rollouts.stages().roots()).isEmpty();
            move.set(Stage.DUAL);
            assertThat(move.rollouts.stages().roots()).containsExactly(root);
            move.force(Stage.RETIRED);
            assertThat(move.rollouts.stages().roots()).isEmpty();
        }
    }

    @Test
    void the_course_of_figures_ends_with_what_is_being_counted() {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            assertThat(move.rollouts.gates().course("cards", Optional.empty())).isEmpty();
            work(move, 2);
            move.rollouts.close(); // writes down what was counted
            move.restart();
            work(move, 3);

            assertThat(move.rollouts.gates().course("cards", Optional.empty()))
                    .extracting(it -> it.figures().requests())
                    .containsExactly(2L, 3L);
            assertThat(move.rollouts.gates().course("cards", Optional.of("box")))
                    .hasSize(2);
            assertThat(move.rollouts.gates().measured("cards", Rollout.ALL).requests())
                    .isEqualTo(5);
        }
    }

    @Test
    void a_gate_that_does_not_hold_is_passed_by_force_with_a_reason() {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.force(Stage.DUAL);

            assertThat(move.history().getLast()).isInstanceOfSatisfying(RolloutEvent.StageSet.class, it -> {
                assertThat(it.forced()).isTrue();
                assertThat(it.reason()).contains("because of a test");
            });
        }
    }

    @Test
    void inconsistency_steps_the_stage_back_by_itself_with_the_figures() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.rollouts.watch();
            work(move, 40);
            move.force(Stage.JOURNAL);
            for (int i = 0; i < 3; i++) {
                Cards.scribble(root, "box", "card" + i, "foreign");
            }
            move.compare();

            await().until(() -> move.rollouts.stages().of("cards", "box").stage() == Stage.DUAL);
            assertThat(move.history().getLast()).isInstanceOfSatisfying(SteppedBack.class, it -> {
                assertThat(it.from()).isEqualTo(Stage.JOURNAL);
                assertThat(it.trigger()).startsWith("consistency is 92.50 %");
                assertThat(it.figures().compared()).isEqualTo(40);
            });
            move.write("box", "afterwards", "1");
            assertThat(move.inFile("box", "afterwards")).contains("1");
        }
    }

    @Test
    void failing_writes_step_the_stage_back_once_there_are_enough() throws IOException {
        try (var move = new Move(root, true)) {
            move.set(Stage.DUAL);
            work(move, Gate.WRITES_MIN);
            move.readOnly = true;
            for (int i = 0; i < 3; i++) {
                move.write("box", "card" + i, "unheard");
                move.write("box" + i, "card", "unheard");
            }
            move.readOnly = false;
            move.rollouts.watch();

            await().until(() -> move.rollouts.stages().of("cards", "box").stage() == Stage.LEGACY);
            assertThat(move.history().getLast())
                    .isInstanceOfSatisfying(
                            SteppedBack.class, it -> assertThat(it.trigger()).startsWith("write success is"));
            assertThat(move.inFile("box", "card0")).contains("unheard");
            await().untilAsserted(
                            () -> assertThat(move.inJournal("box", "card0")).contains("unheard"));
        }
    }

    @Test
    void a_share_is_stepped_back_alone() throws IOException {
        try (var move = new Move(root, false)) {
            for (int i = 0; i < 30; i++) {
                move.write("box" + i, "a", "1");
            }
            move.set(Stage.DUAL);
            move.rollouts.watch();
            move.rollouts.set(move.wanted(Stage.JOURNAL, Optional.empty(), Optional.of(50), Optional.of("a test")));
            for (var unit : move.rollouts.units("cards").entrySet()) {
                if (unit.getValue().stage() == Stage.JOURNAL) {
                    Cards.scribble(root, unit.getKey(), "a", "foreign");
                }
            }
            move.compare();

            await().until(() ->
                    move.rollouts.units("cards").values().stream().allMatch(it -> it.stage() == Stage.DUAL));
            assertThat(move.history().getLast())
                    .isInstanceOfSatisfying(
                            SteppedBack.class, it -> assertThat(it.percent()).contains(50));
        }
    }

    @Test
    void what_was_measured_of_a_share_that_is_no_more_has_no_figures_written_down_each_second() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            work(move, 2);
            move.rollouts.set(move.wanted(Stage.JOURNAL, Optional.empty(), Optional.of(100), Optional.of("a test")));
            Cards.scribble(root, "box", "card0", "foreign");
            List<Discrepancy> found = move.compare().discrepancies();
            move.rollouts.settle("cards", found, Prefer.JOURNAL, "ada", "test");
            move.force(Stage.JOURNAL);
            move.rollouts.watch();
            await().until(() ->
                    move.rollouts.gates().trigger("cards", Rollout.PERCENT).isPresent());
            work(move, 2);

            await().during(Duration.ofMillis(2_500))
                    .until(() -> move.rollouts.stages().measurements("cards").isEmpty());
            assertThat(move.rollouts.stages().of("cards", "box").stage()).isEqualTo(Stage.JOURNAL);
        }
    }
}
