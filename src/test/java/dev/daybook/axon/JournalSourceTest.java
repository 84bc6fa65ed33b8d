package dev.daybook.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.event.Codec;
import dev.daybook.journal.Append;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.sbi.SbiEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalSourceTest {

    private final AtomicInteger reads = new AtomicInteger();
    private final Journal journal = new AroundJournal(new MemoryJournal(InstantSource.fixed(Bus.NOW))) {
        @Override
        public List<Entry> readForward(Selection selection, Position after, int limit) {
            reads.incrementAndGet();
            return super.readForward(selection, after, limit);
        }
    };
    private final Codec codec = new Codec(journal.blobs(), AllSlices.of().facts());
    private final JournalTail tail = new JournalTail(journal, codec);
    private final AtomicBoolean urgent = new AtomicBoolean();
    private final JournalSource source = new JournalSource(journal, tail, Duration.ofDays(1), urgent::get);

    @AfterEach
    void close() {
        tail.close();
        journal.close();
    }

    @Test
    void what_is_committed_while_one_follows_is_not_read_from_the_journal() throws Exception {
        var stream = source.openStream(JournalSource.token(Position.START));
        append(100, 10);

        assertThat(positions(stream))
                .isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
        assertThat(reads).hasValue(0);
    }

    @Test
    void who_is_behind_reads_the_journal_and_misses_nothing() throws Exception {
        append(30_000, 10);

        assertThat(positions(source.openStream(JournalSource.token(new Position(7)))))
                .isEqualTo(LongStream.rangeClosed(8, 30_000).boxed().toList());
        assertThat(reads.get()).isBetween(40, 60);
    }

    @Test
    void large_entries_are_not_kept_for_long() throws Exception {
        append(1_000, 60_000);

        assertThat(positions(source.openStream(JournalSource.token(Position.START))))
                .hasSize(1_000);
        assertThat(reads.get()).isBetween(45, 60); // some megabyte each
        assertThat(tail.after(new Position(900), 1_000, Long.MAX_VALUE)).isEmpty();
        assertThat(tail.after(new Position(950), 1_000, Long.MAX_VALUE)).hasSize(50);
    }

    @Test
    void a_processor_sees_no_more_large_entries_than_it_can_hold_until_it_asks_again() throws Exception {
        append(40, 60_000);
        var stream = source.openStream(JournalSource.token(Position.START));

        urgent.set(true);
        var batches = new ArrayList<Integer>();
        while (stream.hasNextAvailable(1, TimeUnit.MILLISECONDS)) {
            batches.add(slots(stream).size());
            assertThat(stream.peek()).isEmpty();
        }

        assertThat(batches).containsExactly(18, 18, 4);
    }

    @Test
    void what_one_has_read_from_the_journal_is_not_kept_as_an_event() throws Exception {
        append(100, 60_000);

        JournalTail.Slot slot =
                slots(source.openStream(JournalSource.token(Position.START))).getFirst();

        assertThat(slot.recorded()).isNotSameAs(slot.recorded()).isEqualTo(slot.recorded());
    }

    @Test
    void two_followers_share_what_was_decoded() throws Exception {
        var one = source.openStream(JournalSource.token(Position.START));
        var other = source.openStream(JournalSource.token(Position.START));
        append(1, 10);

        JournalTail.Slot first = slots(one).getFirst();
        JournalTail.Slot second = slots(other).getFirst();

        assertThat(first.recorded()).isSameAs(second.recorded());
    }

    @Test
    void what_all_have_taken_is_kept_no_longer() throws Exception {
        var one = source.openStream(JournalSource.token(Position.START));
        var other = source.openStream(JournalSource.token(Position.START));
        append(30, 10);
        assertThat(slots(one)).hasSize(30);

        append(1, 10);
        assertThat(tail.after(Position.START, 100, Long.MAX_VALUE)).hasSize(31);

        assertThat(slots(other)).hasSize(31);
        append(1, 10);
        assertThat(tail.after(new Position(29), 100, Long.MAX_VALUE)).isEmpty();
        assertThat(tail.after(new Position(30), 100, Long.MAX_VALUE)).hasSize(2);

        one.close();
        append(1, 10);
        assertThat(tail.after(new Position(31), 100, Long.MAX_VALUE)).hasSize(2);
        assertThat(reads).hasValue(0);
    }

    @Test
    void large_values_are_not_kept_in_memory() throws Exception {
        var stream = source.openStream(JournalSource.token(Position.START));
        append(1, 100_000);

        JournalTail.Slot slot = slots(stream).getFirst();

        assertThat(slot.recorded()).isNotSameAs(slot.recorded()).isEqualTo(slot.recorded());
        assertThat(slot.sizeBytes()).isGreaterThan(100_000);
    }

    @Test
    void who_waits_is_told() throws Exception {
        var stream = source.openStream(JournalSource.token(Position.START));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> waiting = threads.submit(() -> stream.hasNextAvailable(1, TimeUnit.MINUTES));
            append(1, 10);
            assertThat(waiting.get()).isTrue();
        }
        assertThat(stream.nextAvailable().getIdentifier())
                .isEqualTo(journal.readForward(Selection.all(), Position.START, 1)
                        .getFirst()
                        .id()
                        .toString());
        assertThatThrownBy(stream::nextAvailable).isInstanceOf(NoSuchElementException.class);
        assertThat(stream.hasNextAvailable(1, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void under_load_a_round_is_the_entries_of_many_commits() throws Exception {
        var stream = source.openStream(JournalSource.token(Position.START));
        append(20, 10);
        assertThat(slots(stream)).hasSize(20);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            append(1, 10);
            Future<Boolean> gathering = threads.submit(() -> stream.hasNextAvailable(1, TimeUnit.MINUTES));
            append(30, 10);
            urgent.set(true);
            tail.hurry();
            assertThat(gathering.get()).isTrue();
        }

        assertThat(slots(stream)).hasSize(31);
    }

    @Test
    void behind_a_small_round_nothing_waits() throws Exception {
        var stream = source.openStream(JournalSource.token(Position.START));
        append(3, 10);
        assertThat(slots(stream)).hasSize(3);

        append(1, 10);

        assertThat(stream.hasNextAvailable(1, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(slots(stream)).hasSize(1);
    }

    @Test
    void who_has_a_whole_round_to_do_does_not_wait_for_more() throws Exception {
        var stream = source.openStream(JournalSource.token(Position.START));
        append(20, 10);
        assertThat(slots(stream)).hasSize(20);

        append(JournalSource.ROUND_MAX + 1, 10);

        assertThat(stream.hasNextAvailable(1, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(slots(stream)).hasSize(JournalSource.ROUND_MAX);
    }

    private List<Long> positions(BlockingStream<TrackedEventMessage<?>> stream) throws InterruptedException {
        urgent.set(true);
        var positions = new ArrayList<Long>();
        while (stream.hasNextAvailable(1, TimeUnit.MILLISECONDS)) {
            assertThat(stream.peek()).isPresent();
            slots(stream).forEach(slot -> positions.add(slot.entry().position().value()));
        }
        stream.close();
        return positions;
    }

    private static List<JournalTail.Slot> slots(BlockingStream<TrackedEventMessage<?>> stream)
            throws InterruptedException {
        return ((JournalSource.Round) stream.nextAvailable().getPayload()).slots();
    }

    private void append(int count, int textLength) {
        var event = new SbiEvent.Retitled(Bus.sbi(1), "x".repeat(textLength));
        for (int i = 0; i < count; i++) {
            Draft draft = codec.draft(
                    UUID.randomUUID(), Bus.stream(Bus.sbi(1)), event, Metadata.of("tester", "test"), Bus.NOW);
            journal.append(new Append(List.of(draft), Map.of())).join();
        }
    }
}
