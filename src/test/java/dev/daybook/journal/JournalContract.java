package dev.daybook.journal;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.Appended.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every journal promises. A backend is four lines: it says how to open one. */
public abstract class JournalContract extends JournalReadingContract {

    @Test
    void recorded_times_never_run_backwards() {
        append(draft(ONE, 1));
        now = NOW.minusSeconds(60);
        append(draft(ONE, 2));

        assertThat(all()).extracting(Entry::recordedAt).containsExactly(NOW, NOW);
    }

    @Test
    void of_what_is_read_back_counts_what_counts_by_the_definition_however_it_is_read() {
        var random = new Random(15);
        var model = new WhatCounts();
        var written = new ArrayList<Draft>();
        Timeline timeline = Timeline.original();
        for (int number = 1; number <= 300; number++) {
            Draft next = number % 12 == 0
                    ? draft(StreamId.parse("journal/journal"), number, "journal.rolled-back")
                    : by(random, draft(random.nextBoolean() ? ONE : TWO, number));
            append(next);
            written.add(next);
            if (number % 12 == 0) {
                Rollback rollback = Rollback.of(model.target(random, number, timeline, List.of(ONE, TWO)));
                timeline = timeline.after(new Position(number), rollback);
                model.add(number, rollback);
            }
        }

        var read = new ArrayList<>(all());
        read.addAll(journal.readBackward(Selection.all(), new Position(301), 300));
        read.addAll(journal.readStream(ONE, 0, 300));
        read.addAll(journal.readForward(Selection.stream(TWO), Position.START, 300));
        written.forEach(draft -> read.add(journal.find(draft.id()).orElseThrow()));
        assertThat(read).hasSizeGreaterThan(1_000);
        for (Entry entry : read) {
            long position = entry.position().value();
            Draft draft = written.get((int) position - 1);
            Metadata of = draft.metadata();
            var origin = new Timeline.Origin(draft.stream(), of.actor(), of.session(), of.correlation());
            assertThat(timeline.counts(entry))
                    .as("position %d of %s, %s", position, origin, model)
                    .isEqualTo(Timeline.alwaysCounts(draft.stream()) || model.counts(position, origin));
        }
    }

    private static Draft by(Random random, Draft draft) {
        var metadata = new Metadata(
                random.nextBoolean() ? "ada" : "bob",
                draft.metadata().source(),
                Optional.of("s-1").filter(_ -> random.nextBoolean()),
                Optional.of("RUN").filter(_ -> random.nextBoolean()),
                Optional.empty(),
                Optional.empty());
        return new Draft(
                draft.id(),
                draft.stream(),
                draft.type(),
                draft.version(),
                draft.payload(),
                draft.blobs(),
                metadata,
                draft.occurredAt());
    }

    @Test
    void positions_count_all_entries_and_revisions_those_of_a_stream() {
        Appended appended = append(draft(ONE, 1), draft(TWO, 2), draft(ONE, 3));

        assertThat(appended.places()).containsExactly(place(1, 0), place(2, 0), place(3, 1));
        assertThat(appended.head()).isEqualTo(new Position(3));
        assertThat(journal.head()).isEqualTo(new Position(3));
        assertThat(journal.revision(ONE)).isEqualTo(1);
        assertThat(journal.revision(TWO)).isZero();
    }

    @Test
    void an_append_without_drafts_writes_nothing() {
        assertThat(append().places()).isEmpty();
        assertThat(journal.head()).isEqualTo(Position.START);
    }

    @Test
    void a_stream_that_is_expected_to_be_new_must_be_new() {
        append(draft(ONE, 1));

        assertConflict(expecting(ONE, new Expectation.NoStream(), draft(ONE, 2)), 0);
        assertConflict(expecting(ONE, new Expectation.Exactly(-1), draft(ONE, 2)), 0);

        assertThat(journal.head()).isEqualTo(new Position(1));
        journal.append(expecting(TWO, new Expectation.NoStream(), draft(TWO, 2)))
                .join();
        journal.append(expecting(PLAN, new Expectation.Exactly(-1), draft(PLAN, 3)))
                .join();
        assertThat(journal.head()).isEqualTo(new Position(3));
    }

    @Test
    void an_exact_expectation_holds_only_at_that_revision() {
        append(draft(ONE, 1), draft(ONE, 2));

        assertConflict(expecting(ONE, new Expectation.Exactly(0), draft(ONE, 3)), 1);
        assertConflict(expecting(ONE, new Expectation.Exactly(2), draft(ONE, 3)), 1);
        assertConflict(expecting(TWO, new Expectation.Exactly(0), draft(TWO, 3)), -1);

        journal.append(expecting(ONE, new Expectation.Exactly(1), draft(ONE, 3)))
                .join();
        assertThat(journal.revision(ONE)).isEqualTo(2);
    }

