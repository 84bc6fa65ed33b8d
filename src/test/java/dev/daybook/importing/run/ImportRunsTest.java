package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportRequest.Again;
import dev.daybook.importing.run.ImportRequest.Rest;
import dev.daybook.importing.run.Report.Outcome;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Runs of imports that are watched, listed, broken off, gone on with and tried again. */
class ImportRunsTest extends NotesImport {

    @Test
    void whoever_watches_a_run_hears_of_it_until_they_have_heard_enough() throws IOException {
        var imports = imports(journal, ImportFixture.ROOM);
        var heard = new ArrayList<RunView>();
        var others = new ArrayList<RunView>();

        Report report = imports.run(ImportFixture.request(root, true), progress -> {
            if (heard.isEmpty() && progress.phase().equals("reading")) {
                imports.watch(progress.run(), heard::add);
                imports.watch("another", others::add);
            }
        });
        assertThat(heard)
                .extracting(RunView::state)
                .startsWith(RunView.State.RUNNING)
                .endsWith(RunView.State.FINISHED);
        assertThat(heard.getFirst().progress()).isPresent();
        assertThat(heard.getLast().report()).contains(report);
        assertThat(others).isEmpty();

        heard.clear();
        note("a", "3");
        imports.run(ImportFixture.request(root, true), progress -> {
            imports.watch(progress.run(), heard::add).close();
        });
        assertThat(heard).isEmpty();
    }

    @Test
    void of_one_tree_one_run_after_the_other_is_carried_out() throws IOException {
        var imports = imports(journal, ImportFixture.ROOM);
        imports.run(ImportFixture.request(root, true), _ -> {});
        note("a", "3");

        assertThat(imports.run(ImportFixture.request(root, true), _ -> {})
                        .events()
                        .appended())
                .isOne();
    }

    @Test
    void what_others_write_while_a_run_is_interrupted_is_not_counted_as_its_own() {
        Report broken = imports(new BreakingJournal(journal, 2), ImportFixture.ROOM)
                .run(ImportFixture.request(root, true), _ -> {});
        var edit = codec.draft(
                new UUID(1, 1),
                new StreamId("config", "mine"),
                new ConfigEvent.Set("mine", new Json("7")),
                Metadata.of("ada", "cli"),
                ImportFixture.CLOCK.instant());
        journal.append(new Append(List.of(edit), Map.of())).join();

        assertThat(run(new Rest(broken.run()), false, false).events().appended())
                .isEqualTo(2);
    }

    @Test
    void a_retry_leaves_out_what_was_only_odd() throws IOException {
        note("a", "odd");
        note("c", "bad");
        Report flawed = run();
        note("a", "1");
        note("c", "3");

        run(new Again(flawed.run()), false, false);

        assertThat(settings()).isEqualTo(Map.of("b", "2", "c", "3"));
    }

    @Test
    void a_retry_reads_all_files_where_not_all_findings_are_listed() throws IOException {
        note("a", "odd");
        note("c", "bad");
        note("d", "bad");
        var fewFindings = new Limits(1 << 20, 100, 1_000, 1 << 16, 1, 1 << 20, 1_000);
        Report flawed = imports(
                        context(journal, fewFindings, ImportFixture.CLOCK),
                        ImportFixture.ROOM,
                        ImportFixture.undo(journal, codec),
                        1)
                .run(ImportFixture.request(root, true), _ -> {});
        assertThat(flawed.findings())
                .extracting(Finding::severity)
                .containsExactly(Finding.Severity.WARN, Finding.Severity.WARN);
        note("c", "3");
        note("d", "4");

        run(new Again(flawed.run()), false, false);

        assertThat(settings()).isEqualTo(Map.of("b", "2", "c", "3", "d", "4"));
    }

