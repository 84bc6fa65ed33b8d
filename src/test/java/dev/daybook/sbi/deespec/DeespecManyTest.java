package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.BreakingJournal;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.sbi.deespec.GeneratedVarTree.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees of a thousand tasks, and what a run that was stopped leaves to the next. */
final class DeespecManyTest {

    private static final DeespecSource SOURCE = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);

    @TempDir
    Path root;

    @Test
    void a_thousand_tasks_are_taken_over_completely() throws IOException {
        var tree = new GeneratedTree(root, 7);
        tree.write(1_000);
        var before = Folder.contents(root);
        try (var fixture = new ImportFixture(SOURCE)) {
            Report report = fixture.run(root);

            assertThat(report.outcome()).isEqualTo(Report.Outcome.COMPLETED);
            assertThat(report.findings()).isEmpty();
            assertThat(report.entities())
                    .containsEntry("sbis", 1_000L)
                    .containsEntry("executions", (long) tree.executions())
                    .containsEntry("journal_entries", (long) tree.entries());
            assertThat(fixture.run(root).events().appended()).isZero();
        }
        assertThat(Folder.contents(root)).isEqualTo(before);
    }

    @Test
    void a_journal_that_is_too_large_to_be_held_says_the_same_whatever_its_folders_are_called() throws IOException {
        new GeneratedTree(root, 5).write(60);
        Path day = root.resolve(".deespec/journal/2025-10-01");
        int turn = 0;
        for (String name :
                List.of("txn_007_12", "txn_7_00000000000000000012", "txn_7_0", "by-hand", "txn_1759818593_1")) {
            Folder.write(day, name + "/entry.json", """
                    {"ts": "2025-10-01T09:00:00Z", "turn": %d, "step": "plan", "status": "READY", "attempt": 1,\
                     "decision": "PENDING", "elapsed_ms": 1, "error": "", "artifacts": [],\
                     "sbi_id": "SBI-01K6FRP24VXAE1C24TYMZ95G6S"}
                    """.formatted(++turn));
        }
        var small = new Limits(8 << 20, 100, 200_000, 64 << 10, 10_000, 100, 1_000_000);
        try (var held = new ImportFixture(SOURCE);
                var again = new ImportFixture(new DeespecSource(small, ZoneOffset.UTC, ImportFixture.CLOCK))) {
            Report report = held.run(root);

            assertThat(again.run(root).entities()).isEqualTo(report.entities());
            assertThat(report.entities().get("journal_entries")).isGreaterThan(100L);
            assertThat(again.told()).isEqualTo(held.told());
            assertThat(again.run(root).events().appended()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"STATUS,1,1000000", "STATUS,2,3", "STATUS,3,1", "REPORTS,4,1000000", "REPORTS,5,3", "REPORTS,6,1"})
    void hundreds_of_tasks_with_one_journal_are_taken_over_completely(Layout layout, long seed, int oddOneIn)
            throws IOException {
        var tree = new GeneratedVarTree(root, layout, seed);
        tree.write(200, oddOneIn);
        var before = Folder.contents(root);
        try (var fixture = new ImportFixture(SOURCE)) {
            Report report = fixture.run(root);

            assertThat(report.outcome()).isEqualTo(Report.Outcome.COMPLETED);
            assertThat(report.findings()).isEmpty();
            assertThat(report.entities())
                    .containsEntry("sbis", 200L)
                    .containsEntry("executions", (long) tree.executions())
                    .containsEntry("journal_entries", (long) tree.entries());
            assertThat(fixture.run(root).events().appended()).isZero();
        }
        assertThat(Folder.contents(root)).isEqualTo(before);
    }

    @Test
    void a_run_stopped_at_any_batch_is_finished_by_the_next() throws IOException {
        new GeneratedTree(root, 11).write(150);
        try (var whole = new ImportFixture(SOURCE)) {
            whole.run(root);
            int appends = 0;
            Report.Outcome outcome;
            do {
                outcome = stoppedAfter(appends++, whole);
            } while (outcome == Report.Outcome.FAILED);
            assertThat(appends).isGreaterThan(4); // it was stopped at least before, between and after batches
        }
    }

    private Report.Outcome stoppedAfter(int appends, ImportFixture whole) {
        try (var fixture = new ImportFixture(SOURCE, new MemoryJournal(ImportFixture.CLOCK))) {
            Report stopped = fixture.run(root, new BreakingJournal(fixture.journal, appends), false);
            Report resumed = fixture.run(root);
            assertThat(resumed.failure()).isEmpty();
            assertThat(fixture.told()).isEqualTo(whole.told());
            assertThat(fixture.run(root).events().appended()).isZero();
            return stopped.outcome();
        }
    }
}
