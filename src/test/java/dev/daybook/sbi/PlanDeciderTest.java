package dev.daybook.sbi;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;

import dev.daybook.domain.Story;
import dev.daybook.sbi.PlanCommand.Delete;
import dev.daybook.sbi.PlanCommand.Edit;
import dev.daybook.sbi.PlanCommand.Register;
import dev.daybook.sbi.PlanEvent.Deleted;
import dev.daybook.sbi.PlanEvent.Estimated;
import dev.daybook.sbi.PlanEvent.Kind;
import dev.daybook.sbi.PlanEvent.Moved;
import dev.daybook.sbi.PlanEvent.Registered;
import dev.daybook.sbi.PlanEvent.Reprioritized;
import dev.daybook.sbi.PlanEvent.Retitled;
import dev.daybook.sbi.PlanEvent.Rewritten;
import dev.daybook.sbi.PlanEvent.StatusChanged;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What tasks belong to. */
class PlanDeciderTest {

    private static final String PBI = "PBI-1";
    private static final Registered REGISTERED = new Registered(
            PBI, Kind.PBI, "Accounts", Optional.of("# Accounts"), "pending", Optional.of(5), 1, Optional.of("EPIC-1"));
    private static final Register REGISTER =
            register(PBI, Kind.PBI, "Accounts", Optional.of(5), 1, Optional.of("EPIC-1"));
    private static final Edit NO_EDIT = new Edit(
            PBI,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final Story<PlanCommand, Plan, PlanEvent> story = Story.of(new PlanDecider());

    @Test
    void a_plan_is_registered_as_pending() {
        story.when(REGISTER).then(REGISTERED);
    }

    @Test
    void registering_the_same_again_changes_nothing_and_other_values_are_a_conflict() {
        story.given(REGISTERED, new Retitled(PBI, "Users")).when(REGISTER).thenNothing();
        story.given(REGISTERED)
                .when(register(PBI, Kind.PBI, "Users", Optional.of(5), 1, Optional.of("EPIC-1")))
                .thenRejected(CONFLICT);
        story.given(REGISTERED, new Deleted(PBI, Optional.empty()))
                .when(REGISTER)
                .thenRejected(CONFLICT)
                .contains("deleted");
    }

    @Test
    void its_values_have_bounds() {
        story.when(register("a/b", Kind.PBI, "t", Optional.empty(), 0, Optional.empty()))
                .thenInvalidAt("/id");
        story.when(register(PBI, Kind.PBI, " ", Optional.empty(), 0, Optional.empty()))
                .thenInvalidAt("/title");
        story.when(register(PBI, Kind.PBI, "t", Optional.of(14), 0, Optional.empty()))
                .thenInvalidAt("/points");
        story.when(register(PBI, Kind.PBI, "t", Optional.empty(), 3, Optional.empty()))
                .thenInvalidAt("/priority");
    }

    @Test
    void an_epic_belongs_to_nothing_and_nothing_to_itself() {
        story.when(register("EPIC-1", Kind.EPIC, "t", Optional.empty(), 0, Optional.of("EPIC-2")))
                .thenInvalidAt("/parent");
        story.when(register(PBI, Kind.PBI, "t", Optional.empty(), 0, Optional.of(PBI)))
                .thenRejected(CONFLICT);
    }

    @Test
    void an_edit_tells_each_change_by_itself() {
        var edit = new Edit(
                PBI,
                Optional.of("Users"),
                Optional.of("# Users"),
                Optional.of("planning"),
                Optional.of(Optional.empty()),
                Optional.of(2),
                Optional.of(Optional.empty()));
        story.given(REGISTERED)
                .when(edit)
                .then(
                        new Retitled(PBI, "Users"),
                        new Rewritten(PBI, Optional.of("# Users")),
                        new StatusChanged(PBI, "planning", Optional.empty()),
                        new Estimated(PBI, Optional.empty()),
                        new Reprioritized(PBI, 2),
                        new Moved(PBI, Optional.empty()));
        story.given(REGISTERED).when(edit).when(edit).thenNothing();
        story.given(REGISTERED).when(NO_EDIT).thenNothing();
    }

    @Test
    void a_status_is_one_of_six_words_and_a_known_misspelling_is_understood() {
        story.given(REGISTERED).when(status("planed")).then(new StatusChanged(PBI, "planned", Optional.empty()));
        story.given(REGISTERED).when(status("paused")).thenInvalidAt("/status").contains("in_progress");
    }

    @Test
    void a_deleted_plan_is_gone() {
        var delete = new Delete(PBI, Optional.of("merged"));
        story.given(REGISTERED).when(delete).then(new Deleted(PBI, Optional.of("merged")));
        story.given(REGISTERED).when(delete).when(delete).thenRejected(NOT_FOUND);
        story.given(REGISTERED).when(delete).when(NO_EDIT).thenRejected(NOT_FOUND);
        story.when(NO_EDIT).thenRejected(NOT_FOUND);
    }

    @Test
    void imported_history_may_begin_in_the_middle() {
        story.given(new Retitled(PBI, "Users"), REGISTERED).when(NO_EDIT).thenNothing();
        story.given(new Retitled(PBI, "Users")).when(NO_EDIT).thenRejected(NOT_FOUND);
        story.given(REGISTERED, new Deleted(PBI, Optional.empty()), REGISTERED)
                .when(NO_EDIT)
                .thenNothing();
    }

    private static Register register(
            String id, Kind kind, String title, Optional<Integer> points, int priority, Optional<String> parent) {
        return new Register(id, kind, title, Optional.of("# Accounts"), points, priority, parent);
    }

    private static Edit status(String word) {
        return new Edit(
                PBI,
                Optional.empty(),
                Optional.empty(),
                Optional.of(word),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
