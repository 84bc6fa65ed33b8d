package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.Patience;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.HistoryEvent.RolledBack.Also;
import dev.daybook.domain.history.Target;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.RebuildProgress.Phase;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rollback does to read models. */
class RolledBackTest {

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        Brittle.BREAKS.clear();
        Brittle.FAILS_ONCE.clear();
        chronicle.close();
    }

    private static Map<String, String> hashes(ReadModels models) {
        return List.of("sbi", "session", "search").stream().collect(Collectors.toMap(it -> it, models::tableHash));
    }

    private static List<Long> undone(ReadModels models) {
        return models.read(
                tables -> tables.fetch("SELECT position FROM audit_log WHERE undone_by IS NOT NULL ORDER BY position")
                        .getValues(0, Long.class));
    }

    @Test
    void rolled_back_the_rows_are_as_they_were_before() {
        chronicle.append(new Histories(21, 15).events(200));
        ReadModels models = chronicle.posted(folder);
        Map<String, String> before = hashes(models);
        chronicle.append(new Histories(22, 15).events(100));
        models.catchUp();
        assertThat(hashes(models)).isNotEqualTo(before);

        chronicle.rollBackTo(new Position(200));
        models.catchUp();

        assertThat(hashes(models)).isEqualTo(before);
        assertThat(models.verify(_ -> {})).isEmpty();
        assertThat(undone(models)).hasSize(100).startsWith(201L).endsWith(300L);
    }

    @Test
    void a_rollback_can_be_rolled_back() {
        chronicle.append(new Histories(23, 15).events(150));
        ReadModels models = chronicle.posted(folder);
        Map<String, String> all = hashes(models);
        chronicle.rollBackTo(new Position(50));
        models.catchUp();
        assertThat(hashes(models)).isNotEqualTo(all);

        chronicle.rollBackTo(new Position(150));
        models.catchUp();

        assertThat(hashes(models)).isEqualTo(all);
        assertThat(undone(models)).isEmpty();
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void what_one_run_wrote_is_undone_and_the_rest_stays() {
        chronicle.append(new Histories(24, 15).events(100));
        chronicle.as(Metadata.of("import:deespec", "deespec:state.json").correlatedWith("RUN1"));
        chronicle.append(new Histories(25, 15).events(60));
        chronicle.as(Metadata.of("ada", "cli"));
        chronicle.append(new Retitled(new SbiId("SBI-001"), "After the import"));
        ReadModels models = chronicle.posted(folder);

        chronicle.rollBackRun("RUN1");
        models.catchUp();

        assertThat(undone(models)).hasSize(60).startsWith(101L).endsWith(160L);
        String title = models.read(tables ->
                tables.fetchSingle("SELECT title FROM sbi WHERE id = 'SBI-001'").get(0, String.class));
        assertThat(title).isEqualTo("After the import");
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void until_it_is_rebuilt_a_projection_says_that_it_is_outdated_and_posts_nothing() {
        chronicle.append(new Histories(26, 15).events(50));
        ReadModels models = chronicle.posted(folder);
        String before = models.tableHash("sbi");
        chronicle.rollBackTo(new Position(20));
        chronicle.append(new Retitled(new SbiId("SBI-001"), "Later"));

        deliver(models.live("sbi"), 50);

        assertThat(models.status("sbi").state()).isEqualTo(ProjectionStatus.State.OUTDATED);
        assertThat(models.position("sbi")).isEqualTo(new Position(50));
        assertThat(models.tableHash("sbi")).isEqualTo(before);
        models.rebuild(List.of("sbi"), _ -> {});
        assertThat(models.status("sbi").state()).isEqualTo(ProjectionStatus.State.LIVE);
        assertThat(models.position("sbi")).isEqualTo(new Position(52));
        assertThat(models.status("sbi").previous())
                .hasValueSatisfying(it -> assertThat(it).matches("sbi-v\\d+-1\\.db"));
    }

    /** Of any kind and size, one after the other, some of them before the last was followed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void however_rollbacks_follow_each_other_the_rows_are_those_of_a_replay(long seed) {
        var random = new Random(seed);
        var histories = new Histories(seed, 12);
        chronicle.as(Metadata.of("import:deespec", "deespec:state.json").correlatedWith("RUN1"));
        chronicle.append(histories.events(60));
        chronicle.as(Metadata.of("ada", "cli"));
        chronicle.append(histories.events(90));
        ReadModels models = chronicle.posted(folder);

        for (int round = 0; round < 12; round++) {
            long head = chronicle.journal.head().value();
            long some = 1 + random.nextLong(head - 1);
            switch (random.nextInt(8)) {
                case 0 -> chronicle.rollBackTo(new Position(some));
                case 3 -> chronicle.rollBack(new Target.Actor("ada", some));
                case 4 -> chronicle.rollBack(new Target.Entity(streamAt(some), some));
                case 6 ->
                    chronicle.rollBack(RolledBack.of(new Target.To(some), Optional.empty())
                            .with(List.of(streamAt(some)), List.of(new Also(streamAt(1), some / 2))));
                case 5 -> chronicle.rollBack(standing(random).orElse(new Target.To(some)));
                case 1 -> chronicle.rollBackRun("RUN1");
                case 2 -> chronicle.rollBack(new Target.Entity(streamAt(some), 0));
                default -> {
                    long first = head - random.nextInt(20);
                    chronicle.rollBack(new Target.Entries(first, head));
                }
            }
            chronicle.append(histories.events(random.nextInt(6)));
            if (random.nextInt(3) > 0) {
                models.catchUp();
                assertThat(models.verify(_ -> {})).isEmpty();
                assertThat(models.position()).isEqualTo(chronicle.journal.head());
            }
        }
    }

    /** A rollback that has not been taken back, to be taken back. */
    private Optional<Target> standing(Random random) {
        Timeline now = chronicle.timelines.current();
        List<Long> all = new ArrayList<>();
        for (Timeline each = now;
                each.before().isPresent();
                each = each.before().get()) {
            if (!now.takenBack().contains(each.since())) {
                all.add(each.since().value());
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(new Target.Rollback(all.get(random.nextInt(all.size()))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_rollback_taken_back_leaves_the_rows_as_they_were_and_that_taken_back_as_it_made_them(long seed) {
        var random = new Random(seed);
        var histories = new Histories(seed, 12);
        chronicle.as(Metadata.of("ada", "cli"));
        chronicle.append(histories.events(60));
        chronicle.as(Metadata.of("bob", "cli"));
        chronicle.append(histories.events(60));
        ReadModels models = chronicle.posted(folder);

        for (Function<Long, Target> target : List.<Function<Long, Target>>of(
                Target.To::new,
                some -> new Target.Actor("ada", some),
                some -> new Target.Entity(streamAt(some), 0),
                some -> new Target.Entries(some, some))) {
            Map<String, String> before = rows(models);
            Position at = chronicle.rollBack(target.apply(1 + random.nextLong(100)));
            Map<String, String> without = rows(models);
            Position back = chronicle.rollBack(new Target.Rollback(at.value()));
            assertThat(rows(models)).isEqualTo(before);
            chronicle.rollBack(new Target.Rollback(back.value()));
            assertThat(rows(models)).isEqualTo(without);
        }
    }

    /** The rows of all read models but the audit, which tells of what was undone. */
    private static Map<String, String> rows(ReadModels models) {
        models.catchUp();
        return models.names().stream()
                .filter(name -> !name.equals("audit"))
                .collect(Collectors.toMap(Function.identity(), models::tableHash));
    }

    private String streamAt(long position) {
        return chronicle.journal.readForward(Selection.all(), new Position(position - 1), 1).getFirst().stream()
                .toString();
    }

    @Test
    void an_undo_of_one_thing_is_mended_in_place_and_leaves_other_read_models_alone() {
        chronicle.append(new Histories(28, 15).events(100));
        chronicle.append(new Retitled(new SbiId("SBI-001"), "Wrong"));
        ReadModels models = chronicle.posted(folder);

        chronicle.rollBack(new Target.Entries(101L, 101L));
        chronicle.append(new Retitled(new SbiId("SBI-002"), "Later"));
        deliver(models.live("sbi"), 101); // to void rows: nothing of it is posted
        models.catchUp();

        for (String name : List.of("sbi", "search", "audit", "item", "session", "project", "agent")) {
            assertThat(models.status(name).generation()).as(name).isEqualTo(1);
        }
        assertThat(models.position()).isEqualTo(new Position(103));
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void what_an_agent_did_to_many_things_is_mended_in_place() {
        List<SbiId> tasks = IntStream.range(0, 110)
                .mapToObj(number -> new SbiId("SBI-" + number))
                .toList();
        for (int round = 0; round < 30; round++) {
            for (int task = 0; task < tasks.size(); task++) {
                // few facts of those that the agent will work on, many of others
                SbiId of = round < 6 ? tasks.get(task) : new SbiId("SBI-other-" + task);
                chronicle.append(
                        round % 6 == 0
                                ? new NoteAdded(of, "note", Optional.empty(), Optional.empty())
                                : new Retitled(of, "Title %d".formatted(round)));
            }
        }
        ReadModels models = chronicle.posted(folder);
        Map<String, String> before = hashes(models);
        chronicle.as(Metadata.of("bot", "cli"));
        tasks.forEach(task -> chronicle.append(new Retitled(task, "By a bot")));
        models.catchUp();

        chronicle.rollBack(new Target.Actor("bot", 0));
        models.catchUp();

        for (String name : List.of("sbi", "search", "audit")) {
            assertThat(models.status(name).generation()).as(name).isEqualTo(1);
        }
        assertThat(models.verify(_ -> {})).isEmpty();
        assertThat(undone(models)).hasSize(tasks.size());
        assertThat(models.tableHash("search")).isEqualTo(before.get("search"));
    }

    @Test
    void documents_of_an_entry_that_makes_hundreds_of_them_are_mended_as_any_others() {
        var item = new ItemId("note", "note/1", "");
        var members = IntStream.range(0, 300)
                .mapToObj(number -> "\"m%d\":\"words of member %d\"".formatted(number, number))
                .collect(Collectors.joining(",", "{", "}"));
        chronicle.append(new ItemEvent.Recorded(item, new Json(members), Optional.empty()));
        ReadModels models = chronicle.posted(folder);
        String before = models.tableHash("search");
        chronicle.append(new ItemEvent.Removed(item));
        models.catchUp();
        assertThat(found(models)).isZero();

        chronicle.rollBack(new Target.Entries(2L, 2L));
        models.catchUp();

        assertThat(found(models)).isGreaterThanOrEqualTo(300);
        assertThat(models.status("search").generation()).isEqualTo(1);
        assertThat(models.tableHash("search")).isEqualTo(before);
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    private static int found(ReadModels models) {
        return models.read(tables -> tables.fetch("SELECT rowid FROM document_fts WHERE document_fts MATCH 'member'")
                .size());
    }

    private void deliver(LiveTables live, long after) {
        live.begin();
        live.apply(chronicle.journal.readForward(Selection.all(), new Position(after), 10).stream()
                .map(chronicle.codec::recorded)
                .toList());
        live.commit();
    }

    @Test
    void what_is_mended_by_half_as_there_was_no_room_is_not_taken_for_mended() {
        ReadModels models = withAnUndo();
        Brittle.FAILS_ONCE.add(1L);

        assertThatThrownBy(models::catchUp).isInstanceOf(InternalError.class);
        deliver(models.live("sbi"), 102);

        assertThat(models.status("sbi").state()).isIn(ProjectionStatus.State.OUTDATED, ProjectionStatus.State.FAILED);
        models.catchUp();
        assertThat(models.status("sbi").state()).isEqualTo(ProjectionStatus.State.LIVE);
        assertThat(models.status("sbi").generation()).isEqualTo(1);
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void rows_that_are_mended_and_lack_what_came_since_are_compared_with_what_counts_now() {
        ReadModels models = withAnUndo();
        Brittle.FAILS_ONCE.add(chronicle.journal.head().value());

        assertThatThrownBy(models::catchUp).isInstanceOf(InternalError.class);

        assertThat(models.position("sbi")).isEqualTo(new Position(101));
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    /** The title of SBI-001 is undone, that of SBI-002 changed after it, and neither is posted. */
    private ReadModels withAnUndo() {
        chronicle.append(new Retitled(new SbiId("SBI-001"), "Right"));
        chronicle.append(new Histories(28, 15).events(99));
        chronicle.append(new Retitled(new SbiId("SBI-001"), "Wrong"));
        ReadModels models = chronicle.open(folder, List.of(() -> new Brittle(ProjectionContract.of("sbi"), true)));
        models.catchUp();
        chronicle.rollBack(new Target.Entries(101L, 101L));
        chronicle.append(new Retitled(new SbiId("SBI-002"), "Later"));
        return models;
    }

    @Test
    void what_there_was_no_room_for_after_a_rollback_is_tried_again_by_itself() {
        chronicle.append(new Retitled(new SbiId("SBI-001"), "Right"));
        chronicle.append(new Retitled(new SbiId("SBI-001"), "Wrong"));
        ReadModels models = chronicle.open(folder, List.of(() -> new Brittle(ProjectionContract.of("sbi"), true)));
        models.catchUp();
        models.keepUp();
        Brittle.FAILS_ONCE.add(1L);

        chronicle.rollBack(new Target.Entries(2L, 2L));

        await().atMost(Patience.LIMIT).untilAsserted(() -> {
            assertThat(Brittle.FAILS_ONCE).isEmpty();
            assertThat(models.status("sbi").state()).isEqualTo(ProjectionStatus.State.LIVE);
            assertThat(models.status("sbi").position()).isEqualTo(3);
        });
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void a_rebuild_after_a_rollback_that_fails_is_tried_again_by_itself() {
        chronicle.append(new Histories(29, 5).events(60));
        ReadModels models = chronicle.open(folder, List.of(() -> new Brittle(ProjectionContract.of("sbi"))));
        models.catchUp();
        models.keepUp();
        Brittle.FAILS_ONCE.add(brokenAfter(5));

        chronicle.rollBackTo(new Position(40));

        await().atMost(Patience.LIMIT).untilAsserted(() -> {
            assertThat(Brittle.FAILS_ONCE).isEmpty();
            assertThat(models.status("sbi").state()).isEqualTo(ProjectionStatus.State.LIVE);
            assertThat(models.status("sbi").position()).isEqualTo(61);
        });
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    /** In each round, before the new rows are whole and when they are about to be swapped in. */
    @ParameterizedTest
    @EnumSource(names = {"POSTING", "INDEXING"})
    void a_rebuild_ends_with_the_rows_that_count_however_often_rollbacks_overtake_it(Phase phase) {
        chronicle.append(new Histories(28, 15).events(100));
        ReadModels models = chronicle.posted(folder);
        Map<String, String> before = hashes(models);

        models.rebuild(List.of("sbi", "session", "search"), progress -> {
            if (progress.phase() == phase) {
                Position kept = chronicle.journal.head();
                chronicle.append(new Retitled(new SbiId("SBI-001"), "Taken back"));
                chronicle.rollBackTo(kept);
            }
        });

        models.catchUp();
        assertThat(hashes(models)).isEqualTo(before);
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void what_was_set_aside_is_not_tried_again_in_rows_that_a_rollback_made_void() {
        chronicle.append(new Histories(27, 5).events(60));
        Brittle.BREAKS.add(brokenAfter(20));
        ReadModels models = chronicle.open(folder, List.of(() -> new Brittle(ProjectionContract.of("sbi"))));
        models.catchUp();
        assertThat(models.status("sbi").quarantined()).hasSize(1);
        chronicle.rollBackTo(new Position(40));
        Brittle.BREAKS.clear();

        assertThatThrownBy(() -> models.retry("sbi", Optional.empty()))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("rebuild");

        assertThat(models.status("sbi").state()).isEqualTo(ProjectionStatus.State.OUTDATED);
        models.catchUp();
        assertThat(models.status("sbi").state()).isEqualTo(ProjectionStatus.State.LIVE);
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    private long brokenAfter(long position) {
        return chronicle.journal.readForward(Selection.category("sbi"), new Position(position), 1).stream()
                .mapToLong(it -> it.position().value())
                .sum();
    }

    @Test
    void the_revision_stays_that_of_the_stream_whose_last_entries_were_undone() {
        SbiId sbi = new SbiId("SBI-001");
        chronicle.append(
                new Retitled(sbi, "One"),
                new ConfigEvent.Set("limit", new Json("1")),
                new Retitled(sbi, "Two"),
                new Retitled(sbi, "Three"),
                new ConfigEvent.Set("limit", new Json("2")));
        chronicle.rollBackTo(new Position(2));
        ReadModels models = chronicle.posted(folder);

        assertThat(revision(models, "sbi")).isEqualTo(2);
        assertThat(revision(models, "config")).isEqualTo(1);
        chronicle.append(new Retitled(sbi, "Four"));
        models.catchUp();
        assertThat(revision(models, "sbi")).isEqualTo(3);
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    private static long revision(ReadModels models, String table) {
        return models.read(
                tables -> tables.fetchSingle("SELECT revision FROM " + table).get(0, Long.class));
    }
}
