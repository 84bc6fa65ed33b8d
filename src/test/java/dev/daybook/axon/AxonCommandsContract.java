package dev.daybook.axon;

import static dev.daybook.axon.Bus.note;
import static dev.daybook.axon.Bus.register;
import static dev.daybook.axon.Bus.retitle;
import static dev.daybook.axon.Bus.sbi;
import static dev.daybook.axon.Bus.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.daybook.command.KeyInFlight;
import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.command.Stale;
import dev.daybook.command.Unavailable;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.config.ConfigCommand;
import dev.daybook.domain.history.HistoryCommand;
import dev.daybook.domain.plan.PlanCommand;
import dev.daybook.domain.plan.PlanEvent;
import dev.daybook.domain.sbi.SbiDecider;
import dev.daybook.domain.sbi.SbiEvent;
import dev.daybook.domain.sbi.SbiId;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Snapshots;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemorySnapshots;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What commands over the bus promise, on whatever journal. */
abstract class AxonCommandsContract {

    private static final SbiId ONE = sbi(1);
    private static final SbiId TWO = sbi(2);

    private final Snapshots snapshots = new MemorySnapshots();
    private Journal journal;
    private Bus bus;

    abstract Journal open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        journal = open();
        bus = new Bus(journal, snapshots);
    }

    @AfterEach
    void stop() {
        bus.close();
        journal.close();
    }

    private void restartAround(Journal around) {
        bus.close();
        bus = new Bus(around, snapshots);
    }

    @Test
    void every_domain_answers_over_the_bus() {
        assertThat(bus.submit(register(ONE, "Add login"))).isEqualTo(new Receipt(1, 0, 1, false));
        var plan = new PlanCommand.Register(
                "PBI-001", PlanEvent.Kind.PBI, "Login", Optional.empty(), Optional.empty(), 1, Optional.empty());
        assertThat(bus.submit(plan).events()).isEqualTo(1);
        assertThat(bus.submit(new ConfigCommand.Set("theme", new Json("\"dark\"")))
                        .revision())
                .isZero();
        assertThat(bus.submit(new HistoryCommand.NameCheckpoint("here", Optional.empty())))
                .isEqualTo(new Receipt(4, 0, 1, false));

        assertThat(bus.entries())
                .extracting(Entry::type)
                .containsExactly("sbi.registered", "plan.registered", "config.set", "journal.checkpoint-named");
    }

    @Test
    void an_event_carries_who_when_and_why() {
        bus.submit(register(ONE, "Add login"), "key", "fingerprint");

        Entry entry = bus.entries().getFirst();

        assertThat(entry.stream()).isEqualTo(stream(ONE));
        assertThat(entry.occurredAt()).isEqualTo(Bus.NOW);
        assertThat(entry.metadata().actor()).isEqualTo("tester");
        assertThat(entry.metadata().source()).isEqualTo("test");
        assertThat(entry.metadata().correlation()).isPresent();
        assertThat(entry.metadata().idempotency()).contains(new Metadata.Idempotency("key", "fingerprint"));
    }

    @Test
    void asking_for_what_is_so_writes_nothing_and_tells_the_revision() {
        bus.submit(register(ONE, "Add login"));
        bus.submit(register(TWO, "Another"));

        assertThat(bus.submit(register(ONE, "Add login"))).isEqualTo(new Receipt(2, 0, 0, false));
    }

    @Test
    void a_refusal_reaches_the_caller_and_the_next_command_goes_on() {
        assertThat(catchThrowableOfType(Rejected.class, () -> bus.submit(note(ONE, "hello")))
                        .reason())
                .isEqualTo(Rejected.Reason.NOT_FOUND);
        bus.submit(register(ONE, "Add login"));
        assertThat(catchThrowableOfType(Rejected.class, () -> bus.submit(register(ONE, "Something else")))
                        .reason())
                .isEqualTo(Rejected.Reason.CONFLICT);
        assertThat(bus.submit(note(ONE, "hello")).revision()).isEqualTo(1);
    }

    @Test
    void a_stale_revision_is_refused() {
        bus.submit(register(ONE, "Add login"), -1);
        bus.submit(note(ONE, "hello"), 0);

        assertThatThrownBy(() -> bus.submit(note(ONE, "again"), 0))
                .isInstanceOf(Stale.class)
                .hasMessageContaining("is at revision 1, not 0");
        assertThat(journal.revision(stream(ONE))).isEqualTo(1);
    }

    @Test
    void submitters_on_one_stream_lose_no_update() throws Exception {
        bus.submit(register(ONE, "Add login"));

        List<Receipt> receipts = together(
                        8,
                        _ -> () -> IntStream.range(0, 50)
                                .mapToObj(i -> bus.submit(note(ONE, "note " + i)))
                                .toList())
                .stream()
                .flatMap(List::stream)
                .toList();

        assertThat(receipts)
                .extracting(Receipt::revision)
                .doesNotHaveDuplicates()
                .hasSize(400);
        assertThat(journal.revision(stream(ONE))).isEqualTo(400);
    }

    @Test
    void of_submitters_that_expect_the_same_revision_one_wins() throws Exception {
        bus.submit(register(ONE, "Add login"));
        int rounds = 50;

        List<Integer> won = together(4, _ -> () -> {
            int wins = 0;
            for (long revision = 0; revision < rounds; revision++) {
                try {
                    bus.submit(note(ONE, "mine"), revision);
                    wins++;
                } catch (Stale e) {
                    assertThat(e).hasMessageContaining("not %d", revision);
                }
                while (journal.revision(stream(ONE)) <= revision) {
                    Thread.onSpinWait(); // another's is on its way
                }
            }
            return wins;
        });

        assertThat(won.stream().mapToInt(it -> it).sum()).isEqualTo(rounds);
        assertThat(journal.revision(stream(ONE))).isEqualTo(rounds);
    }

    @Test
    void a_thousand_commands_at_once_are_all_there_once() throws Exception {
        List<Receipt> receipts = together(1_000, n -> () -> bus.submit(register(sbi(n), "Task " + n)));

        assertThat(receipts)
                .extracting(Receipt::position)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 1_000).mapToObj(Long::valueOf).toList());
        assertThat(bus.entries()).hasSize(1_000);
    }

    @Test
    void a_thousand_commands_at_once_on_one_stream_come_in_turn() throws Exception {
        bus.submit(register(ONE, "Add login"));

        together(1_000, n -> () -> bus.submit(note(ONE, "note " + n)));

        assertThat(journal.revision(stream(ONE))).isEqualTo(1_000);
    }

    @Test
    void a_key_sent_again_answers_as_the_first_time_and_writes_nothing() {
        Receipt first = bus.submit(register(ONE, "Add login"), "key", "request");
        bus.submit(retitle(ONE, "Add login page"));

        assertThat(bus.submit(register(ONE, "Add login"), "key", "request"))
                .isEqualTo(new Receipt(first.position(), first.revision(), first.events(), true));
        assertThat(bus.entries()).hasSize(2);
    }

    @Test
    void a_key_is_known_after_a_restart() {
        bus.submit(register(ONE, "Add login"), "key", "request");

        restartAround(journal);

        assertThat(bus.submit(register(ONE, "Add login"), "key", "request").replayed())
                .isTrue();
    }

    @Test
    void a_key_with_another_request_is_refused() {
        bus.submit(register(ONE, "Add login"), "key", "request");

        assertThatThrownBy(() -> bus.submit(register(TWO, "Another"), "key", "another request"))
                .isInstanceOf(KeyReused.class)
                .hasMessageContaining("'key'");
        assertThat(bus.entries()).hasSize(1);
    }

    @Test
    void a_key_of_a_request_under_way_is_refused() throws Exception {
        var arrived = new CountDownLatch(1);
        var released = new CompletableFuture<Void>();
        restartAround(new AroundJournal(journal) {
            @Override
            public CompletableFuture<Appended> append(Append append) {
                arrived.countDown();
                return released.thenCompose(_ -> super.append(append));
            }
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Receipt> first = threads.submit(() -> bus.submit(register(ONE, "Add login"), "key", "request"));
            arrived.await();

            assertThatThrownBy(() -> bus.submit(register(ONE, "Add login"), "key", "request"))
                    .isInstanceOf(KeyInFlight.class);

            released.complete(null);
            assertThat(first.get().replayed()).isFalse();
        }
        assertThat(bus.submit(register(ONE, "Add login"), "key", "request").replayed())
                .isTrue();
    }

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
        assertThat(bus.submit(retitle(ONE, "Add logout"), 2)).isEqualTo(new Receipt(5, 3, 1, false));
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
                if (overtakes.getAndDecrement() > 0) {
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
                writePast(new SbiEvent.NoteAdded(ONE, "hello", Optional.empty(), Optional.empty()));
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
        snapshots.save(stream(ONE), 0, 0, Payload.of("{\"of\":\"another version\"}"));
        restartAround(journal);

        assertThat(bus.submit(note(ONE, "hello")).revision()).isEqualTo(1);
    }

    @Test
    void a_snapshot_of_a_longer_journal_is_not_used() {
        bus.submit(register(ONE, "Add login"));
        snapshots.save(stream(ONE), 7, 0, bus.codec.encodeState(new SbiDecider().initial()));
        restartAround(journal);

        assertThat(bus.submit(note(ONE, "hello")).revision()).isEqualTo(1);
    }

    @Test
    void nothing_in_the_journal_tells_of_java_or_axon() {
        bus.submit(register(ONE, "Add login"), "key", "request");
        bus.submit(new ConfigCommand.Set("theme", new Json("\"dark\"")));
        bus.submit(new HistoryCommand.NameCheckpoint("here", Optional.empty()));

        assertThat(bus.entries())
                .allSatisfy(entry -> assertThat(entry.toString())
                        .doesNotContain("dev.daybook.")
                        .doesNotContainIgnoringCase("axon")
                        .doesNotContain("java."));
    }

    @Test
    void a_journal_that_takes_nothing_is_told_as_such() {
        restartAround(new AroundJournal(journal) {
            @Override
            public CompletableFuture<Appended> append(Append append) {
                return CompletableFuture.failedFuture(new JournalUnavailable("the disk is full: free some space"));
            }
        });

        assertThatThrownBy(() -> bus.submit(register(ONE, "Add login")))
                .isInstanceOf(Unavailable.class)
                .hasMessage("the disk is full: free some space");

        restartAround(journal);
        assertThat(bus.submit(register(ONE, "Add login")).revision()).isZero();
    }

    @Test
    void a_closed_bus_takes_no_commands() {
        bus.commands.close();

        assertThatThrownBy(() -> bus.submit(register(ONE, "Add login"))).isInstanceOf(Unavailable.class);
        assertThat(bus.entries()).isEmpty();
    }

    @Test
    void what_surrounds_a_command_is_looked_at() {
        assertThatThrownBy(() -> bus.submit(register(ONE, "Add login"), -2)).isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> bus.submit(register(ONE, "Add login"), " ", "request"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("idempotency key");
        assertThat(bus.entries()).isEmpty();
    }

    private static SbiEvent.Registered registered(SbiId sbi) {
        return new SbiEvent.Registered(
                sbi,
                Optional.empty(),
                "Add login",
                Optional.empty(),
                "",
                List.of(),
                1,
                Optional.empty(),
                List.of(),
                false,
                Json.EMPTY_OBJECT);
    }

    /** Appends straight to the journal, as an import does. */
    private void writePast(SbiEvent... events) {
        var drafts = new ArrayList<Draft>();
        for (SbiEvent event : events) {
            drafts.add(bus.codec.draft(
                    UUID.randomUUID(), stream(event.sbi()), event, Metadata.of("import:test", "test:file"), Bus.NOW));
        }
        int batch = 1_000;
        for (int from = 0; from < drafts.size(); from += batch) {
            List<Draft> some = drafts.subList(from, Math.min(drafts.size(), from + batch));
            journal.append(new Append(List.copyOf(some), Map.<StreamId, Expectation>of()))
                    .join();
        }
    }

    private interface Work<T> {
        Callable<T> of(int number);
    }

    private static <T> List<T> together(int count, Work<T> work) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var start = new CountDownLatch(1);
            var futures = new ArrayList<Future<T>>();
            for (int n = 0; n < count; n++) {
                Callable<T> task = work.of(n);
                futures.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            start.countDown();
            var results = new ArrayList<T>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