    @Test
    void each_of_many_streams_goes_on_at_its_own_revision() {
        var expected = new ArrayList<Append>();
        for (int first = 0; first < 25_000; first += 1_000) {
            List<StreamId> streams = LongStream.range(first, first + 1_000)
                    .mapToObj(number -> new StreamId("task", "task_" + number))
                    .toList();
            append(streams.stream().map(stream -> draft(stream, number(stream))).toArray(Draft[]::new));
            expected.add(new Append(
                    streams.stream()
                            .map(stream -> draft(stream, 100_000 + number(stream)))
                            .toList(),
                    streams.stream().collect(Collectors.toMap(stream -> stream, _ -> new Expectation.Exactly(0)))));
        }

        expected.forEach(append -> journal.append(append).join());

        assertThat(journal.head()).isEqualTo(new Position(50_000));
        assertThat(journal.revision(new StreamId("task", "task_0"))).isEqualTo(1);
        assertConflict(expecting(new StreamId("task", "task_1"), new Expectation.NoStream(), draft(ONE, 200_000)), 1);
    }

    private static int number(StreamId stream) {
        return Integer.parseInt(stream.key().substring("task_".length()));
    }

    @Test
    void any_expectation_always_holds() {
        journal.append(expecting(ONE, new Expectation.Any(), draft(ONE, 1))).join();
        journal.append(expecting(ONE, new Expectation.Any(), draft(ONE, 2))).join();

        assertThat(journal.revision(ONE)).isEqualTo(1);
    }

    @Test
    void an_expectation_may_concern_a_stream_that_is_only_read() {
        append(draft(ONE, 1));

        assertConflict(expecting(ONE, new Expectation.NoStream(), draft(TWO, 2)), 0);
        journal.append(expecting(ONE, new Expectation.Exactly(0), draft(TWO, 2)))
                .join();

        assertThat(journal.revision(TWO)).isZero();
    }

    @Test
    void a_conflict_in_one_stream_leaves_nothing_of_the_append() {
        append(draft(TWO, 1));
        var append = new Append(
                List.of(draft(ONE, 2), large(ONE, 3, "x".repeat(100_000)), draft(TWO, 4)),
                Map.of(ONE, new Expectation.NoStream(), TWO, new Expectation.NoStream()));

        assertConflict(append, 0);

        assertThat(all()).hasSize(1);
        assertThat(journal.revision(ONE)).isEqualTo(-1);
        assertThat(journal.blobs()
                        .read(append.drafts().get(1).blobs().getFirst().hash()))
                .isEmpty();
    }

    @Test
    void the_same_fact_is_stored_once() {
        Appended first = append(draft(ONE, 1), draft(ONE, 2));
        append(draft(TWO, 3));

        Appended again = append(draft(ONE, 1), draft(ONE, 2));

        assertThat(first.duplicates()).isZero();
        assertThat(again.duplicates()).isEqualTo(2);
        assertThat(again.places())
                .containsExactly(new Place(new Position(1), 0, true), new Place(new Position(2), 1, true));
        assertThat(again.head()).isEqualTo(new Position(3));
        assertThat(all()).hasSize(3);
    }

    @Test
    void a_repeated_append_is_answered_even_where_its_expectation_no_longer_holds() {
        var append = expecting(ONE, new Expectation.NoStream(), draft(ONE, 1));
        journal.append(append).join();
        append(draft(ONE, 2));

        assertThat(journal.append(append).join().duplicates()).isEqualTo(1);
    }

    @Test
    void new_facts_among_known_ones_are_written_if_the_expectation_holds() {
        append(draft(ONE, 1));

        assertConflict(expecting(ONE, new Expectation.NoStream(), draft(ONE, 1), draft(ONE, 2)), 0);
        Appended mixed = journal.append(expecting(ONE, new Expectation.Exactly(0), draft(ONE, 1), draft(ONE, 2)))
                .join();

        assertThat(mixed.places()).containsExactly(new Place(new Position(1), 0, true), place(2, 1));
    }

    @Test
    void a_fact_twice_in_one_append_is_stored_once() {
        Appended appended = append(draft(ONE, 1), draft(ONE, 1), draft(ONE, 2));

        assertThat(appended.places()).containsExactly(place(1, 0), new Place(new Position(1), 0, true), place(2, 1));
        assertThat(all()).hasSize(2);
    }

    @Test
    void appends_that_wait_together_are_independent() {
        List<CompletableFuture<Appended>> pending = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            // Every second one claims that the stream is new: only the very first of them is right.
            Expectation expected = i % 2 == 0 ? new Expectation.NoStream() : new Expectation.Any();
            pending.add(journal.append(expecting(ONE, expected, draft(ONE, 2 * i), draft(TWO, 2 * i + 1))));
        }

        long failed = pending.stream()
                .filter(append -> append.handle((_, failure) -> failure != null).join())
                .count();

