package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Json;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.run.Batches.News;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts are appended many at once, as many as fit, and each of them once. */
class BatchesTest {

    private static final int BATCH_BYTES = 2 << 20;
    private static final String TEXT = "x";

    private final MemoryJournal journal = new MemoryJournal(ImportFixture.CLOCK);
    private final Codec codec = new Codec(journal.blobs(), AllSlices.of().facts());
    private final Timelines timelines = new Timelines(journal, codec);
    private final List<Integer> appends = new ArrayList<>();
    private int underWay;
    private int underWayMax;
    private int reworded;

    /** Says that facts are durable only to whoever waits for it. */
    private final class Waiting extends JournalInBetween {
        Waiting() {
            super(journal);
        }

        @Override
        public CompletableFuture<Appended> append(Append append) {
            appends.add(append.drafts().size());
            underWayMax = Math.max(underWayMax, ++underWay);
            CompletableFuture<Appended> written = super.append(append);
            return new CompletableFuture<>() {
                @Override
                public Appended join() {
                    underWay--;
                    return written.join();
                }
            };
        }
    }

    @AfterEach
    void close() {
        timelines.close();
    }

    private static StreamId stream(int id) {
        return new StreamId("config", "setting" + id);
    }

    private Draft draft(int id, String text) {
        StreamId stream = stream(id);
        return codec.draft(
                new UUID(7, id),
                stream,
                new ConfigEvent.Set(stream.key(), new Json("\"" + text + "\"")),
                Metadata.of("ada", "notes"),
                ImportFixture.CLOCK.instant());
    }

    private News news(int id, String text) {
        return new News(stream(id), -1, List.of(draft(id, text)), List.of());
    }

    private void add(Batches batches, int id, String text) {
        batches.add(news(id, text), () -> {
            reworded++;
            return new News(stream(id), journal.revision(stream(id)), List.of(draft(id, text)), List.of());
        });
    }

    /** Lets somebody else write to the stream of a thing. */
    private void meanwhile(int id) {
        Draft draft = codec.draft(
                UUID.randomUUID(),
                stream(id),
                new ConfigEvent.Set(stream(id).key(), new Json("7")),
                Metadata.of("bob", "cli"),
                ImportFixture.CLOCK.instant());
        journal.append(new Append(List.of(draft), Map.of())).join();
    }

    private static long bytes(Draft draft) {
        return draft.payload().sizeBytes()
                + draft.blobs().stream()
                        .mapToLong(blob -> blob.content().sizeBytes())
                        .sum();
    }

    @Test
    void as_many_facts_as_were_asked_for_are_appended_at_once_and_the_rest_at_the_end() {
        var batches = new Batches(new Waiting(), timelines, 2);

        for (int id = 0; id < 5; id++) {
            add(batches, id, TEXT);
        }
        assertThat(appends).containsExactly(2, 2);
        batches.finish();

        assertThat(appends).containsExactly(2, 2, 1);
        assertThat(batches.appended()).isEqualTo(5);
        assertThat(batches.duplicates()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 900_000, 3_000_000})
    void fewer_are_appended_at_once_if_they_are_large(int chars) {
        var batches = new Batches(journal, timelines, Integer.MAX_VALUE);
        long bytes = 0;

        for (int id = 0; journal.head().equals(Position.START); id++) {
            assertThat(bytes).isLessThan(BATCH_BYTES);
            add(batches, id, TEXT.repeat(chars));
            bytes += bytes(draft(id, TEXT.repeat(chars)));
        }

        assertThat(bytes).isGreaterThanOrEqualTo(BATCH_BYTES);
        batches.finish();
    }

    @Test
    void a_few_batches_are_under_way_at_once_and_no_more() {
        var batches = new Batches(new Waiting(), timelines, 1);

        for (int id = 0; id < 30; id++) {
            add(batches, id, TEXT);
        }

        assertThat(underWayMax).isEqualTo(8);
        batches.finish();
        assertThat(underWay).isZero();
    }

