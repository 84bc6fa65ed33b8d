package dev.daybook.rollout;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Story;
import dev.daybook.rollout.RolloutCommand.Measure;
import dev.daybook.rollout.RolloutCommand.SetStage;
import dev.daybook.rollout.RolloutCommand.Settle;
import dev.daybook.rollout.RolloutCommand.StepBack;
import dev.daybook.rollout.RolloutEvent.Measured;
import dev.daybook.rollout.RolloutEvent.StageSet;
import dev.daybook.rollout.RolloutEvent.SteppedBack;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutDeciderTest {

    private static final String KIND = "ait42";
    private static final String ROOT = "/home/mika";
    private static final String DESK = "cb0d7aca42ecac02";

    private final Story<RolloutCommand, Rollout, RolloutEvent> story = Story.of(new RolloutDecider());

    private static SetStage all(Stage stage, String... against) {
        return new SetStage(
                KIND,
                stage,
                Optional.empty(),
                Optional.empty(),
                Optional.of(ROOT),
                false,
                Optional.empty(),
                List.of(against),
                Figures.NONE);
    }

    private static SetStage share(Stage stage, int percent, String... against) {
        return new SetStage(
                KIND,
                stage,
                Optional.empty(),
                Optional.of(percent),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(against),
                Figures.NONE);
    }

    private static SetStage unit(Stage stage, String... against) {
        return new SetStage(
                KIND,
                stage,
                Optional.of(DESK),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(against),
                Figures.NONE);
    }

    private static SetStage forced(Stage stage, Optional<String> reason) {
        return new SetStage(
                KIND,
                stage,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                reason,
                List.of("consistency"),
                Figures.NONE);
    }

    private static StageSet allSet(Stage stage, Stage from) {
        return new StageSet(
                KIND,
                stage,
                from,
                Optional.empty(),
                Optional.empty(),
                Optional.of(ROOT),
                false,
                Optional.empty(),
                Figures.NONE);
    }

    private static StageSet shareSet(Stage stage, Stage from, int percent) {
        return new StageSet(
                KIND,
                stage,
                from,
                Optional.empty(),
                Optional.of(percent),
                Optional.empty(),
                false,
                Optional.empty(),
                Figures.NONE);
    }

    @Test
    void a_move_begins_with_the_files() {
        story.when(all(Stage.LEGACY)).then(allSet(Stage.LEGACY, Stage.NONE));
        story.when(all(Stage.DUAL)).then(allSet(Stage.DUAL, Stage.NONE));
        story.when(all(Stage.JOURNAL)).thenRejected(CONFLICT).contains("legacy or dual first");
    }

    @Test
    void a_move_needs_to_know_where_the_files_stand() {
        story.when(unit(Stage.LEGACY)).thenInvalidAt("/root").contains("ait42");
    }

    @Test
    void forward_goes_one_stage_after_the_other() {
        story.given(allSet(Stage.LEGACY, Stage.NONE))
                .when(all(Stage.JOURNAL))
                .thenRejected(CONFLICT)
                .contains("want dual first");
        story.given(allSet(Stage.LEGACY, Stage.NONE)).when(all(Stage.DUAL)).then(allSet(Stage.DUAL, Stage.LEGACY));
    }

    @Test
    void a_gate_that_does_not_hold_keeps_the_stage() {
        story.given(allSet(Stage.DUAL, Stage.NONE))
                .when(all(Stage.JOURNAL, "consistency is 0.9500: want at least 0.999"))
                .thenRejected(CONFLICT)
                .contains("gate to journal")
                .contains("0.9500");
    }

    @Test
    void back_goes_any_way_at_any_time() {
        story.given(allSet(Stage.RETIRED, Stage.JOURNAL))
                .when(all(Stage.LEGACY, "nothing holds"))
                .then(allSet(Stage.LEGACY, Stage.RETIRED));
    }

    @Test
    void force_needs_a_reason_and_says_so() {
        var begun = story.given(allSet(Stage.LEGACY, Stage.NONE));
        begun.when(forced(Stage.RETIRED, Optional.empty())).thenInvalidAt("/reason");
        begun.when(forced(Stage.RETIRED, Optional.of(" "))).thenInvalidAt("/reason");
        begun.when(forced(Stage.RETIRED, Optional.of("the tool is gone")))
                .then(new StageSet(
                        KIND,
                        Stage.RETIRED,
                        Stage.LEGACY,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.of("the tool is gone"),
                        Figures.NONE));
    }

    @Test
    void what_is_so_already_is_no_news() {
        story.given(allSet(Stage.DUAL, Stage.NONE)).when(all(Stage.DUAL)).thenNothing();
    }

    @Test
    void a_share_grows_only_through_its_gate_and_shrinks_freely() {
        var begun = story.given(allSet(Stage.DUAL, Stage.NONE));
        begun.when(share(Stage.JOURNAL, 10, "writes are missing")).thenRejected(CONFLICT);
        begun.when(share(Stage.JOURNAL, 10)).then(shareSet(Stage.JOURNAL, Stage.DUAL, 10));
        var ten = begun.given(shareSet(Stage.JOURNAL, Stage.DUAL, 10));
        ten.when(share(Stage.JOURNAL, 30, "writes are missing")).thenRejected(CONFLICT);
        ten.when(share(Stage.JOURNAL, 30)).then(shareSet(Stage.JOURNAL, Stage.JOURNAL, 30));
        ten.when(share(Stage.JOURNAL, 5, "writes are missing")).then(shareSet(Stage.JOURNAL, Stage.JOURNAL, 5));
    }

    @Test
    void a_share_that_is_behind_the_others_leaves_out_no_stage_either() {
        var behind = story.given(allSet(Stage.DUAL, Stage.NONE), shareSet(Stage.LEGACY, Stage.DUAL, 10));
        behind.when(all(Stage.JOURNAL)).thenRejected(CONFLICT).contains("from legacy to journal", "want dual first");
        behind.when(share(Stage.JOURNAL, 30)).thenRejected(CONFLICT).contains("want dual first");
        behind.when(all(Stage.DUAL, "writes are missing"))
                .thenRejected(CONFLICT)
                .contains("gate to dual");
        behind.when(all(Stage.DUAL)).then(allSet(Stage.DUAL, Stage.LEGACY));
        behind.when(share(Stage.LEGACY, 5, "writes are missing")).then(shareSet(Stage.LEGACY, Stage.LEGACY, 5));
    }

    @Test
    void ten_thirty_and_a_hundred_of_a_hundred_each_hold_the_ones_before() {
        Rollout ten = story.given(allSet(Stage.DUAL, Stage.NONE), shareSet(Stage.JOURNAL, Stage.DUAL, 10))
                .state();
        Rollout thirty = story.given(allSet(Stage.DUAL, Stage.NONE), shareSet(Stage.JOURNAL, Stage.DUAL, 30))
                .state();
        Rollout all = story.given(allSet(Stage.DUAL, Stage.NONE), shareSet(Stage.JOURNAL, Stage.DUAL, 100))
                .state();

        var inTen = new HashSet<String>();
        int inThirty = 0;
        for (int i = 0; i < 1_000; i++) {
            String unit = "workspace-" + i;
            boolean early = ten.stage(ten.scope(unit)) == Stage.JOURNAL;
            boolean later = thirty.stage(thirty.scope(unit)) == Stage.JOURNAL;
            assertThat(early && !later).isFalse();
            if (early) {
                inTen.add(unit);
            }
            inThirty += later ? 1 : 0;
            assertThat(all.stage(all.scope(unit))).isEqualTo(Stage.JOURNAL);
        }
        assertThat(inTen).hasSizeBetween(70, 130);
        assertThat(inThirty).isBetween(250, 350);
    }

    @Test
    void the_bucket_of_a_workspace_never_changes() {
        assertThat(Rollout.bucket("cb0d7aca42ecac02")).isEqualTo(62);
        assertThat(Rollout.bucket("")).isEqualTo(49);
    }

    @Test
    void a_unit_of_its_own_is_none_of_the_share() {
        Rollout rollout = story.given(
                        allSet(Stage.DUAL, Stage.NONE),
                        shareSet(Stage.JOURNAL, Stage.DUAL, 100),
                        unitSet(Stage.LEGACY, Stage.DUAL))
                .state();

        assertThat(rollout.scope(DESK)).isEqualTo(DESK);
        assertThat(rollout.stage(DESK)).isEqualTo(Stage.LEGACY);
        assertThat(rollout.root(DESK)).contains(ROOT);
        assertThat(rollout.stage(rollout.scope("other"))).isEqualTo(Stage.JOURNAL);
    }

    @Test
    void a_step_back_leaves_one_stage_or_the_share() {
        var dual = story.given(allSet(Stage.DUAL, Stage.NONE));
        dual.when(new StepBack(KIND, Rollout.ALL, "loss", Figures.NONE))
                .then(new SteppedBack(
                        KIND, Stage.LEGACY, Stage.DUAL, Optional.empty(), Optional.empty(), "loss", Figures.NONE));
        dual.given(shareSet(Stage.JOURNAL, Stage.DUAL, 30))
                .when(new StepBack(KIND, Rollout.PERCENT, "loss", Figures.NONE))
                .then(new SteppedBack(
                        KIND, Stage.DUAL, Stage.JOURNAL, Optional.empty(), Optional.of(30), "loss", Figures.NONE));
        story.given(allSet(Stage.LEGACY, Stage.NONE))
                .when(new StepBack(KIND, Rollout.ALL, "loss", Figures.NONE))
                .thenNothing();
    }

    @Test
    void figures_are_written_down_if_there_are_any() {
        story.when(new Measure(KIND, Rollout.ALL, Stage.DUAL, Figures.NONE)).thenNothing();
        Figures one = Figures.command(true);
        story.when(new Measure(KIND, Rollout.ALL, Stage.DUAL, one))
                .then(new Measured(KIND, Rollout.ALL, Stage.DUAL, one));
    }

    @Test
    void a_discrepancy_is_settled_for_one_of_two_sides() {
        story.when(new Settle(KIND, DESK, "session/x/1", Optional.empty(), "both", Optional.empty(), Optional.empty()))
                .thenInvalidAt("/prefer");
    }

    @Test
    void a_discrepancy_that_was_settled_is_on_record_and_changes_no_stage() {
        var settled = new RolloutEvent.DiscrepancySettled(
                KIND, DESK, "session/x/1", Optional.of("/title"), "file", Optional.of("a"), Optional.of("b"));
        var dual = story.given(allSet(Stage.DUAL, Stage.NONE));

        dual.when(new Settle(
                        KIND, DESK, "session/x/1", Optional.of("/title"), "file", Optional.of("a"), Optional.of("b")))
                .then(settled);
        assertThat(dual.given(settled, new Measured(KIND, Rollout.ALL, Stage.DUAL, Figures.command(true)))
                        .state())
                .isEqualTo(dual.state());
    }

    @Test
    void a_share_is_a_percentage() {
        var dual = story.given(allSet(Stage.DUAL, Stage.NONE));
        dual.when(share(Stage.JOURNAL, -1)).thenInvalidAt("/percent").contains("want 0 to 100");
        dual.when(share(Stage.JOURNAL, 101)).thenInvalidAt("/percent").contains("want 0 to 100");
        dual.when(share(Stage.JOURNAL, 0)).thenNothing();
        dual.when(share(Stage.JOURNAL, 100)).then(shareSet(Stage.JOURNAL, Stage.DUAL, 100));
        assertThat(dual.given(shareSet(Stage.JOURNAL, Stage.DUAL, 62)).state().scope("cb0d7aca42ecac02"))
                .isEqualTo(Rollout.ALL);
        assertThat(dual.given(shareSet(Stage.JOURNAL, Stage.DUAL, 63)).state().scope("cb0d7aca42ecac02"))
                .isEqualTo(Rollout.PERCENT);
    }

    @Test
    void a_unit_alone_goes_from_the_stage_that_counts_for_it() {
        var begun = story.given(allSet(Stage.DUAL, Stage.NONE), shareSet(Stage.JOURNAL, Stage.DUAL, 100));

        begun.when(unit(Stage.RETIRED)).then(unitSet(Stage.RETIRED, Stage.JOURNAL));
        begun.when(unit(Stage.RETIRED, "writes are missing")).thenRejected(CONFLICT);
        begun.given(unitSet(Stage.LEGACY, Stage.JOURNAL))
                .when(new StepBack(KIND, DESK, "loss", Figures.NONE))
                .thenNothing();
        begun.given(unitSet(Stage.DUAL, Stage.JOURNAL))
                .when(new StepBack(KIND, DESK, "loss", Figures.NONE))
                .then(new SteppedBack(
                        KIND, Stage.LEGACY, Stage.DUAL, Optional.of(DESK), Optional.empty(), "loss", Figures.NONE));
        begun.when(new StepBack(KIND, "nobody's", "loss", Figures.NONE)).thenNothing();
    }

    private static StageSet unitSet(Stage stage, Stage from) {
        return new StageSet(
                KIND,
                stage,
                from,
                Optional.of(DESK),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Figures.NONE);
    }
}
