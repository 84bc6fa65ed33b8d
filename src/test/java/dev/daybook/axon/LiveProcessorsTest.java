package dev.daybook.axon;

import static dev.daybook.axon.Bus.note;
import static dev.daybook.axon.Bus.register;
import static dev.daybook.axon.Bus.sbi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.daybook.ChildProcess;
import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.memory.MemorySnapshots;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.IoFault;
import dev.daybook.projection.LiveTables;
import dev.daybook.projection.ReadModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LiveProcessorsTest {

    /** So many that a rebuild is quicker than following. */
    private static final int MANY = 5_100;

    @TempDir(factory = OnDisk.class)
    private Path directory;

    /** A data directory that is open: journal, bus, one projection, and its processor. */
    private static final class Opened implements AutoCloseable {

        final Journal journal;
        final Bus bus;
        final Timelines timelines;
        final ReadModels readModels;
        private Optional<LiveProcessors> processors = Optional.empty();

        /** Nobody follows until somebody asks for the processors. */
        Opened(Path directory, LongConsumer interruption) {
            journal = SqliteJournal.open(directory.resolve("journal.db"), InstantSource.system());
            bus = new Bus(journal, new MemorySnapshots());
            timelines = bus.timelines;
            readModels = ReadModels.open(
                    directory.resolve("read"),
                    journal,
                    bus.codec,
                    timelines,
                    List.of(() -> new Seen(interruption)),
                    InstantSource.system());
        }

        Opened followed() {
            processors();
            return this;
        }

        LiveProcessors processors() {
            if (processors.isEmpty()) {
                processors = Optional.of(LiveProcessors.start(journal, bus.codec, readModels, InstantSource.system()));
            }
            return processors.get();
        }

        Instant heartbeat() {
            return processors().status().getFirst().heartbeat();
        }

        void awaitHeartbeats(int number) {
            for (int i = 0; i < number; i++) {
                Instant last = heartbeat();
                await().until(() -> heartbeat().isAfter(last));
            }
        }

        void awaitAll() throws InterruptedException {
            assertThat(readModels.await("seen", journal.head(), Patience.LIMIT)).isTrue();
        }

        @Override
        public void close() {
            processors.ifPresent(LiveProcessors::close);
            bus.close();
            readModels.close();
            journal.close();
        }
    }

    private Opened open() {
        return new Opened(directory, _ -> {}).followed();
    }

    private static Map<Long, Long> eachOnce(long head) {
        return LongStream.rangeClosed(1, head).boxed().collect(Collectors.toMap(Function.identity(), _ -> 1L));
    }

    @Test
    void what_a_command_wrote_is_posted() throws Exception {
        try (var opened = open()) {
            var receipt = opened.bus.submit(register(sbi(1), "Add login"));

            assertThat(opened.readModels.await("seen", new Position(receipt.position()), Patience.LIMIT))
                    .isTrue();
            assertThat(Seen.of(opened.readModels)).isEqualTo(eachOnce(1));
        }
    }

    @Test
    void after_a_restart_posting_goes_on_behind_the_last_row() throws Exception {
        try (var opened = open()) {
            opened.bus.submit(register(sbi(1), "Add login"));
            opened.awaitAll();
        }
        try (var opened = open()) {
            opened.bus.submit(note(sbi(1), "hello"));
            opened.awaitAll();
            assertThat(Seen.of(opened.readModels)).isEqualTo(eachOnce(2));
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_batch_that_takes_so_long_that_its_processor_shows_life_meanwhile_is_posted() throws Exception {
        try (var opened = new Opened(directory, _ -> {});
                var tail = new JournalTail(opened.journal, opened.bus.codec)) {
            opened.bus.submit(register(sbi(1), "Add login"));
            opened.bus.submit(note(sbi(1), "hello"));
            LiveTables tables = opened.readModels.live("seen");
            tables.pass(new Position(1)); // which is written down as life is shown
            var follower = new LiveProjection(tables, InstantSource.system());
            var second = tail.slot(opened.journal
                    .readForward(Selection.all(), new Position(1), 1)
                    .getFirst());
            Transaction transaction = follower.startTransaction();
            follower.handle(
                    GenericEventMessage.asEventMessage(new JournalSource.Round(List.of(second))), Segment.ROOT_SEGMENT);

            follower.extendClaim("seen", Segment.ROOT_SEGMENT.getSegmentId());
            transaction.commit();

            assertThat(tables.checkpoint()).isEqualTo(new Position(2));
            assertThat(Seen.of(opened.readModels)).isEqualTo(Map.of(2L, 1L));
        }
    }

    @Test
    void a_process_killed_in_the_middle_of_a_batch_has_posted_each_event_once_in_the_end() throws Exception {
        Process child = new ProcessBuilder(ChildProcess.command(KilledChild.class, directory))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        assertThat(child.waitFor())
                .as(Files.readString(directory.resolve("output")))
                .isEqualTo(KilledChild.KILLED);

        try (var opened = open()) {
            opened.awaitAll();
            assertThat(opened.journal.head().value()).isGreaterThan(KilledChild.LAST);
            assertThat(Seen.of(opened.readModels))
                    .isEqualTo(eachOnce(opened.journal.head().value()));
        }
    }

    /** Writes and posts until it reaches a position, and dies there without any warning. */
    static final class KilledChild {

        static final int KILLED = 9;
        static final int LAST = 2_345;

        public static void main(String[] args) {
            var opened = new Opened(Path.of(args[0]), position -> {
                        if (position == LAST) {
                            Runtime.getRuntime().halt(KILLED);
                        }
                    })
                    .followed();
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int n = 0; n <= 2 * LAST; n++) {
                    int number = n;
                    Future<?> _ = clients.submit(() -> opened.bus.submit(register(sbi(number), "Task")));
                }
            }
        }
    }

    @Test
    void a_rebuild_under_load_leaves_each_event_posted_once() throws Exception {
        try (var opened = open()) {
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int n = 0; n < 2_000; n++) {
                    int number = n;
                    Future<?> _ = clients.submit(() -> opened.bus.submit(register(sbi(number), "Task")));
                }
                for (int round = 0; round < 3; round++) {
                    opened.readModels.rebuild(List.of("seen"), _ -> {});
                }
            }
            opened.awaitAll();

            assertThat(Seen.of(opened.readModels)).isEqualTo(eachOnce(2_000));
        }
    }

    @Test
    void large_events_are_committed_few_at_a_time() throws Exception {
        try (var opened = open()) {
            opened.processors().close();
            opened.bus.submit(register(sbi(1), "Add login"));
            for (int n = 0; n < 20; n++) {
                opened.bus.submit(note(sbi(1), n + "x".repeat(70_000)));
            }
        }
        var committed = new AtomicReference<>(Position.START);
        var readModels = new CompletableFuture<ReadModels>();
        try (var opened = new Opened(directory, position -> {
                    if (position == 21) {
                        committed.set(readModels.join().position("seen"));
                    }
                })
                .followed()) {
            readModels.complete(opened.readModels);
            opened.awaitAll();

            assertThat(committed.get()).isNotEqualTo(Position.START);
            assertThat(Seen.of(opened.readModels)).isEqualTo(eachOnce(21));
        }
    }

    @Test
    void an_event_that_cannot_be_posted_holds_up_its_stream_alone() throws Exception {
        try (var opened = new Opened(directory, position -> {
                    if (position == 2) {
                        throw new IllegalArgumentException("nobody can post this");
                    }
                })
                .followed()) {
            opened.bus.submit(register(sbi(1), "Add login"));
            opened.bus.submit(note(sbi(1), "poison"));
            opened.bus.submit(note(sbi(1), "behind it"));
            opened.bus.submit(register(sbi(2), "Another"));
            opened.awaitAll();

            assertThat(Seen.of(opened.readModels)).containsOnlyKeys(1L, 4L);
            assertThat(opened.readModels.status("seen").quarantined())
                    .singleElement()
                    .satisfies(it -> assertThat(it.stream()).isEqualTo("sbi/" + sbi(1)));
        }
    }

    @Test
    void a_processor_tells_how_far_it_is_and_that_it_lives() {
        try (var opened = open()) {
            opened.bus.submit(register(sbi(1), "Add login"));

            await().untilAsserted(() -> assertThat(opened.processors().status())
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.projection()).isEqualTo("seen");
                        assertThat(it.running()).isTrue();
                        assertThat(it.position()).isEqualTo(1);
                        assertThat(it.failure()).isEmpty();
                    }));
            Instant heartbeat = opened.processors().status().getFirst().heartbeat();
            await().until(() ->
                    opened.processors().status().getFirst().heartbeat().isAfter(heartbeat));
        }
    }

    @Test
    void a_processor_that_died_is_seen_as_dead() {
        try (var opened = new Opened(directory, _ -> {
                    throw new AssertionError("something that nobody expects");
                })
                .followed()) {
            opened.bus.submit(register(sbi(1), "Add login"));

            await().dontCatchUncaughtExceptions()
                    .until(() -> !opened.processors().status().getFirst().running());
            assertThat(opened.readModels.position("seen")).isEqualTo(Position.START);
        }
    }

    @Test
    void after_a_disk_that_failed_a_processor_goes_on_by_itself() throws Exception {
        assumeTrue(IoFault.isPossible());
        try (var opened = open()) {
            failOnce(opened);

            opened.awaitAll();

            assertThat(opened.readModels.status("seen").failure()).isEmpty();
            assertThat(Seen.of(opened.readModels)).isEqualTo(eachOnce(2));
        }
    }

    @Test
    void after_a_disk_that_failed_a_rebuild_leaves_no_complaint_and_news_are_posted() throws Exception {
        assumeTrue(IoFault.isPossible());
        try (var opened = open()) {
            failOnce(opened);

            opened.readModels.rebuild(List.of("seen"), _ -> {});

            await().untilAsserted(() -> assertThat(opened.processors().status())
                    .allSatisfy(it -> assertThat(it.failure()).isEmpty()));
            assertThat(opened.readModels.status("seen").failure()).isEmpty();
            opened.bus.submit(register(sbi(3), "Third"));
            opened.awaitAll();
            assertThat(Seen.of(opened.readModels)).isEqualTo(eachOnce(3));
        }
    }

    /** Posts one event, and has the disk fail at the next. */
    private static void failOnce(Opened opened) throws Exception {
        opened.bus.submit(register(sbi(1), "Add login"));
        opened.awaitAll();
        Path file = opened.readModels.files().getFirst();
        try (var _ = new IoFault(file.resolveSibling(file.getFileName() + "-wal"))) {
            opened.bus.submit(register(sbi(2), "Another"));
            await().until(() ->
                    opened.processors().status().getFirst().failure().isPresent());
            assertThat(opened.readModels.status("seen").failure()).isPresent();
        }
    }

    /** Axon asks for it also after a commit that failed, when someone else may write already. */
    @Test
    void what_a_follower_takes_back_is_its_own_batch_alone() throws Exception {
        try (var opened = open()) {
            opened.processors().close();
            opened.bus.submit(register(sbi(1), "Add login"));
            LiveTables tables = opened.readModels.live("seen");
            Transaction over = new LiveProjection(tables, InstantSource.system()).startTransaction();

            tables.begin();
            opened.journal.readForward(Selection.all(), Position.START, 1).stream()
                    .map(opened.bus.codec::recorded)
                    .forEach(tables::apply);
            over.rollback();
            tables.commit();

            assertThat(Seen.of(opened.readModels)).isEqualTo(eachOnce(1));
        }
    }

    /** After an upgrade say, which makes the tables of another form: a million events were posted twice. */
    @Test
    void who_is_far_behind_waits_for_the_rebuild_and_does_not_do_the_same_work_beside_it() throws Exception {
        writeMany();
        var posted = new AtomicLong();
        try (var opened = new Opened(directory, _ -> posted.incrementAndGet())) {
            var goOn = new CountDownLatch(1);
            Future<?> catchingUp = beginRebuild(opened, goOn);
            opened.processors();
            opened.awaitHeartbeats(3);
            goOn.countDown();
            catchingUp.get();
            opened.bus.submit(register(sbi(MANY + 1), "Afterwards"));
            opened.awaitAll();

            assertThat(posted).hasValue(MANY + 1);
        }
    }

    @Test
    void one_that_waits_for_a_rebuild_can_be_closed() throws Exception {
        writeMany();
        var goOn = new CountDownLatch(1);
        try (var opened = new Opened(directory, _ -> {})) {
            Future<?> catchingUp = beginRebuild(opened, goOn);
            opened.processors();
            opened.awaitHeartbeats(1);

            boolean isClosed =
                    Thread.ofPlatform().start(() -> opened.processors().close()).join(Patience.LIMIT);

            goOn.countDown();
            catchingUp.get();
            assertThat(isClosed).isTrue();
        }
    }

    /** Begins to catch up, which rebuilds; returns when that has begun, and stands until {@code goOn}. */
    private static Future<?> beginRebuild(Opened opened, CountDownLatch goOn) {
        var begun = new CountDownLatch(1);
        var catchingUp = new FutureTask<>(
                () -> opened.readModels.catchUp(_ -> {
                    begun.countDown();
                    awaited(goOn);
                }),
                null);
        Thread.ofPlatform().start(catchingUp); // not in the common pool: Axon's processors end in that
        awaited(begun);
        return catchingUp;
    }

    private static void awaited(CountDownLatch latch) {
        await().until(() -> latch.getCount() == 0);
    }

    private void writeMany() {
        try (var opened = new Opened(directory, _ -> {});
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 1; n <= MANY; n++) {
                int number = n;
                Future<?> _ = clients.submit(() -> opened.bus.submit(register(sbi(number), "Task")));
            }
        }
    }

    @Test
    void closing_waits_for_what_runs_and_not_longer() throws InterruptedException {
        var opened = open();
        opened.bus.submit(register(sbi(1), "Add login"));

        assertThat(Thread.ofPlatform().start(opened::close).join(Patience.LIMIT))
                .isTrue();
    }
}
