package dev.daybook.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.journal.Append;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there, once, whatever happens to the process or its disk. */
final class CrashTest {

    /** Few in the suite; {@code -Ddaybook.crashes=100} for a night. */
    private static final int CRASHES = Integer.getInteger("daybook.crashes", 3);

    private static final int ACKNOWLEDGED_AT_LEAST = 150;

    @TempDir(factory = OnDisk.class)
    private Path folder;

    @Test
    void every_acknowledged_entry_is_there_once_after_kill_9() throws Exception {
        Path file = folder.resolve("journal.db");
        List<Integer> acknowledged = new ArrayList<>();

        for (int crash = 0; crash < CRASHES; crash++) {
            Process process = AppendingProcess.start(file, crash * 10_000, "");
            try (BufferedReader output = process.inputReader()) {
                acknowledged.addAll(numbers(AppendingProcess.lines(output, ACKNOWLEDGED_AT_LEAST)));
                // The handle leaves the output open: what was said before the end is still to be read.
                process.toHandle().destroyForcibly();
                acknowledged.addAll(numbers(AppendingProcess.lines(output, Integer.MAX_VALUE)));
            }
            assertThat(process.waitFor()).isEqualTo(128 + 9);
        }

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(CRASHES * ACKNOWLEDGED_AT_LEAST);
        assertHolds(file, acknowledged);
    }

    /**
     * A limit on the size of files makes a write fail as a full disk does, in the middle of wherever it is: in the
     * write-ahead log, or when that is folded into the file.
     */
    @Test
    void every_acknowledged_entry_is_there_once_after_the_disk_refused_to_write() throws Exception {
        Path file = folder.resolve("journal.db");
        Process process = AppendingProcess.start(file, 0, "ulimit -f 3000; ");

        List<String> said;
        try (BufferedReader output = process.inputReader()) {
            said = AppendingProcess.lines(output, Integer.MAX_VALUE);
        }

        assertThat(process.waitFor()).isZero();
        List<Integer> acknowledged = numbers(said);
        assertThat(acknowledged).isNotEmpty();
        assertThat(said.get(said.size() - 2))
                .startsWith(AppendingProcess.UNAVAILABLE + "journal.db met an I/O error")
                .contains("Check the disk")
                .contains("nothing acknowledged is lost");
        // Those of the commit that failed cannot know, and are told how to find out.
        assertThat(said)
                .filteredOn(line -> line.startsWith(AppendingProcess.REFUSED))
                .anySatisfy(line -> assertThat(line)
                        .contains("Whether this was written is unknown")
                        .contains("Idempotency-Key")
                        .contains("behind position " + acknowledged.size()));
        // Reading went on in the process that could not write any more.
        assertThat(said.getLast()).isEqualTo(AppendingProcess.READABLE + acknowledged.size());
        assertHolds(file, acknowledged);
    }

    static List<Integer> numbers(List<String> said) {
        return said.stream()
                .filter(line -> line.matches("\\d+"))
                .map(Integer::parseInt)
                .toList();
    }

    /** Each that was acknowledged is there once, with its values; positions and the chain are whole, and it goes on. */
    static void assertHolds(Path file, List<Integer> acknowledged) {
        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            List<Entry> entries = journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE);
            Set<UUID> ids = new HashSet<>();
            entries.forEach(entry -> assertThat(ids.add(entry.id())).isTrue());
            assertThat(entries)
                    .extracting(entry -> entry.position().value())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, entries.size()).boxed().toList());
            assertThat(acknowledged).allSatisfy(number -> {
                assertThat(ids).contains(Drafts.id(number));
                AppendingProcess.draft(number)
                        .blobs()
                        .forEach(blob ->
                                assertThat(journal.blobs().read(blob.hash())).contains(blob.content()));
            });
            assertThat(new SqliteScrub(file).run(_ -> {}).flaws()).isEmpty();
            // and it takes new ones
            var next = AppendingProcess.draft(999_999);
            journal.append(new Append(List.of(next), Map.of())).join();
        }
    }
}
