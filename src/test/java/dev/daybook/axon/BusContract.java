package dev.daybook.axon;

import static dev.daybook.axon.Bus.sbi;
import static dev.daybook.axon.Bus.stream;

import dev.daybook.domain.Json;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Snapshots;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemorySnapshots;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A bus on whatever journal, for each test anew. */
abstract class BusContract {

    static final SbiId ONE = sbi(1);
    static final SbiId TWO = sbi(2);

    final Snapshots snapshots = new MemorySnapshots();
    Journal journal;
    Bus bus;

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

    final void restartAround(Journal around) {
        bus.close();
        bus = new Bus(around, snapshots);
    }

    static SbiEvent.Registered registered(SbiId sbi) {
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
    final void writePast(SbiEvent... events) {
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

    interface Work<T> {
        Callable<T> of(int number);
    }

    static <T> List<T> together(int count, Work<T> work) throws InterruptedException, ExecutionException {
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
