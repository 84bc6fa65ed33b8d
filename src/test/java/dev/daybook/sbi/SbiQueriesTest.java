package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.RECENT_EXECUTIONS;
import static dev.daybook.sbi.Questions.finished;
import static dev.daybook.sbi.Questions.id;
import static dev.daybook.sbi.Questions.labelled;
import static dev.daybook.sbi.Questions.registerMany;
import static dev.daybook.sbi.Questions.registered;
import static dev.daybook.sbi.Questions.started;
import static dev.daybook.sbi.TaskFilters.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Page;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.Deleted;
import dev.daybook.sbi.SbiEvent.DependenciesChanged;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.MetadataChanged;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Reprioritized;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiFilter.Sort;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SbiQueriesTest {

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private ReadModels models;
    private SbiQueries sbis;

    @BeforeEach
    void open() {
        models = chronicle.posted(folder);
        sbis = new SbiQueries(models::read);
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void given(Event... events) {
        chronicle.append(events);
        models.catchUp();
    }

    private static StatusChanged status(String id, Status status) {
        return new StatusChanged(id(id), status, Optional.empty(), Optional.empty());
    }

    private List<String> pickable() {
        Instant now = chronicle.clock.instant();
        Waiting waiting = sbis.waiting(models.read(TaskCounts::of), now);
        assertThat(waiting.ready())
                .as("as many as are counted")
                .isEqualTo(sbis.pickable(now, 1_000).size());
        var oneByOne = new ArrayList<Candidate>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<Candidate> page = sbis.pickable(now, cursor, 1);
            oneByOne.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(oneByOne).as("page by page").isEqualTo(sbis.pickable(now, 1_000));
        for (Sort sort : Sort.values()) {
            assertThat(sbis.list(TaskFilters.tasks().blockedAt(now).by(sort), Optional.empty(), 100)
                            .items())
                    .as("as many as are counted as blocked")
                    .hasSize((int) waiting.blocked());
        }
        return sbis.pickable(chronicle.clock.instant(), 10).stream()
                .map(Candidate::id)
                .toList();
    }

    @Test
    void what_a_task_waits_for_is_told_until_it_is_done() {
        given(
                registered("A", "Dig the pond", 0),
                registered("B", "Keep fish", 0),
                new DependenciesChanged(id("B"), List.of(id("NOBODY-KNOWS"), id("A"))));
        var unknown = new Needed(id("NOBODY-KNOWS").value(), Optional.empty());
        assertThat(sbis.needed(List.of("A", "B")))
                .containsExactly(Map.entry("B", List.of(unknown, new Needed("A", Optional.of("READY")))));

        given(status("A", Status.DONE));
        assertThat(sbis.needed(List.of("A", "B"))).containsExactly(Map.entry("B", List.of(unknown)));
    }

    @Test
    void who_is_to_work_on_a_task_stays_until_it_is_said_otherwise() {
        given(registered("A", "Add login", 0), new SbiEvent.Assigned(id("A"), Optional.of("ada")));
        given(new SbiEvent.Reprioritized(id("A"), 2));
        assertThat(sbis.find("A").orElseThrow().said().assignee()).contains("ada");
        assertThat(sbis.find("A").orElseThrow().said().priority()).isEqualTo(2);

        given(new SbiEvent.Assigned(id("A"), Optional.empty()));
        assertThat(sbis.find("A").orElseThrow().said().assignee()).isEmpty();
    }

    @Test
    void a_task_is_found_with_all_that_belongs_to_it() {
        given(
                labelled("A", "Add login", "core", "ui"),
                new Respecified(id("A"), Optional.of("# Spec")),
                new MetadataChanged(id("A"), new Json("{\"points\":1.50}")),
                new DependenciesChanged(id("A"), List.of(id("B"), id("C"))),
                status("A", Status.WIP),
                started("A", 1, Step.IMPLEMENT),
                new LeaseAcquired(id("A"), "agent-1", Instant.parse("2030-01-01T00:00:00Z"), 4));

        SbiView it = sbis.find("A").orElseThrow();

        assertThat(it.said().title()).isEqualTo("Add login");
        assertThat(it.spec()).contains("# Spec");
        assertThat(it.labels()).containsExactly("core", "ui");
        assertThat(it.dependsOn()).containsExactly("B", "C");
        assertThat(it.metadata()).hasToString("{\"points\":1.50}");
        assertThat(it.status()).isEqualTo("WIP");
        assertThat(it.step()).contains("implement");
        assertThat(it.turn()).isEqualTo(1);
        assertThat(it.lease()).contains(new SbiView.Lease("agent-1", 4, Instant.parse("2030-01-01T00:00:00Z")));
        assertThat(it.said().parent()).contains("PBI-1");
        assertThat(it.createdAt()).isEqualTo(Chronicle.START.plusSeconds(1));
        assertThat(it.updatedAt()).isEqualTo(Chronicle.START.plusSeconds(7));
        assertThat(it.revision()).isEqualTo(6);
        assertThat(it.position()).isEqualTo(7);
        assertThat(sbis.find("Z")).isEmpty();
    }

    @Test
    void done_has_a_time_and_ends_the_lease_and_reopening_takes_it_back() {
        given(
                registered("A", "Add login", 0),
                new LeaseAcquired(id("A"), "agent-1", Instant.parse("2030-01-01T00:00:00Z"), 4),
                status("A", Status.DONE));
        assertThat(sbis.find("A").orElseThrow().completedAt()).contains(Chronicle.START.plusSeconds(3));
        assertThat(sbis.find("A").orElseThrow().lease()).isEmpty();

        given(status("A", Status.READY));
        assertThat(sbis.find("A").orElseThrow().completedAt()).isEmpty();
    }

    @Test
    void what_happens_to_an_unregistered_task_makes_a_placeholder() {
        given(finished("X", 3, Step.REVIEW, Decision.SUCCEEDED, "fine"));
        assertThat(sbis.find("X").orElseThrow().placeholder()).isTrue();
        assertThat(sbis.find("X").orElseThrow().status()).isEqualTo("UNKNOWN");
        given(registered("X", "Known now", 0));
        assertThat(sbis.find("X").orElseThrow().placeholder()).isFalse();
        assertThat(sbis.find("X").orElseThrow().said().title()).isEqualTo("Known now");
        assertThat(sbis.execution("X", 3)).isPresent();
    }

    @Test
    void a_list_goes_on_behind_its_last_row_whatever_is_written_meanwhile() {
        registerMany(chronicle, 0, 25);
        models.catchUp();
        for (Sort sort : Sort.values()) {
            SbiFilter filter = tasks().by(sort);
            var seen = new ArrayList<String>();
            Optional<String> cursor = Optional.empty();
            do {
                Page<SbiRow> page = sbis.list(filter, cursor, 7);
                page.items().forEach(it -> seen.add(it.id()));
                cursor = page.next();
                given(registered("NEW-%s-%d".formatted(sort, seen.size()), "New", 2));
            } while (cursor.isPresent() && seen.size() < 200);

            assertThat(seen).doesNotHaveDuplicates();
            assertThat(seen.stream().filter(it -> it.startsWith("SBI-"))).hasSize(25);
        }
    }

    @Test
    void lists_are_ordered_and_filtered() {
        given(
                labelled("A", "Alpha", "core"),
                labelled("B", "Beta", "core", "ui"),
                registered("C", "Gamma", 2),
                registered("D", "Delta", 2),
                status("B", Status.WIP),
                new Deleted(id("D"), Optional.empty()));

        assertThat(sbis.list(SbiFilter.all(), Optional.empty(), 10).items())
                .extracting(SbiRow::id)
                .containsExactly("A", "B", "C");
        assertThat(sbis.list(tasks().by(Sort.UPDATED), Optional.empty(), 10).items())
                .extracting(SbiRow::id)
                .containsExactly("B", "C", "A");
        assertThat(sbis.list(tasks().by(Sort.PRIORITY), Optional.empty(), 10).items())
                .extracting(SbiRow::id)
                .containsExactly("C", "A", "B");
        SbiFilter wip = tasks().in(Status.WIP).by(Sort.CREATED);
        assertThat(sbis.list(wip, Optional.empty(), 10).items())
                .extracting(SbiRow::id)
                .containsExactly("B");
        SbiFilter ui = tasks().labelled("ui").of("PBI-1").urgent(0).by(Sort.NEWEST);
        assertThat(sbis.list(ui, Optional.empty(), 10).items())
                .extracting(SbiRow::id)
                .containsExactly("B");
        assertThat(sbis.labels()).containsExactly(new LabelCount("core", 2), new LabelCount("ui", 1));
        assertThat(sbis.find("D").orElseThrow().deleted()).isTrue();
    }

    @Test
    void a_cursor_of_another_list_and_a_limit_out_of_range_are_refused() {
        registerMany(chronicle, 0, 3);
        models.catchUp();
        Optional<String> cursor =
                sbis.list(SbiFilter.all(), Optional.empty(), 2).next();
        assertThat(cursor).isPresent();

        assertThatThrownBy(() -> sbis.list(tasks().by(Sort.UPDATED), cursor, 2)).isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> sbis.list(SbiFilter.all(), Optional.of("x!"), 2))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("no cursor of this list");
        assertThatThrownBy(() -> sbis.list(SbiFilter.all(), Optional.empty(), 501))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("1 to 500");
    }

    @Test
    void a_list_of_one_status_is_answered_by_the_covering_index_alone() {
        registerMany(chronicle, 0, 3);
        models.catchUp();
        String plan =
                models.read(tables -> tables.fetch("EXPLAIN QUERY PLAN SELECT id, task_id, title, label, priority,"
                                + " status, parent, step, turn, attempt, lease_holder, lease_expires_at, lease_generation,"
                                + " created_at, updated_at, completed_at, revision, registered_position, position FROM sbi WHERE"
                                + " deleted = 0 AND status = 'READY' ORDER BY created_at, id LIMIT 50")
                        .toString());
        assertThat(plan).contains("USING COVERING INDEX idx_sbi_list").doesNotContain("TEMP B-TREE");
    }

    @Test
    void the_list_by_priority_is_read_in_the_order_of_its_index() {
        String plan = models.read(tables -> tables.fetch("EXPLAIN QUERY PLAN SELECT id FROM sbi WHERE deleted = 0"
                        + " ORDER BY priority DESC, registered_position LIMIT 50")
                .toString());
        assertThat(plan).contains("idx_sbi_priority").doesNotContain("TEMP B-TREE");
    }

    @Test
    void picking_goes_through_its_index() {
        String plan = models.read(
                tables -> tables.fetch("EXPLAIN QUERY PLAN SELECT id FROM sbi INDEXED BY idx_sbi_pick WHERE deleted = 0"
                                + " AND status IN ('READY', 'WIP', 'REVIEW', 'REVIEW&WIP')"
                                + " ORDER BY pick_first, pick_next, registered_position, id LIMIT 5")
                        .toString());
        assertThat(plan).contains("idx_sbi_pick").doesNotContain("TEMP B-TREE");
    }

    @Test
    void executions_are_listed_by_turn_and_shown_with_their_text() {
        given(
                registered("A", "Add login", 0),
                started("A", 1, Step.IMPLEMENT),
                finished("A", 1, Step.IMPLEMENT, Decision.PENDING, "# 実装"),
                started("A", 2, Step.REVIEW));

        List<ExecutionView> all = sbis.executions("A", Optional.empty(), 10).items();
        assertThat(all).extracting(ExecutionView::turn).containsExactly(1, 2);
        assertThat(all).extracting(ExecutionView::status).containsExactly("FINISHED", "RUNNING");
        assertThat(all.getFirst().content()).isEmpty();
        assertThat(all.getFirst().contentBytes()).isEqualTo(8);
        ExecutionView first = sbis.execution("A", 1).orElseThrow();
        assertThat(first.content()).contains("# 実装");
        assertThat(first.artifacts()).containsExactly("out.txt");
        assertThat(first.startedAt()).isEqualTo(Chronicle.START.plusSeconds(2));
        assertThat(first.completedAt()).contains(Chronicle.START.plusSeconds(3));
        assertThat(sbis.executions("A", Optional.empty(), 10, true)
                        .items()
                        .getFirst()
                        .content())
                .contains("# 実装");
        Page<ExecutionView> page = sbis.executions("A", Optional.empty(), 1);
        assertThat(sbis.executions("A", page.next(), 1).items())
                .extracting(ExecutionView::turn)
                .containsExactly(2);
    }

    @Test
    void several_executions_of_one_turn_are_kept_in_their_order() {
        given(
                registered("A", "Add login", 0),
                finished("A", 1, Step.IMPLEMENT, Decision.PENDING, "one"),
                finished("A", 1, Step.REVIEW, Decision.SUCCEEDED, "two"),
                finished("A", 1, Step.REVIEW, Decision.FAILED, "three"));

        assertThat(sbis.executions("A", Optional.empty(), 10, true).items())
                .extracting(it -> it.content().orElseThrow())
                .containsExactly("one", "two", "three");
        assertThat(sbis.execution("A", 1).orElseThrow().ordinal()).isEqualTo(2);
    }

    @Test
    void recent_executions_are_those_of_the_last_thirty_days() {
        given(registered("A", "Add login", 0), started("A", 1, Step.IMPLEMENT));
        assertThat(recent()).isZero(); // it was in 2025

        // The view reads the clock of the database, so this task lives today.
        chronicle.after(Duration.between(chronicle.clock.instant(), Instant.now()));
        given(started("A", 2, Step.REVIEW));
        assertThat(recent()).isOne();
    }

    private int recent() {
        return models.read(tables -> tables.fetchCount(RECENT_EXECUTIONS));
    }

    @Test
    void notes_and_files_are_listed() {
        given(
                registered("A", "Add login", 0),
                new NoteAdded(id("A"), "first", Optional.of(2), Optional.of("ada")),
                new NoteAdded(id("A"), "second", Optional.empty(), Optional.empty()),
                new Attached(id("A"), "x.log", "utf-8", "old"),
                new Attached(id("A"), "x.log", "utf-8", "new"));

        Page<NoteView> page = sbis.notes("A", Optional.empty(), 1);
        assertThat(page.items()).extracting(NoteView::text).containsExactly("first");
        assertThat(sbis.notes("A", page.next(), 5).items())
                .extracting(NoteView::number)
                .containsExactly(2);
        assertThat(sbis.attachments("A", Optional.empty(), 5).items())
                .extracting(AttachmentView::name)
                .containsExactly("x.log");
        assertThat(sbis.attachment("A", "x.log").orElseThrow().content()).contains("new");
    }

    @Test
    void the_most_urgent_is_picked_first_then_the_first_registered() {
        given(
                registered("Z", "one", 0),
                registered("Y", "two", 1),
                registered("X", "three", 1),
                registered("W", "four", 2),
                new Reprioritized(id("Z"), 2));
        assertThat(pickable()).containsExactly("Z", "W", "Y", "X");
        assertThat(pickable()).isEqualTo(pickable());
        assertThat(sbis.pickable(chronicle.clock.instant(), 2)).hasSize(2);
    }

    @Test
    void what_waits_is_leased_done_failed_or_deleted_is_not_picked() {
        Instant soon = chronicle.clock.instant().plusSeconds(60);
        given(
                registered("FREE", "free", 0),
                registered("WAITS", "waits for one that is not done", 0, "FREE"),
                registered("LOST", "waits for one that is not there", 0, "NOWHERE"),
                registered("DONE", "done", 0),
                registered("AFTER", "waited for one that is done", 0, "DONE"),
                registered("LEASED", "leased", 0),
                registered("GONE", "deleted", 0),
                registered("FAILED", "failed", 0),
                status("DONE", Status.DONE),
                status("FAILED", Status.FAILED),
                new LeaseAcquired(id("LEASED"), "agent", soon, 1),
                new Deleted(id("GONE"), Optional.empty()));
        assertThat(pickable()).containsExactly("FREE", "AFTER");
        assertThat(sbis.pickable(soon.plusSeconds(1), 10))
                .extracting(Candidate::id)
                .containsExactly("FREE", "AFTER", "LEASED");
    }

    @Test
    void what_is_in_a_cycle_of_dependencies_is_not_picked() {
        given(
                registered("A", "a", 0, "B"),
                registered("B", "b", 0, "A"),
                registered("SELF", "self", 0, "SELF"),
                registered("FREE", "free", 0),
                status("B", Status.DONE)); // so that only the cycle keeps A back
        assertThat(pickable()).containsExactly("FREE");
    }

    @Test
    void dependants_are_all_that_wait_directly_or_not() {
        given(
                registered("A", "a", 0),
                registered("B", "b", 0, "A"),
                registered("C", "c", 0, "B"),
                registered("D", "d", 0, "A", "C"),
                registered("E", "e", 0));
        assertThat(sbis.dependants("A")).containsExactlyInAnyOrder(id("B"), id("C"), id("D"));
        assertThat(sbis.dependants("E")).isEmpty();
        assertThat(sbis.dependants("A")).doesNotContain(new SbiId("A"));
    }
}
