package dev.daybook.axon;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Entry;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.journal.memory.MemorySnapshots;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a command costs beside its append, in what can be counted on any machine. */
class CommandWorkTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Some 15 kB today, on the thread that asks; compiled code takes less. */
    private static final int BYTES_MAX = 40_000;

    private static final int COMMANDS = 200;

    private final Reads journal = new Reads();
    private final Bus bus = new Bus(journal, new MemorySnapshots());

    /** Counts how often a stream is read. */
    private static final class Reads extends AroundJournal {

        private final AtomicInteger reads = new AtomicInteger();

        Reads() {
            super(new MemoryJournal(InstantSource.fixed(Bus.NOW)));
        }

        @Override
        public List<Entry> readStream(StreamId stream, long revision, int limit) {
            reads.incrementAndGet();
            return super.readStream(stream, revision, limit);
        }
    }

    @AfterEach
    void close() {
        bus.close();
        journal.close();
    }

    @Test
    void a_command_on_a_thing_that_was_met_reads_nothing_and_allocates_little() {
        bus.submit(Bus.register(Bus.sbi(1), "One"));
        for (int i = 0; i < COMMANDS; i++) {
            bus.submit(Bus.note(Bus.sbi(1), "before " + i)); // classes are loaded, call sites are linked
        }
        int reads = journal.reads.get();
        long before = THREADS.getCurrentThreadAllocatedBytes();

        for (int i = 0; i < COMMANDS; i++) {
            bus.submit(Bus.note(Bus.sbi(1), "after " + i));
        }

        assertThat((THREADS.getCurrentThreadAllocatedBytes() - before) / COMMANDS)
                .isBetween(1_000L, (long) BYTES_MAX);
        assertThat(journal.reads.get()).isEqualTo(reads);
    }
}
