package dev.daybook.axon;

import static dev.daybook.axon.Bus.note;
import static dev.daybook.axon.Bus.register;
import static dev.daybook.axon.Bus.retitle;
import static dev.daybook.axon.Bus.sbi;
import static dev.daybook.axon.Bus.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.daybook.command.Receipt;
import dev.daybook.command.Stale;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Link;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Snapshots.Snapshot;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiDecider;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What commands make of a history that is long, was rolled back, or was written by others. */
abstract class AxonHistoryContract extends BusContract {

    @Test
    void a_key_whose_command_was_undone_may_be_used_again_and_again() {
        for (int round = 0; round < 3; round++) {
            long before = journal.head().value();
            assertThat(bus.submit(register(ONE, "Add login"), "key", "request").replayed())
                    .isFalse();
            assertThat(bus.submit(register(ONE, "Add login"), "key", "request").replayed())
                    .isTrue();
            bus.submit(bus.rollBackTo(before));
        }
    }

    @Test
    void a_rollback_of_something_else_leaves_a_key_used() {
        bus.submit(register(ONE, "Add login"), "key", "request");
        long before = journal.head().value();
        bus.submit(register(TWO, "Another"));
        bus.submit(bus.rollBackTo(before));

        assertThat(bus.submit(register(ONE, "Add login"), "key", "request").replayed())
                .isTrue();
    }

    @Test
    void after_a_rollback_commands_go_on_from_the_old_state_with_true_revisions() {
        bus.submit(register(ONE, "Add login"));
        long before = journal.head().value();
        bus.submit(retitle(ONE, "Add logout"));
        bus.submit(note(ONE, "hello"));
        bus.submit(bus.rollBackTo(before));

        assertThat(bus.submit(retitle(ONE, "Add login")).events()).isZero();
        assertThatThrownBy(() -> bus.submit(retitle(ONE, "Add logout"), 0)).isInstanceOf(Stale.class);
        assertThat(bus.submit(retitle(ONE, "Add logout"), 2)).isEqualTo(new Receipt("sbi/" + ONE, 5, 3, 1, false));
    }

    @Test
    void what_a_rollback_unregistered_can_be_registered_again() {
        bus.submit(register(ONE, "Add login"));
        bus.submit(note(ONE, "hello"));
        bus.submit(bus.rollBackTo(0));

        assertThat(catchThrowableOfType(Rejected.class, () -> bus.submit(note(ONE, "again")))
                        .reason())
                .isEqualTo(Rejected.Reason.NOT_FOUND);
        assertThat(bus.submit(register(ONE, "Something else")).revision()).isEqualTo(2);
        assertThat(bus.submit(note(ONE, "again")).revision()).isEqualTo(3);
    }

    @Test
    void rolling_back_a_rollback_brings_everything_back() {
        bus.submit(register(ONE, "Add login"));
        long before = journal.head().value();
        bus.submit(bus.rollBackTo(0));
        bus.submit(bus.rollBackTo(before));

        assertThat(bus.submit(note(ONE, "still here")).revision()).isEqualTo(1);
    }

    @Test
    void no_command_decides_on_one_timeline_and_writes_on_the_next() throws Exception {
        bus.submit(register(sbi(99), "There is something to go back before"));
        together(16, n -> () -> {
            for (int round = 0; round < 40; round++) {
                SbiId id = sbi(round % 5);
                if (n == 0) {
                    bus.submit(bus.rollBackTo(0));
                } else {
                    try {
                        bus.submit(n % 2 == 0 ? register(id, "Task") : note(id, "note"));
                    } catch (Rejected e) {
                        assertThat(e.reason()).isEqualTo(Rejected.Reason.NOT_FOUND);
                    }
                }
            }
            return n;
        });

        int rollbacks = 0;
        var registered = new HashSet<StreamId>();
        for (Entry entry : bus.entries()) {
            switch (entry.type()) {
                case "journal.rolled-back" -> {
                    registered.clear();
                    rollbacks++;
                }
                case "sbi.registered" ->
                    assertThat(registered.add(entry.stream())).isTrue();
                default -> assertThat(registered).contains(entry.stream());
            }
        }
        assertThat(rollbacks).isPositive();
    }

    @Test
    void what_an_import_wrote_is_seen_at_once() throws Exception {
        bus.submit(register(ONE, "Add login"));
        writePast(new SbiEvent.Retitled(ONE, "Imported"));

        assertThat(bus.submit(retitle(ONE, "Imported")).events()).isZero();
        assertThat(bus.submit(note(ONE, "hello")).revision()).isEqualTo(2);
    }

