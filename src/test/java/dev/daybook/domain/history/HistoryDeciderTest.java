package dev.daybook.domain.history;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.domain.Rejected.Reason.INVALID;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;

import dev.daybook.domain.Json;
import dev.daybook.domain.Story;
import dev.daybook.domain.Texts;
import dev.daybook.domain.history.HistoryCommand.NameCheckpoint;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Checkpoints and rollbacks. */
class HistoryDeciderTest {

    private static final long HEAD = 100;
    private static final CheckpointNamed RELEASE = new CheckpointNamed("release", Optional.empty());

    private final Story<HistoryCommand, History, HistoryEvent> story = Story.of(new HistoryDecider());

    @Test
    void a_checkpoint_names_the_present() {
        story.when(new NameCheckpoint("before the move", Optional.of("to be safe")))
                .then(new CheckpointNamed("before the move", Optional.of("to be safe")));
    }

    @Test
    void a_name_stands_for_one_place_only() {
        story.given(RELEASE)
                .when(new NameCheckpoint("release", Optional.empty()))
                .thenRejected(CONFLICT)
                .contains("choose another name");
    }

    @Test
    void a_name_is_no_number_and_no_blank() {
        story.when(new NameCheckpoint("42", Optional.empty()))
                .thenInvalidAt("/name")
                .contains("position");
        story.when(new NameCheckpoint(" ", Optional.empty())).thenInvalidAt("/name");
    }

    @Test
    void a_rollback_goes_to_a_position_that_is_there() {
        story.when(to(40)).then(RolledBack.of(new Target.To(40L), Optional.empty()));
        story.when(to(0)).then(RolledBack.of(new Target.To(0L), Optional.empty()));
        story.when(to(HEAD + 1)).thenInvalidAt("/to").contains("the last one is 100");
        story.when(to(-1)).thenInvalidAt("/to");
    }

    @Test
    void rolling_back_to_the_present_changes_nothing() {
        story.when(to(HEAD)).thenNothing();
    }

    @Test
    void a_rollback_to_a_checkpoint_needs_it() {
        var back = new RollBack(
                new RolledBack(new Target.To(40), Optional.of("release"), Optional.empty(), List.of(), List.of()),
                HEAD);
        story.given(RELEASE)
                .when(back)
                .then(new RolledBack(
                        new Target.To(40L), Optional.of("release"), Optional.empty(), List.of(), List.of()));
        story.when(back).thenRejected(NOT_FOUND).contains("release");
    }

    @Test
    void an_import_run_is_rolled_back_once() {
        var back = asked(new Target.Run("RUN", 0));
        var backed = RolledBack.of(new Target.Run("RUN", 0), Optional.empty());
        story.given(new ImportStarted("RUN", "deespec", "/tree", ""), new ImportFinished("RUN", Json.EMPTY_OBJECT))
                .when(back)
                .then(backed);
        story.given(backed).when(back).thenNothing();
        story.given(backed).when(to(40)).when(back).then(backed); // going back may have brought it back
    }

    @Test
    void an_entity_is_rolled_back_but_never_the_journals_own_facts() {
        story.when(entity("sbi/SBI-1")).then(RolledBack.of(new Target.Entity("sbi/SBI-1", 0), Optional.empty()));
        story.when(entity("journal/journal")).thenInvalidAt("/entity").contains("always count");
        story.when(entity("import/RUN")).thenInvalidAt("/entity");
        story.when(entity("sbi")).thenInvalidAt("/entity").contains("kind/id");
        story.when(entity("/SBI-1")).thenInvalidAt("/entity");
        story.when(entity("sbi/")).thenInvalidAt("/entity").contains("kind/id");
    }

    @Test
    void the_entries_of_a_command_are_taken_back_if_they_are_there() {
        story.when(asked(new Target.Entries(3, 4))).then(RolledBack.of(new Target.Entries(3L, 4L), Optional.empty()));
        for (long[] wrong : new long[][] {{0, 1}, {4, 3}, {HEAD, HEAD + 1}}) {
            story.when(asked(new Target.Entries(wrong[0], wrong[1])))
                    .thenRejected(INVALID)
                    .contains("there are no entries from " + wrong[0]);
        }
    }

    @Test
    void only_a_rollback_that_can_be_there_is_taken_back() {
        story.when(asked(new Target.Rollback(7))).then(RolledBack.of(new Target.Rollback(7), Optional.empty()));
        story.when(asked(new Target.Rollback(HEAD + 1))).thenInvalidAt("/undo");
    }

    @Test
    void what_may_have_brought_a_run_back_lets_it_be_rolled_back_once_more() {
        var back = asked(new Target.Run("RUN", 0));
        var backed = RolledBack.of(new Target.Run("RUN", 0), Optional.empty());
        for (Target returning : List.of(new Target.Rollback(7), new Target.Entries(3, 4))) {
            story.given(backed, RolledBack.of(returning, Optional.empty()))
                    .when(back)
                    .then(backed);
        }
        story.given(backed, RolledBack.of(new Target.Actor("ada", 0), Optional.empty()))
                .when(back)
                .thenNothing();
    }

    @Test
    void a_run_of_which_a_part_was_rolled_back_or_kept_is_not_out() {
        var back = asked(new Target.Run("RUN", 0));
        var whole = RolledBack.of(new Target.Run("RUN", 0), Optional.empty());
        story.given(RolledBack.of(new Target.Run("RUN", 7), Optional.empty()))
                .when(back)
                .then(whole);
        story.given(new RolledBack(
                        new Target.Run("RUN", 0), Optional.empty(), Optional.empty(), List.of("sbi/SBI-1"), List.of()))
                .when(back)
                .then(whole);
    }

    @Test
    void a_reason_is_a_paragraph() {
        Optional<String> novel = Optional.of("x".repeat(Texts.REASON_CHARS_MAX + 1));
        story.when(new NameCheckpoint("release", novel)).thenInvalidAt("/why");
        story.when(new RollBack(new RolledBack(new Target.To(40), Optional.empty(), novel, List.of(), List.of()), HEAD))
                .thenInvalidAt("/why");
    }

    @Test
    void the_first_and_the_last_position_can_be_named() {
        for (Target target : List.of(
                new Target.Entries(1, 1),
                new Target.Entries(HEAD, HEAD),
                new Target.Rollback(1),
                new Target.Rollback(HEAD),
                new Target.Entity("a/b", 0),
                new Target.Entity("session/cb0d7aca42ecac02/one", 0),
                new Target.Entity("project//home/ada/a project", 0),
                new Target.Actor("ada/claude-code", 0),
                new Target.Session("night/2", 0))) {
            story.when(asked(target)).then(RolledBack.of(target, Optional.empty()));
        }
        story.when(asked(new Target.Rollback(0))).thenInvalidAt("/undo");
    }

    private static RollBack to(long position) {
        return asked(new Target.To(position));
    }

    private static RollBack entity(String entity) {
        return asked(new Target.Entity(entity, 0));
    }

    private static RollBack asked(Target target) {
        return new RollBack(RolledBack.of(target, Optional.empty()), HEAD);
    }
}
