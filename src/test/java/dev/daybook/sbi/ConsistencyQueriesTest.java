package dev.daybook.sbi;

import static dev.daybook.sbi.Questions.finished;
import static dev.daybook.sbi.Questions.id;
import static dev.daybook.sbi.Questions.labelled;
import static dev.daybook.sbi.Questions.registered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.domain.Event;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Consistency;
import dev.daybook.query.Consistency.Item;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.Deleted;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConsistencyQueriesTest {

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private ReadModels models;
    private ConsistencyQueries consistency;

    @BeforeEach
    void open() {
        models = chronicle.posted(folder);
        consistency = new ConsistencyQueries(models::read, AllSlices.of().checks());
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    private Consistency given(Event... events) {
        chronicle.append(events);
        models.catchUp();
        return consistency.look();
    }

    private static StatusChanged done(String id) {
        return new StatusChanged(id(id), Status.DONE, Optional.empty(), Optional.empty());
    }

    private static ExecutionFinished fromFile(String id, int turn, Step step, String file) {
        return new ExecutionFinished(
                id(id),
                turn,
                step,
                1,
                Optional.of(file),
                Decision.PENDING,
                Optional.empty(),
                Optional.of("text"),
                List.of());
    }

    @Test
    void what_is_well_has_nothing_to_tell() {
        Consistency found = given(
                labelled("A", "Add login", "core"),
                registered("B", "Add logout", 0, "A"),
                finished("A", 1, Step.IMPLEMENT, Decision.PENDING, "built"),
                finished("A", 1, Step.REVIEW, Decision.SUCCEEDED, "fine"),
                done("A"));

        assertThat(found).isEqualTo(new Consistency(0, List.of()));
    }

    @Test
    void what_hangs_on_a_task_that_is_not_there_is_an_orphan() {
        Consistency found = given(
                registered("B", "Add logout", 0, "NOWHERE"),
                finished("X", 1, Step.IMPLEMENT, Decision.PENDING, "built"),
                finished("X", 2, Step.REVIEW, Decision.PENDING, "looked at"),
                new Attached(id("X"), "note.txt", "utf-8", "hello"));

        assertThat(found.items())
                .allMatch(it -> it.check().equals(TaskConsistency.ORPHAN) && !it.legitimate())
                .extracting(Item::entity, Item::message)
                .containsExactlyInAnyOrder(
                        tuple("sbi/X", "2 executions of a task that was never registered, only mentioned"),
                        tuple("sbi/X", "1 attachment of a task that was never registered, only mentioned"),
                        tuple("sbi/NOWHERE", "1 dependency on a task that is not there"));
        assertThat(found.found()).isEqualTo(3);
    }

    @Test
    void a_task_that_was_deleted_leaves_no_orphans() {
        Consistency found = given(
                registered("A", "Add login", 0),
                finished("A", 1, Step.IMPLEMENT, Decision.PENDING, "built"),
                new Deleted(id("A"), Optional.empty()));

        assertThat(found.items()).isEmpty();
    }

    @Test
    void the_same_step_twice_in_one_turn_is_a_duplicate_and_two_steps_are_none() {
        Consistency found = given(
                registered("A", "Add login", 0),
                fromFile("A", 1, Step.IMPLEMENT, "implement_1.md"),
                fromFile("A", 1, Step.REVIEW, "review_1.md"),
                fromFile("A", 2, Step.IMPLEMENT, "implement_2.md"),
                fromFile("A", 2, Step.IMPLEMENT, "implement_attempt2_2.md"));

        assertThat(found.items())
                .containsExactly(new Item(
                        TaskConsistency.DUPLICATE_TURN,
                        "sbi/A",
                        false,
                        "turn 2 has the step implement 2 times: implement_2.md, implement_attempt2_2.md"));
    }

    @Test
    void done_without_success_is_told_and_giving_up_is_legitimate() {
        Consistency found = given(
                registered("A", "Never reviewed", 0),
                registered("B", "Given up", 0),
                registered("C", "Refused", 0),
                finished("B", 1, Step.REVIEW, Decision.FAILED, "hopeless"),
                finished("C", 1, Step.REVIEW, Decision.NEEDS_CHANGES, "no"),
                done("A"),
                done("B"),
                done("C"));

        assertThat(found.found()).isEqualTo(2);
        assertThat(found.items())
                .allMatch(it -> it.check().equals(TaskConsistency.DONE_WITHOUT_SUCCESS))
                .extracting(Item::entity, Item::legitimate)
                .containsExactly(tuple("sbi/A", false), tuple("sbi/B", true), tuple("sbi/C", false));
        assertThat(found.items().getFirst().message())
                .isEqualTo("is DONE, but no execution SUCCEEDED; the last decision is none");
    }

    @Test
    void more_than_can_be_read_is_counted() {
        for (int i = 0; i < ConsistencyQueries.ITEMS_MAX + 5; i++) {
            chronicle.append(registered("T%04d".formatted(i), "Task", 0), done("T%04d".formatted(i)));
        }
        models.catchUp();

        Consistency found = consistency.look();

        assertThat(found.found()).isEqualTo(ConsistencyQueries.ITEMS_MAX + 5);
        assertThat(found.items()).hasSize(ConsistencyQueries.ITEMS_MAX);
    }

    static Stream<String> questions() {
        return Stream.concat(
                Stream.of("execution", "label", "dependency", "attachment")
                        .map(TaskConsistency.PARTS_OF_NOTHING::formatted),
                Stream.of(
                        TaskConsistency.DEPENDENCIES_ON_NOTHING,
                        TaskConsistency.DUPLICATE_TURNS,
                        TaskConsistency.DONE_WITHOUT_SUCCEEDED));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void no_question_reads_a_table_from_end_to_end_but_through_an_index(String question) {
        List<String> steps = models.read(
                tables -> tables.fetch("EXPLAIN QUERY PLAN " + question).getValues("detail", String.class));

        assertThat(steps)
                .filteredOn(it -> it.startsWith("SCAN ") && !it.contains("INDEX"))
                .allMatch(it -> it.matches("SCAN (part|shared|label|dependency)"), "only what was grouped before");
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