        assertThat(failed).isEqualTo(99);
        assertThat(journal.revision(ONE)).isEqualTo(100);
        assertThat(journal.revision(TWO)).isEqualTo(100);
        assertGapless(202);
    }

    @Test
    void concurrent_appenders_leave_no_gap_and_lose_nothing() throws Exception {
        int appenders = 16;
        int each = 50;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int a = 0; a < appenders; a++) {
                int appender = a;
                running.add(threads.submit(() -> {
                    StreamId own = new StreamId("sbi", "appender-" + appender);
                    for (int i = 0; i < each; i++) {
                        journal.append(expecting(own, new Expectation.Exactly(i - 1), draft(own, appender * each + i)))
                                .join();
                    }
                }));
            }
            for (Future<?> appender : running) {
                appender.get();
            }
        }

        assertGapless(appenders * each);
        assertThat(all()).extracting(Entry::id).doesNotHaveDuplicates();
        for (int a = 0; a < appenders; a++) {
            assertThat(journal.readStream(new StreamId("sbi", "appender-" + a), 0, 1000))
                    .extracting(Entry::revision)
                    .containsExactlyElementsOf(LongStream.range(0, each).boxed().toList());
        }
    }

    @Test
    void a_large_value_is_stored_once_and_read_back_whole() {
        String content = "# Report\n" + "all is well, as far as we know\n".repeat(10_000);
        Draft first = large(ONE, 1, content);

        append(first);
        append(large(ONE, 2, content), large(TWO, 3, content + "!"));

        assertThat(journal.blobs().read(first.blobs().getFirst().hash())).contains(Payload.of(content));
        assertThat(all()).hasSize(3);
        assertThat(all().getFirst().payload()).isEqualTo(first.payload());
        assertThat(journal.blobs().read(Sha256.hash(new byte[] {1}))).isEmpty();
    }

    @Test
    void a_listener_sees_every_entry_in_order_before_it_is_acknowledged() {
        List<Entry> heard = new CopyOnWriteArrayList<>();
        append(draft(ONE, 1));

        Journal.Subscription subscription = journal.subscribe(heard::addAll);
        append(draft(ONE, 2), draft(TWO, 3));
        append(draft(ONE, 2));
        append(draft(ONE, 4));

        assertThat(heard).isEqualTo(journal.readForward(Selection.all(), new Position(1), 10));
        subscription.close();
        append(draft(ONE, 5));
        assertThat(heard).hasSize(3);
    }

    /** It keeps something in memory by which is decided: with a gap in it, it would be decided wrongly. */
    @Test
    void after_a_listener_failed_nothing_more_is_taken_and_nothing_is_lost() {
        journal.subscribe(_ -> {
            throw new IllegalStateException("out of step");
        });

        assertThat(append(draft(ONE, 1)).head()).isEqualTo(new Position(1));

        await().untilAsserted(() -> assertThat(journal.unavailable())
                .hasValueSatisfying(why -> assertThat(why).contains("position 1", "out of step", "start again")));
        assertThatThrownBy(() -> append(draft(ONE, 2))).hasCauseInstanceOf(JournalUnavailable.class);
        assertThat(all()).hasSize(1);
    }

    @Test
    void a_listener_finds_what_it_hears_in_the_journal() {
        List<Boolean> found = new CopyOnWriteArrayList<>();
        journal.subscribe(commit -> {
            found.add(journal.head().equals(commit.getLast().position()));
            found.add(journal.find(commit.getLast().id()).isPresent());
        });

        append(draft(ONE, 1), draft(ONE, 2));

        assertThat(found).containsExactly(true, true);
    }

    @Test
    void a_closed_journal_takes_nothing() {
        append(draft(ONE, 1));
        journal.close();

        assertThat(journal.unavailable()).isPresent();
        assertThatThrownBy(() -> append(draft(ONE, 2)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(JournalUnavailable.class);
    }

    @Test
    void a_link_stands_for_all_entries_up_to_its_position() {
        append(draft(ONE, 1), large(ONE, 2, "x".repeat(100_000)), draft(TWO, 3));

        var chain = new Chain();
        Sha256 expected = Chain.GENESIS;
        assertThat(journal.link(Position.START)).contains(expected);
        for (Entry entry : all()) {
            var blobs = entry.type().equals("sbi.noted")
                    ? List.of(Sha256.hash("x".repeat(100_000).getBytes(StandardCharsets.UTF_8)))
                    : List.<Sha256>of();
            expected = chain.link(expected, entry, Sha256.hash(entry.payload().bytes()), blobs);
            assertThat(journal.link(entry.position())).contains(expected);
        }
        assertThat(journal.link(new Position(4))).isEmpty();
    }

    private void assertConflict(Append append, long actual) {
        Throwable failure = journal.append(append).handle((_, thrown) -> thrown).join();
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Conflict.class,
                        conflict -> assertThat(conflict.actual()).isEqualTo(actual));
    }

    private static Append expecting(StreamId stream, Expectation expected, Draft... drafts) {
        return Append.of(List.of(drafts), stream, expected);
    }

    private static Place place(long position, long revision) {
        return new Place(new Position(position), revision, false);
    }
}