    @Test
    void of_large_ones_fewer_are_under_way_and_one_that_is_larger_than_all_that_may_be_is_alone() {
        var batches = new Batches(new Waiting(), timelines, 1);

        for (int id = 0; id < 6; id++) {
            add(batches, id, TEXT.repeat(3 << 20));
        }
        assertThat(underWayMax).isEqualTo(2);
        add(batches, 6, TEXT.repeat(9 << 20));

        assertThat(underWay).isOne();
        batches.finish();
        assertThat(batches.appended()).isEqualTo(7);
    }

    @Test
    void what_is_on_its_way_is_known_as_that_until_it_is_durable() {
        var batches = new Batches(journal, timelines, 10);
        Draft own = draft(1, TEXT);

        add(batches, 0, TEXT);
        batches.add(own);

        assertThat(batches.isUnderWay(stream(0))).isTrue();
        assertThat(batches.isUnderWay(stream(1))).isFalse();
        assertThat(batches.isUnderWay(own.id())).isTrue();
        assertThat(batches.isUnderWay(draft(0, TEXT).id())).isFalse();
        batches.finish();
        assertThat(batches.isUnderWay(stream(0))).isFalse();
        assertThat(batches.isUnderWay(own.id())).isFalse();
        assertThat(batches.appended()).isOne(); // facts about the run are not counted
    }

    @Test
    void a_fact_that_is_there_is_a_duplicate() {
        var first = new Batches(journal, timelines, 10);
        add(first, 0, TEXT);
        first.finish();
        var second = new Batches(journal, timelines, 10);

        second.add(new News(stream(0), 0, List.of(draft(0, TEXT)), List.of()), () -> news(0, TEXT));
        add(second, 1, TEXT);
        second.finish();

        assertThat(second.duplicates()).isOne();
        assertThat(second.appended()).isOne();
        assertThat(journal.head()).isEqualTo(new Position(2));
    }

    @Test
    void what_was_given_up_is_not_appended_and_not_counted_as_part_of_what_comes() {
        var batches = new Batches(journal, timelines, 3);
        add(batches, 0, TEXT.repeat(1_500_000));
        batches.add(draft(1, TEXT));

        batches.abandon();
        batches.finish();

        assertThat(journal.head()).isEqualTo(Position.START);
        assertThat(batches.isUnderWay(stream(0))).isFalse();
        assertThat(batches.isUnderWay(draft(1, TEXT).id())).isFalse();
        add(batches, 2, TEXT);
        add(batches, 3, TEXT.repeat(1_500_000));
        assertThat(journal.head()).isEqualTo(Position.START);
        add(batches, 4, TEXT);
        assertThat(journal.head()).isEqualTo(new Position(3));
    }

    @Test
    void what_was_sent_before_the_rest_was_given_up_is_durable() {
        var batches = new Batches(journal, timelines, 1);
        add(batches, 0, TEXT);

        batches.abandon();
        batches.finish();

        assertThat(journal.head()).isEqualTo(new Position(1));
    }

    @Test
    void whatever_somebody_wrote_to_meanwhile_is_worded_anew_and_the_others_with_it() {
        var batches = new Batches(journal, timelines, 10);
        meanwhile(0);

        add(batches, 0, TEXT);
        batches.add(draft(1, TEXT));
        add(batches, 2, TEXT);
        batches.finish();

        assertThat(reworded).isEqualTo(2);
        assertThat(batches.appended()).isEqualTo(2);
        assertThat(journal.revision(stream(0))).isEqualTo(1);
        assertThat(journal.revision(stream(1))).isZero();
        assertThat(journal.revision(stream(2))).isZero();
    }

    @Test
    void what_is_no_news_any_more_is_left_out() {
        var batches = new Batches(journal, timelines, 10);
        meanwhile(0);

        batches.add(news(0, TEXT), () -> new News(stream(0), 0, List.of(), List.of()));
        batches.finish();

        assertThat(batches.appended()).isZero();
        assertThat(journal.revision(stream(0))).isZero();
    }

    @Test
    void whoever_is_never_quick_enough_is_told_so_in_the_end() {
        var batches = new Batches(journal, timelines, 10);
        meanwhile(0);
        batches.add(news(0, TEXT), () -> {
            reworded++;
            return news(0, TEXT); // as if somebody wrote again and again
        });

        assertThatThrownBy(batches::finish).isInstanceOf(Conflict.class);

        assertThat(reworded).isEqualTo(101);
    }
}
