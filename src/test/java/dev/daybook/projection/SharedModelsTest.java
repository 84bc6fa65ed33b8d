package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.AllSlices;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.PostgresNodes;
import dev.daybook.node.Nodes;
import dev.daybook.projection.RebuildProgress.Phase;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read models in the database of a journal, which several nodes share. */
final class SharedModelsTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Database database = Database.begin();
    private final Chronicle chronicle = new Chronicle(clock -> PostgresJournal.open(database.server(), clock));
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
        chronicle.close();
    }

    private record Member(Nodes nodes, ReadModels models) {}

    private Member node(String name) {
        return node(name, AllSlices.of().projections(chronicle.codec.catalog(), chronicle.journal::blobs));
    }

    private Member node(String name, List<Supplier<? extends Projection>> projections) {
        Nodes nodes = PostgresNodes.open(database.server(), name, name, Duration.ofSeconds(3));
        opened.add(nodes);
        ReadModels models = ReadModels.shared(
                database.server(),
                nodes,
                folder.resolve(name),
                chronicle.journal,
                chronicle.codec,
                chronicle.timelines,
                projections,
                chronicle.clock);
        opened.add(models);
        nodes.join(() -> models.shared().stream()
                .collect(Collectors.joining("\",\"", "{\"%s\":[\"".formatted(ReadModels.SHARED), "\"]}")));
        return new Member(nodes, models);
    }

    private List<Supplier<? extends Projection>> ofAnotherVersion() {
        return AllSlices.of().projections(chronicle.codec.catalog(), chronicle.journal::blobs).stream()
                .<Supplier<? extends Projection>>map(make -> () -> new OtherVersion(make.get()))
                .toList();
    }

    private static void awaitShared(Member of, Position position) throws InterruptedException {
        for (String name : of.models().names()) {
            assertThat(of.models().await(name, position, SOON)).as(name).isTrue();
        }
    }

    private long heldBy(String name) {
        return database.number("SELECT count(*) FROM %s.lease WHERE name LIKE 'read model %%' AND holder = '%s'"
                .formatted(database.schema(), name));
    }

    @Test
    void any_node_reads_what_one_of_them_has_written_and_none_has_more_than_its_share() throws InterruptedException {
        chronicle.append(new Histories(3, 10).events(120));
        Member one = node("one");
        one.models().keepUp();
        awaitShared(one, chronicle.journal.head());

        Member other = node("other");
        other.models().keepUp();
        await().atMost(SOON).untilAsserted(() -> assertThat(heldBy("one")).isEqualTo(5));
        await().atMost(SOON).untilAsserted(() -> assertThat(heldBy("other")).isEqualTo(4));

        Position last = chronicle.append(new Histories(4, 10).events(60));
        awaitShared(other, last);
        awaitShared(one, last);
        ReadModels files = chronicle.posted(folder.resolve("files"));
        for (String name : one.models().names()) {
            assertThat(other.models().tableHash(name)).as(name).isEqualTo(files.tableHash(name));
        }
    }

    @Test
    void what_a_node_wrote_that_is_gone_another_goes_on_with_and_a_late_write_is_refused() throws Exception {
        chronicle.append(new Histories(3, 10).events(40));
        Member gone = node("gone");
        gone.models().catchUp();
        LiveTables late = gone.models().live("sbi");
        gone.nodes().close(); // it gives no sign of life any more, and what it held is anybody's
        Position last = chronicle.append(new Histories(5, 10).events(40));

        Member other = node("other");
        other.models().catchUp();
        late.begin();

        assertThatThrownBy(() -> chronicle.journal.readForward(Selection.all(), new Position(40), 40).stream()
                        .map(chronicle.codec::recorded)
                        .forEach(late::apply))
                .isInstanceOf(TablesFailed.class)
                .hasMessageContaining("another node writes it");
        late.rollback();
        assertThat(other.models().position("sbi")).isEqualTo(last);
        assertThat(other.models().verify(_ -> {})).isEmpty();
    }

    @Test
    void rows_are_built_beside_the_live_ones_and_back_again() {
        Position first = chronicle.append(new Histories(3, 10).events(40));
        Member one = node("one");
        one.models().catchUp();
        String hash = one.models().tableHash("item");

        one.models().rebuild(List.of("item"), _ -> {});

        assertThat(one.models().tableHash("item")).isEqualTo(hash);
        assertThat(database.number("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%s_item_v%%_before'"
                        .formatted(database.schema())))
                .isEqualTo(1);
        Position last = chronicle.append(new Histories(6, 10).events(40));
        one.models().catchUp();
        assertThat(one.models().position("item")).isEqualTo(last).isNotEqualTo(first);

        one.models().back("item");

        assertThat(one.models().position("item")).isEqualTo(last);
        assertThat(one.models().verify(_ -> {})).isEmpty();
    }

    @Test
    void a_rebuild_ends_with_the_rows_that_count_although_rollbacks_come_meanwhile() {
        chronicle.append(new Histories(3, 10).events(40));
        Member one = node("one");
        one.models().catchUp();
        String hash = one.models().tableHash("sbi");

        one.models().rebuild(List.of("sbi"), progress -> {
            if (progress.phase() == Phase.INDEXING) {
                Position kept = chronicle.journal.head();
                chronicle.append(new Retitled(new SbiId("SBI-001"), "Taken back"));
                chronicle.rollBackTo(kept);
            }
        });

        one.models().catchUp();
        assertThat(one.models().tableHash("sbi")).isEqualTo(hash);
        assertThat(one.models().verify(_ -> {})).isEmpty();
    }

    @Test
    void a_node_writes_all_where_the_others_keep_theirs_in_files() {
        chronicle.append(new Histories(3, 10).events(40));
        for (String name : List.of("files", "more files")) {
            Nodes nodes = PostgresNodes.open(database.server(), name, name, Duration.ofSeconds(3));
            opened.add(nodes);
            nodes.join(() -> "{}");
        }
        Member one = node("one");

        one.models().catchUp();

        assertThat(heldBy("one")).isEqualTo(9);
        assertThat(one.models().position()).isEqualTo(chronicle.journal.head());
    }

    /** One node after the other is started anew: the first of the new program has nobody to write its rows for it. */
    @Test
    void two_versions_are_written_side_by_side() throws InterruptedException {
        chronicle.append(new Histories(3, 10).events(120));
        Member old = node("old", ofAnotherVersion());
        Member older = node("older", ofAnotherVersion());
        old.models().keepUp();
        older.models().keepUp();
        awaitShared(old, chronicle.journal.head());

        Member fresh = node("fresh");
        fresh.models().keepUp();
        awaitShared(fresh, chronicle.journal.head());
        Position last = chronicle.append(new Histories(4, 10).events(60));
        awaitShared(fresh, last);
        awaitShared(old, last);
        awaitShared(older, last);

        assertThat(heldBy("fresh")).isEqualTo(9);
        assertThat(heldBy("old") + heldBy("older")).isEqualTo(9);
        assertThat(fresh.models().tableHash("sbi")).isEqualTo(old.models().tableHash("sbi"));
        assertThat(old.models().shared())
                .doesNotContainAnyElementsOf(fresh.models().shared());
    }

    @Test
    void rows_of_another_version_go_with_what_was_erased_unless_somebody_answers_from_them() {
        chronicle.append(new Histories(3, 10).events(40));
        Member old = node("old", ofAnotherVersion());
        old.models().catchUp();
        Member fresh = node("fresh");
        fresh.models().catchUp();

        fresh.models().erase(_ -> {});

        assertThat(old.models().tableHash("sbi")).isEqualTo(fresh.models().tableHash("sbi"));
        old.nodes().close();
        fresh.models().erase(_ -> {});
        assertThat(database.number("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%s_sbi_v%%'"
                        .formatted(database.schema())))
                .isEqualTo(1);
    }

    @Test
    void while_rows_are_old_that_all_nodes_share_none_of_them_sends_questions_to_another() {
        chronicle.append(new Histories(3, 10).events(40));
        ReadModels shared = node("one").models();
        shared.catchUp();
        ReadModels files = chronicle.posted(folder.resolve("files"));

        chronicle.append(new Histories(4, 10).events(60));

        assertThat(shared.status("sbi").wrong())
                .hasValueSatisfying(why -> assertThat(why).contains("60 events behind"));
        assertThat(shared.unready(shared.status("sbi"))).isEmpty();
        assertThat(files.unready(files.status("sbi")))
                .hasValueSatisfying(why -> assertThat(why).contains("60 events behind"));
    }

    @Test
    void a_node_that_left_some_to_another_goes_on_with_its_own() {
        Position head = chronicle.append(new Histories(3, 10).events(40));
        Member one = node("one");
        one.models().catchUp();
        Member other = node("other");
        one.models().catchUp(); // it leaves half of them
        other.models().catchUp();
        assertThat(heldBy("other")).isEqualTo(4);

        one.models().catchUp();

        assertThat(heldBy("one")).isEqualTo(5);
        assertThat(one.models().position()).isEqualTo(head);
    }
}