    @Test
    void after_a_run_that_took_itself_back_the_next_one_starts_over() {
        crooked = _ -> true;
        run();
        crooked = _ -> false;

        Report report = run();

        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(report.events().appended()).isEqualTo(2);
        assertThat(settings()).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void a_run_without_memory_that_cannot_be_taken_back_either_is_interrupted_and_goes_on() throws IOException {
        note("c", "heap");
        var imports = imports(new BreakingJournal(journal, 2), ImportFixture.ROOM);

        String run = ImportFixture.start(imports, ImportFixture.request(root, true));
        imports.close();

        assertThat(imports.find(run).map(RunView::state)).contains(RunView.State.FINISHED);
        assertThat(imports(journal, ImportFixture.ROOM).find(run).map(RunView::state))
                .contains(RunView.State.INTERRUPTED);
        note("c", "3");
        assertThat(run(new Rest(run), false, false).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(settings()).isEqualTo(Map.of("a", "1", "b", "2", "c", "3"));
    }

    @Test
    void a_run_whose_process_was_killed_is_interrupted_at_the_next_start() throws IOException {
        Report broken = imports(new BreakingJournal(journal, 2), ImportFixture.ROOM)
                .run(ImportFixture.request(root, true), _ -> {});

        var next = imports(journal, ImportFixture.ROOM);

        assertThat(next.list(Optional.empty(), 50).items())
                .extracting(RunView::run, RunView::state)
                .containsExactly(tuple(broken.run(), RunView.State.INTERRUPTED));
    }

    @Test
    void runs_are_paged_and_none_is_missed_or_shown_twice() throws IOException {
        var runs = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            note("a", Integer.toString(i));
            runs.addFirst(run().run());
        }
        var next = imports(journal, ImportFixture.ROOM);
        for (int i = 0; i < 2; i++) {
            runs.addFirst(rehearsed(next));
        }

        for (int limit = 1; limit <= runs.size() + 1; limit++) {
            var listed = new ArrayList<String>();
            Optional<String> after = Optional.empty();
            do {
                Imports.Page page = next.list(after, limit);
                assertThat(page.items()).hasSizeBetween(1, limit);
                page.items().forEach(it -> listed.add(it.run()));
                after = page.next();
            } while (after.isPresent());

            assertThat(listed).isEqualTo(runs);
        }
    }

    private String rehearsed(Imports imports) {
        return imports.run(ImportFixture.request(tree(root), true, false, false, Optional.empty()), _ -> {})
                .run();
    }

    @Test
    void the_last_hundred_runs_without_a_trace_are_remembered() {
        var imports = imports(journal, ImportFixture.ROOM);
        var runs = new ArrayList<String>();
        for (int i = 0; i < 101; i++) {
            runs.add(rehearsed(imports));
        }

        assertThat(imports.find(runs.get(0))).isEmpty();
        assertThat(runs.subList(1, runs.size()))
                .allMatch(run -> imports.find(run).isPresent());
    }

    @Test
    void a_run_that_was_taken_back_is_neither_gone_on_with_nor_retried() throws IOException {
        Report broken = imports(new BreakingJournal(journal, 2), ImportFixture.ROOM)
                .run(ImportFixture.request(root, true), _ -> {});
        assertThatThrownBy(() -> run(new Again(broken.run()), false, false))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("was interrupted: resume it first");
        ImportFixture.undo(journal, codec).takeBack(broken.run(), "ada", "to begin anew");
        note("c", "bad");
        crooked = _ -> true;
        Report rolledBack = run();

        assertThatThrownBy(() -> run(new Rest(broken.run()), false, false))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("was rolled back: import %s again, which begins anew", root);
        assertThatThrownBy(() -> run(new Again(rolledBack.run()), false, false))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("was rolled back: import %s again, in full", root);
        assertThatThrownBy(() -> run(new Again("01UNKNOWN"), false, false))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("there is no import '01UNKNOWN' on record");
    }

    @Test
    void what_a_run_rejected_is_paged_with_its_bytes_or_without() throws IOException {
        for (int i = 0; i < 20; i++) {
            note("c" + (char) ('a' + i), i == 7 ? "odd" : "bad");
        }
        String run = run().run();
        var imports = imports(journal, ImportFixture.ROOM);

        for (int limit = 1; limit <= 21; limit++) {
            var files = new ArrayList<String>();
            Refused.Page page = imports.rejected(run, -1, limit, false);
            while (true) {
                assertThat(page.items()).hasSizeBetween(1, limit);
                page.items().forEach(it -> files.add(it.file()));
                if (page.next().isEmpty()) {
                    break;
                }
                page = imports.rejected(run, page.next().get(), limit, false);
            }
            assertThat(files).hasSize(20).doesNotHaveDuplicates().isSorted();
            assertThat(page.items()).allSatisfy(it -> {
                assertThat(it.raw()).isEmpty();
                assertThat(it.sizeBytes()).contains(3L);
            });
        }
    }

    @Test
    void a_retry_reads_only_the_files_that_had_errors() throws IOException {
        note("c", "bad");
        Report flawed = run();
        note("a", "10");
        note("c", "3");

        Report report = run(new Again(flawed.run()), false, false);

        assertThat(report.run()).isNotEqualTo(flawed.run());
        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(settings()).isEqualTo(Map.of("a", "1", "b", "2", "c", "3"));
        assertThatThrownBy(() -> run(new Again(report.run()), false, false))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("had no errors");
    }

    @Test
    void an_interrupted_run_goes_on_under_its_own_name() {
        Report broken = imports(new BreakingJournal(journal, 2), ImportFixture.ROOM)
                .run(ImportFixture.request(root, true), _ -> {});

        Report report = run(new Rest(broken.run()), false, false);

        assertThat(report.run()).isEqualTo(broken.run());
        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(report.events().appended()).isEqualTo(2);
        assertThat(report.records().imported()).isEqualTo(2);
        assertThat(settings()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThatThrownBy(() -> run(new Rest(broken.run()), false, false))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("has ended (completed)");
        assertThatThrownBy(() -> run(new Rest("01UNKNOWN"), false, false))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("there is no import '01UNKNOWN'");
    }

    /** Stops as soon as a run has appended all that the files tell, when it only compares. */
    private static final class StoppingAtTheEnd extends JournalInBetween {
        private int appends;

        StoppingAtTheEnd(Journal journal) {
            super(journal);
        }

        @Override
        public CompletableFuture<Appended> append(Append append) {
            appends++;
            return super.append(append);
        }

        @Override
        public Optional<String> unavailable() {
            return appends >= 3 ? Optional.of("told to stop") : super.unavailable(); // begin, a, b
        }
    }

    @Test
    void a_run_that_is_stopped_while_it_compares_goes_on_as_the_same_one() {
        Report stopped = imports(new StoppingAtTheEnd(journal), ImportFixture.ROOM)
                .run(ImportFixture.request(root, true), _ -> {});
        assertThat(stopped.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(stopped.failure()).contains("told to stop");
        assertThat(stopped.verified().compared()).isZero();
        assertThat(imports(journal, ImportFixture.ROOM).find(stopped.run()).map(RunView::state))
                .contains(RunView.State.INTERRUPTED);

        Report report = run(new Rest(stopped.run()), false, false);

        assertThat(report.run()).isEqualTo(stopped.run());
        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(report.verified().compared()).isEqualTo(2);
        assertThat(imports(journal, ImportFixture.ROOM)
                        .list(Optional.empty(), 50)
                        .items())
                .extracting(RunView::run, RunView::state)
                .containsExactly(tuple(stopped.run(), RunView.State.FINISHED));
        assertThat(journal.readForward(Selection.category("journal"), Position.START, 100))
                .hasSize(2);
    }
}
