package dev.daybook.domain.history;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.domain.Rejected.Reason.INVALID;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;

import dev.daybook.domain.Json;
import dev.daybook.domain.Story;
import dev.daybook.domain.history.HistoryCommand.NameCheckpoint;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
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
        story.when(to(40))
                .then(new RolledBack(
                        Optional.of(40L), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        story.when(to(0))
                .then(new RolledBack(
                        Optional.of(0L), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        story.when(to(HEAD + 1)).thenInvalidAt("/to").contains("the last one is 100");
        story.when(to(-1)).thenInvalidAt("/to");
    }

    @Test
    void rolling_back_to_the_present_changes_nothing() {
        story.when(to(HEAD)).thenNothing();
    }

    @Test
    void a_rollback_names_exactly_one_target() {
        story.when(rollBack(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                .thenRejected(INVALID)
                .contains("0 targets");
        story.when(rollBack(Optional.of(1L), Optional.of("RUN"), Optional.empty(), Optional.empty()))
                .thenRejected(INVALID)
                .contains("2 targets");
    }

    @Test
    void a_rollback_to_a_checkpoint_needs_it() {
        var back = rollBack(Optional.of(40L), Optional.empty(), Optional.empty(), Optional.of("release"));
        story.given(RELEASE)
                .when(back)
                .then(new RolledBack(
                        Optional.of(40L),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("release"),
                        Optional.empty()));
        story.when(back).thenRejected(NOT_FOUND).contains("release");
    }

    @Test
    void an_import_run_is_rolled_back_once() {
        var back = rollBack(Optional.empty(), Optional.of("RUN"), Optional.empty(), Optional.empty());
        var backed = new RolledBack(
                Optional.empty(), Optional.of("RUN"), Optional.empty(), Optional.empty(), Optional.empty());
        story.given(new ImportStarted("RUN", "deespec", "/tree", ""), new ImportFinished("RUN", Json.EMPTY_OBJECT))
                .when(back)
                .then(backed);
        story.given(backed).when(back).thenNothing();
        story.given(backed).when(to(40)).when(back).then(backed); // going back may have brought it back
    }

    @Test
    void an_entity_is_rolled_back_but_never_the_journals_own_facts() {
        story.when(entity("sbi/SBI-1"))
                .then(new RolledBack(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("sbi/SBI-1"),
                        Optional.empty(),
                        Optional.empty()));
        story.when(entity("journal/journal")).thenInvalidAt("/entity").contains("always count");
        story.when(entity("import/RUN")).thenInvalidAt("/entity");
        story.when(entity("sbi")).thenInvalidAt("/entity").contains("kind/id");
        story.when(entity("/SBI-1")).thenInvalidAt("/entity");
        story.when(entity("sbi/")).thenInvalidAt("/entity");
    }

    @Test
    void the_entries_of_a_command_are_taken_back_if_they_are_there() {
        story.when(RollBack.entries(3, 4, Optional.empty(), HEAD))
                .then(new RolledBack(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(3L),
                        Optional.of(4L)));
        for (long[] wrong : new long[][] {{0, 1}, {4, 3}, {HEAD, HEAD + 1}}) {
            story.when(RollBack.entries(wrong[0], wrong[1], Optional.empty(), HEAD))
                    .thenRejected(INVALID)
                    .contains("there are no entries from " + wrong[0]);
        }
    }

    private static RollBack to(long position) {
        return rollBack(Optional.of(position), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static RollBack entity(String entity) {
        return rollBack(Optional.empty(), Optional.empty(), Optional.of(entity), Optional.empty());
    }

    private static RollBack rollBack(
            Optional<Long> to, Optional<String> run, Optional<String> entity, Optional<String> checkpoint) {
        return new RollBack(to, run, entity, checkpoint, Optional.empty(), HEAD);
    }
}