    @Test
    void a_command_that_an_import_overtakes_is_decided_again() {
        var overtakes = new AtomicInteger(2);
        restartAround(new AroundJournal(journal) {
            @Override
            public CompletableFuture<Appended> append(Append append) {
                if (!append.drafts().isEmpty() && overtakes.getAndDecrement() > 0) {
                    writePast(new SbiEvent.Retitled(ONE, "Imported " + overtakes));
                }
                return super.append(append);
            }
        });

        assertThat(bus.submit(register(ONE, "Add login")).revision()).isEqualTo(2);
    }

    @Test
    void a_command_that_is_always_overtaken_gives_up() {
        restartAround(new AroundJournal(journal) {
            @Override
            public CompletableFuture<Appended> append(Append append) {
                if (!append.drafts().isEmpty()) {
                    writePast(new SbiEvent.NoteAdded(ONE, "hello", Optional.empty(), Optional.empty()));
                }
                return super.append(append);
            }
        });

        assertThatThrownBy(() -> bus.submit(register(ONE, "Add login")))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("6 attempts");
        assertThat(journal.revision(stream(ONE))).isEqualTo(5);
    }

    @Test
    void a_long_stream_is_loaded_by_its_snapshot() {
        int length = 100_000;
        writePast(IntStream.range(0, length)
                .mapToObj(i -> i == 0
                        ? registered(ONE)
                        : new SbiEvent.NoteAdded(ONE, "note " + i, Optional.empty(), Optional.empty()))
                .toArray(SbiEvent[]::new));
        bus.submit(note(ONE, "the whole stream was read for this one"));
        var read = new AtomicInteger();
        restartAround(new AroundJournal(journal) {
            @Override
            public List<Entry> readStream(StreamId stream, long revision, int limit) {
                List<Entry> entries = super.readStream(stream, revision, limit);
                read.addAndGet(entries.size());
                return entries;
            }
        });

        long start = System.nanoTime();
        assertThat(bus.submit(note(ONE, "hello")).revision()).isEqualTo(length + 1);
        System.out.printf("a stream of %d events: %.1f ms%n", length, (System.nanoTime() - start) / 1e6);

        assertThat(read.get()).isLessThan(AggregateRepository.EVENTS_PER_SNAPSHOT);
    }

    @Test
    void snapshots_are_taken_as_a_stream_grows() {
        bus.submit(register(ONE, "Add login"));
        for (int i = 0; i < 2 * AggregateRepository.EVENTS_PER_SNAPSHOT; i++) {
            bus.submit(note(ONE, "note " + i));
        }

        assertThat(snapshots.latest(stream(ONE), 0).orElseThrow().revision())
                .isEqualTo(2 * AggregateRepository.EVENTS_PER_SNAPSHOT - 1);
    }

    @Test
    void a_snapshot_of_another_timeline_is_not_used() {
        writePast(IntStream.range(0, AggregateRepository.EVENTS_PER_SNAPSHOT)
                .mapToObj(i -> i == 0 ? registered(ONE) : new SbiEvent.Retitled(ONE, "Title " + i))
                .toArray(SbiEvent[]::new));
        bus.submit(note(ONE, "a snapshot is taken"));
        assertThat(snapshots.latest(stream(ONE), 0)).isPresent();

        bus.submit(bus.rollBackTo(1));

        assertThat(bus.submit(retitle(ONE, "Add login")).events()).isZero();
    }

    @Test
    void a_snapshot_that_cannot_be_read_is_not_needed() {
        bus.submit(register(ONE, "Add login"));
        snapshots.save(
                stream(ONE),
                0,
                new Snapshot(
                        0,
                        new Link(new Position(1), journal.link(new Position(1)).orElseThrow()),
                        Payload.of("{\"of\":\"another version\"}")));
        restartAround(journal);

        assertThat(bus.submit(note(ONE, "hello")).revision()).isEqualTo(1);
    }

    @Test
    void a_snapshot_of_a_longer_journal_is_not_used() {
        bus.submit(register(ONE, "Add login"));
        snapshots.save(stream(ONE), 0, unregistered(7, new Link(new Position(8), Sha256.hash(new byte[1]))));
        restartAround(journal);

        assertThat(bus.submit(note(ONE, "hello")).revision()).isEqualTo(1);
    }

    /** An older copy of the journal was put back, and as much was written to it as it had lost. */
    @Test
    void a_snapshot_of_a_journal_of_the_same_length_is_not_used() {
        bus.submit(register(ONE, "Add login"));
        snapshots.save(stream(ONE), 0, unregistered(0, new Link(new Position(1), Sha256.hash(new byte[1]))));
        restartAround(journal);

        assertThat(bus.submit(note(ONE, "hello")).revision()).isEqualTo(1);
        assertThat(snapshots.latest(stream(ONE), 0)).isEmpty();
    }

    private Snapshot unregistered(long revision, Link madeOf) {
        return new Snapshot(revision, madeOf, bus.codec.encodeState(new SbiDecider().initial()));
    }
}
