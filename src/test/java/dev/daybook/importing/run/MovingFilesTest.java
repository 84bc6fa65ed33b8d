package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Finding;
import dev.daybook.importing.run.Report.Outcome;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tool goes on writing while its files are imported and compared. */
class MovingFilesTest extends NotesImport {

    private final AtomicInteger comparisons = new AtomicInteger();

    @BeforeEach
    void hears_the_witness() {
        notebook.witnessed = true;
    }

    /** Before that comparison, counted from one. */
    private void before(int comparison, String name, String text) {
        beforeComparing = () -> {
            if (comparisons.incrementAndGet() == comparison) {
                write(name, text);
            }
        };
    }

    private void write(String name, String text) {
        try {
            note(name, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void what_is_written_before_it_is_compared_is_taken_over_and_compared_then() {
        before(1, "a", "333");

        Report report = run();

        assertThat(report.failure()).isEmpty();
        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(settings()).isEqualTo(Map.of("a", "333", "b", "2"));
        assertThat(report.files()).isEqualTo(new Report.FileCounts(2, 0, 0, 1));
        assertThat(report.verified().different()).isEmpty();
        assertThat(report.entities()).isEqualTo(Map.of("notes", 2L));
        assertThat(report.toJson().text()).contains("\"again\":1");
        assertThat(run().events().appended()).isZero();
    }

    @Test
    void a_new_file_is_taken_over_and_counted_too() {
        before(1, "c", "3");

        Report report = run();

        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(settings()).isEqualTo(Map.of("a", "1", "b", "2", "c", "3"));
        assertThat(report.entities()).isEqualTo(Map.of("notes", 3L));
        assertThat(report.events().appended()).isEqualTo(3);
    }

    @Test
    void going_back_to_after_the_run_keeps_what_was_read_once_more() {
        before(1, "c", "3");

        Report report = run();

        var last = journal.readForward(Selection.category("config"), Position.START, 10)
                .getLast();
        var after = journal.readForward(Selection.category("journal"), Position.START, 10)
                .getLast();
        assertThat(codec.decode(after).toString()).contains("after-" + report.run());
        assertThat(after.position().value()).isGreaterThan(last.position().value());
    }

    @Test
    void what_never_stands_still_is_reported_as_not_compared_and_all_else_is_kept() {
        beforeComparing = () -> write("a", "9".repeat(comparisons.incrementAndGet() + 1));

        Report report = run();

        assertThat(report.failure()).isEmpty();
        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED_WITH_FINDINGS);
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo(".notes/a");
            assertThat(finding.code()).isEqualTo("NOT_COMPARED");
        });
        assertThat(comparisons).hasValue(3);
        assertThat(settings()).isEqualTo(Map.of("a", "999", "b", "2"));
        assertThat(report.verified().equal()).isEqualTo(report.verified().compared());
        assertThat(run().outcome()).isEqualTo(Outcome.COMPLETED_WITH_FINDINGS); // it still writes
    }

    @Test
    void a_new_file_that_cannot_be_read_for_its_writing_is_reported_as_not_compared() {
        var writings = new AtomicInteger();
        beforeComparing = () -> {
            comparisons.incrementAndGet();
            write("new", "3".repeat(writings.incrementAndGet()));
        };
        notebook.passesOver = name -> {
            if (name.equals("new")) { // its stamp was looked at, its text is read next
                write("new", "3".repeat(writings.incrementAndGet()));
            }
            return false;
        };

        Report report = run();

        assertThat(report.failure()).isEmpty();
        assertThat(report.findings()).extracting(Finding::file).containsExactly(".notes/new");
        assertThat(report.findings()).extracting(Finding::code).containsExactly("NOT_COMPARED");
        assertThat(report.files().again()).isZero();
        assertThat(settings()).containsOnlyKeys("a", "b");
    }

    @Test
    void a_difference_from_a_file_that_stands_still_takes_the_run_back_whatever_else_moves() {
        crooked = "b"::equals;
        beforeComparing = () -> write("a", "9".repeat(comparisons.incrementAndGet() + 1));

        Report report = run();

        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(report.verified().different())
                .extracting(Report.Difference::entity)
                .contains("config/b");
        assertThat(settings()).isEmpty();
    }

    @Test
    void a_difference_that_stays_the_same_though_its_file_is_written_again_takes_the_run_back() {
        crooked = "a"::equals;
        beforeComparing = () -> {
            comparisons.incrementAndGet();
            try { // renamed into place, with the same text
                var next = Files.writeString(root.resolve("next" + comparisons), "1");
                Files.move(next, root.resolve(".notes/a"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };

        Report report = run();

        assertThat(comparisons).hasValue(3);
        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(settings()).isEmpty();
    }

    @Test
    void a_thing_that_no_reader_finds_is_different_though_something_moves() throws IOException {
        note("lost", "4");
        notebook.passesOver = "lost"::equals;
        beforeComparing = () -> write("a", "9".repeat(comparisons.incrementAndGet() + 1));

        Report report = run();

        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(report.verified().different())
                .extracting(Report.Difference::entity)
                .contains("config/lost");
    }

    @Test
    void a_file_that_was_read_while_it_was_written_has_no_error_when_it_is_whole() throws IOException {
        note("a", "bad");
        notebook.afterwards = () -> {
            if (notebook.readings == 1) {
                write("a", "1");
            }
        };

        Report report = run(tree(root), false, true);

        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(report.findings()).isEmpty();
        assertThat(report.files()).isEqualTo(new Report.FileCounts(2, 0, 0, 1));
        assertThat(report.records()).isEqualTo(new Report.RecordCounts(2, 2, 0, 0));
        assertThat(settings()).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void a_file_that_has_an_error_still_keeps_it() throws IOException {
        note("a", "bad");
        before(1, "b", "22");

        Report report = run();

        assertThat(report.findings()).extracting(Finding::code).containsExactly("INVALID_JSON");
        assertThat(report.files()).isEqualTo(new Report.FileCounts(1, 0, 1, 1));
        assertThat(report.records()).isEqualTo(new Report.RecordCounts(2, 1, 0, 1));
    }

    @Test
    void one_that_breaks_off_while_it_reads_once_more_goes_on_when_resumed() {
        before(1, "a", "333");
        var breaking = new JournalInBetween(journal) {
            @Override
            public CompletableFuture<Appended> append(Append append) {
                return comparisons.get() == 0
                        ? super.append(append)
                        : CompletableFuture.failedFuture(new JournalUnavailable("the disk is gone"));
            }
        };

        Report broken = imports(breaking, ImportFixture.ROOM).run(ImportFixture.request(root, true), _ -> {});
        assertThat(broken.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(settings()).isEqualTo(Map.of("a", "1", "b", "2"));

        Report report = run(new ImportRequest.Rest(broken.run()), false, false);

        assertThat(report.failure()).isEmpty();
        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(settings()).isEqualTo(Map.of("a", "333", "b", "2"));
        assertThat(List.of(report.events().appended(), run().events().appended()))
                .isEqualTo(List.of(3L, 0L));
    }

    @Test
    void a_rehearsal_and_a_run_that_is_not_compared_read_nothing_twice() {
        notebook.afterwards = () -> write("a", "3".repeat(notebook.readings));

        Report report = dryRun(ImportFixture.ROOM, Optional.empty());
        assertThat(report.files().again()).isZero();
        assertThat(notebook.readings).isOne();

        imports(journal, ImportFixture.ROOM).run(ImportFixture.request(root, false), _ -> {});
        assertThat(notebook.readings).isEqualTo(2);
    }
}
