package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Timeline;
import dev.daybook.journal.sqlite.SqliteScrub;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killed at the append of an undo: it is there as a whole, or not at all.
 * {@code -Ddaybook.torture=true}: again and again, and anywhere.
 */
class UndoKillTest {

    private static final boolean LONG = Boolean.getBoolean("daybook.torture");

    private final Random random = new Random(3);
    private final List<Long> acknowledged = new ArrayList<>();

    @TempDir(factory = OnDisk.class)
    private Path folder;

    @Test
    void an_undo_is_there_as_a_whole_or_not_at_all() throws Exception {
        for (int round = 0; round < (LONG ? 30 : 1); round++) {
            long before = halted(round, LONG ? 1 + round % 5 : 4);
            assertThat(look()).as("the one that nobody was told of").isGreaterThan(before);
            if (LONG) {
                killed(1_000 + round, 1 + random.nextInt(12));
                look();
            }
        }
    }

    /** Lets it end with the append of a rollback; returns the position of the last one that was acknowledged. */
    private long halted(long seed, int rollbacks) throws IOException, InterruptedException {
        Process process = UndoingProcess.start(folder, seed, rollbacks);
        long last = 0;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (var told = UndoingProcess.next(output); told.isPresent(); told = UndoingProcess.next(output)) {
                last = told.get();
                acknowledged.add(last);
            }
        }
        assertThat(process.waitFor(Patience.LIMIT)).isTrue();
        assertThat(process.exitValue()).isEqualTo(UndoingProcess.HALTED);
        return last;
    }

    private void killed(long seed, int enough) throws IOException, InterruptedException {
        Process process = UndoingProcess.start(folder, seed, 0);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (int heard = 0; heard < enough; heard++) {
                Optional<Long> told = UndoingProcess.next(output);
                assertThat(told).as("it goes on").isPresent();
                acknowledged.add(told.get());
            }
            process.destroyForcibly();
            assertThat(process.waitFor(Patience.LIMIT)).isTrue();
        }
    }

    /** Returns the position of the last rollback. */
    private long look() {
        assertThat(new SqliteScrub(folder.resolve("journal.db")).run(_ -> {}).flaws())
                .isEmpty();
        try (var service = new Fixture(folder)) {
            service.readModels.catchUp();
            List<Entry> entries = service.journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE);
            Timeline now = service.timelines.current();
            var rollbacks = new TreeSet<Long>();
            var undone = new TreeSet<Long>();
            for (Entry entry : entries) {
                if (entry.type().equals(UndoingProcess.ROLLED_BACK)) {
                    rollbacks.add(entry.position().value());
                }
                if (!now.counts(entry)) {
                    undone.add(entry.position().value());
                }
            }
            assertThat(rollbacks).containsAll(acknowledged);
            TreeSet<Long> marked = service.readModels.read(
                    tables -> new TreeSet<>(tables.fetch("SELECT position FROM audit_log WHERE undone_by IS NOT NULL")
                            .getValues(0, Long.class)));
            assertThat(marked).isEqualTo(undone);
            assertThat(service.readModels.verify(_ -> {})).isEmpty();
            return rollbacks.last();
        }
    }
}
