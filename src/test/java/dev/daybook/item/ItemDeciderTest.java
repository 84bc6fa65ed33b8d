package dev.daybook.item;

import static dev.daybook.domain.Rejected.Reason.INVALID;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;

import dev.daybook.domain.Json;
import dev.daybook.domain.Story;
import dev.daybook.item.ItemCommand.Put;
import dev.daybook.item.ItemCommand.Remove;
import dev.daybook.item.ItemCommand.Revise;
import dev.daybook.item.ItemEvent.Recorded;
import dev.daybook.item.ItemEvent.Removed;
import dev.daybook.item.ItemEvent.Revised;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Records of tools that have no slice of their own. */
class ItemDeciderTest {

    private static final ItemId TASK = ItemId.parse("taskmaster.task/master/1");
    private static final Json OPEN = new Json("{\"status\":\"open\"}");
    private static final Json DONE = new Json("\"done\"");
    private static final Recorded RECORDED = new Recorded(TASK, OPEN, Optional.empty());
    private static final Revised REVISED = new Revised(TASK, Map.of("/status", DONE), List.of(), Optional.empty());

    private final Story<ItemCommand, Item, ItemEvent> story = Story.of(new ItemDecider());

    @Test
    void a_record_is_recorded_once_as_it_stands() {
        story.when(new Put(TASK, OPEN)).then(RECORDED);
        story.given(RECORDED).when(new Put(TASK, OPEN)).thenNothing();
        story.given(RECORDED, REVISED).when(new Put(TASK, OPEN)).then(RECORDED);
        story.when(new Put(TASK, new Json("[1]"))).thenInvalidAt("/record");
    }

    @Test
    void a_member_is_changed_once_to_the_same_value() {
        var done = new Revise(TASK, Map.of("/status", DONE), List.of());
        story.given(RECORDED).when(done).then(REVISED);
        story.given(RECORDED, REVISED).when(done).thenNothing();
        story.given(RECORDED, REVISED)
                .when(new Revise(TASK, Map.of("/status", DONE, "/note", new Json("null")), List.of()))
                .then(new Revised(TASK, Map.of("/note", new Json("null")), List.of(), Optional.empty()));
    }

    @Test
    void a_member_is_taken_out_once() {
        var out = new Revise(TASK, Map.of(), List.of("/status", "/status"));
        var gone = new Revised(TASK, Map.of(), List.of("/status"), Optional.empty());
        story.given(RECORDED).when(out).then(gone);
        story.given(RECORDED, gone).when(out).thenNothing();
        story.given(RECORDED)
                .when(new Revise(TASK, Map.of("/status", DONE), List.of("/status")))
                .thenInvalidAt("/unset");
    }

    @Test
    void only_members_of_the_record_itself_are_changed() {
        story.given(RECORDED)
                .when(new Revise(TASK, Map.of("/subtasks/0/status", DONE), List.of()))
                .thenRejected(INVALID)
                .contains("/subtasks/0/status");
        story.given(RECORDED)
                .when(new Revise(TASK, Map.of("/a~1b", DONE), List.of()))
                .then(new Revised(TASK, Map.of("/a~1b", DONE), List.of(), Optional.empty()));
    }

    /** A pattern with a group that repeats calls itself for each character. */
    @Test
    void the_name_of_a_member_may_be_as_long_as_a_body() {
        String name = "/" + "a~1".repeat(100_000);
        story.given(RECORDED)
                .when(new Revise(TASK, Map.of(name, DONE), List.of()))
                .then(new Revised(TASK, Map.of(name, DONE), List.of(), Optional.empty()));
        story.given(RECORDED)
                .when(new Revise(TASK, Map.of(name + "~2", DONE), List.of()))
                .thenRejected(INVALID);
    }

    @Test
    void what_is_not_on_record_is_neither_changed_nor_removed() {
        var revise = new Revise(TASK, Map.of("/status", DONE), List.of());
        story.when(revise).thenRejected(NOT_FOUND).contains("taskmaster.task/master/1");
        story.when(new Remove(TASK)).thenRejected(NOT_FOUND);
        story.given(RECORDED).when(new Remove(TASK)).then(new Removed(TASK));
        story.given(RECORDED, new Removed(TASK)).when(new Remove(TASK)).thenNothing();
        story.given(RECORDED, new Removed(TASK)).when(revise).thenRejected(NOT_FOUND);
        story.given(RECORDED, new Removed(TASK)).when(new Put(TASK, OPEN)).then(RECORDED);
    }
}
