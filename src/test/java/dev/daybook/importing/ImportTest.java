package dev.daybook.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.github.luben.zstd.ZstdInputStream;
import dev.daybook.AllSlices;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.ImportRequest.Again;
import dev.daybook.importing.ImportRequest.Rest;
import dev.daybook.importing.ImportRequest.Tree;
import dev.daybook.importing.ImportRequest.What;
import dev.daybook.importing.Report.Outcome;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an import does before, after, and when something goes wrong. */
class ImportTest {

    @TempDir
    private Path folder;

    private final MemoryJournal journal = new MemoryJournal(ImportFixture.CLOCK);
    private final Codec codec = new Codec(journal.blobs(), AllSlices.of().facts());
    private final Timelines timelines = new Timelines(journal, codec);
    private final Notebook notebook = new Notebook();
    private Path root;

    /** Of which keys the read model shows something else than was written. */
    private Predicate<String> crooked = _ -> false;

    /** What takes too long after a run, if something does. */
    private Optional<Slower> slow = Optional.empty();

    private int timings;

    @BeforeEach
    void a_tree() throws IOException {
        root = folder.resolve("one");
        note("a", "1");
        note("b", "2");
    }

    private void note(String name, String text) throws IOException {
        Folder.write(root, ".notes/" + name, text);
    }

    /** Shows what counted when the import waited for it. */
    private final class JournalPosted implements ReadModelLookup {
        private Map<String, String> posted = Map.of();

        @Override
        public void await(Position position) {
            posted = settings();
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            return Optional.ofNullable(posted.get(stream.key()))
                    .map(it -> Map.of("/value", crooked.test(stream.key()) ? it + " or so" : it));
        }

        @Override
        public Supplier<Optional<Slower>> timed() {
            timings++;
            return () -> slow;
        }
    }

    /** What counts now, by key. */
    private Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        for (var entry : journal.readForward(Selection.category("config"), Position.START, Integer.MAX_VALUE)) {
            if (timelines.current().counts(entry) && codec.decode(entry) instanceof ConfigEvent.Set it) {
                settings.put(it.key(), it.value().text());
            }
        }
        return settings;
    }

    private Imports imports(Journal through, Preflight preflight) {
        return imports(through, preflight, ImportFixture.undo(through, codec));
    }

    private Imports imports(Journal through, Preflight preflight, Import.Undo undo) {
        return imports(context(through), preflight, undo, 1);
    }

    private Imports imports(ImportContext context, Preflight preflight, Import.Undo undo, int draftsMax) {
        var importing = new Import(context, new JournalPosted(), undo, preflight, draftsMax);
        return new Imports(importing, context(journal));
    }

    private ImportContext context(Journal through) {
        return context(through, Limits.DEFAULT, ImportFixture.CLOCK);
    }

    private ImportContext context(Journal through, Limits limits, InstantSource clock) {
        return new ImportContext(through, codec, timelines, new LegacySources(List.of(notebook)), limits, clock);
    }

    private Report run(What what, boolean validate, boolean strict) {
        return imports(journal, ImportFixture.ROOM)
                .run(ImportFixture.request(what, false, validate, strict, Optional.empty()), _ -> {});
    }

    private Report run() {
        return run(tree(root), false, false);
    }

    private static Tree tree(Path root) {
        return new Tree(root, Optional.empty(), Optional.empty());
    }

    private Report dryRun(Preflight preflight, Optional<Path> backup) {
        return imports(journal, preflight).run(ImportFixture.request(tree(root), true, false, false, backup), _ -> {});
    }

    @Test
    void a_run_whose_read_model_differs_from_the_files_takes_itself_back() {
        crooked = _ -> true;

        Report report = run();

        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(report.failure()).contains("2 of 2 fields of the read model differ from the files");
        assertThat(report.verified().different()).hasSize(2);
        assertThat(settings()).isEmpty();
        assertThat(imports(journal, ImportFixture.ROOM).find(report.run()).flatMap(RunView::report))
                .contains(report);
    }

    @Test
    void only_the_fields_that_differ_are_told() {
        crooked = "b"::equals;

        Report report = run();

        assertThat(report.failure()).contains("1 of 2 fields of the read model differ from the files");
        assertThat(report.verified())
                .isEqualTo(new Report.Verified(
                        2,
                        1,
                        List.of(new Report.Difference(
                                "config/b", "/value", Optional.of("2"), Optional.of("2 or so")))));
    }

    @Test
    void a_run_after_which_a_question_takes_too_long_takes_itself_back_and_says_which() {
        slow = Slower.of("GET /config", 10, 100, 3, 20);

        Report report = run();

        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(report.failure()).isEqualTo(slow.map(Slower::text));
        assertThat(report.slower()).isEqualTo(slow);
        assertThat(settings()).isEmpty();
    }

    @Test
    void a_run_that_wrote_nothing_makes_no_question_slower() {
        run();
        slow = Slower.of("GET /config", 10, 100, 3, 20);

        assertThat(run().outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void questions_are_timed_only_where_something_is_written_and_compared() {
        dryRun(ImportFixture.ROOM, Optional.empty());
        imports(journal, ImportFixture.ROOM).run(ImportFixture.request(root, false), _ -> {});
        assertThat(timings).isZero();

        run();

        assertThat(timings).isOne();
    }

    @Test
    void an_accident_before_a_batch_is_full_leaves_nothing_of_it_behind() throws IOException {
        note("c", "crash");
        var imports =
                imports(context(journal), ImportFixture.ROOM, ImportFixture.undo(journal, codec), Batches.DRAFTS_MAX);

        Report report = imports.run(ImportFixture.request(root, true), _ -> {});

        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(report.events().appended()).isZero();
        assertThat(journal.readForward(Selection.category("config"), Position.START, 10))
                .isEmpty();
    }

    @Test
    void how_far_a_run_is_is_told_of_each_of_its_phases() {
        var now = new AtomicReference<>(ImportFixture.CLOCK.instant());
        InstantSource ticking = () -> now.updateAndGet(at -> at.plusMillis(100));
        var phases = new LinkedHashMap<String, Long>();
        var imports = imports(
                context(journal, Limits.DEFAULT, ticking), ImportFixture.ROOM, ImportFixture.undo(journal, codec), 1);

        imports.run(
                ImportFixture.request(tree(root), false, true, false, Optional.of(folder.resolve("before.tar.zst"))),
                progress -> {
                    phases.merge(progress.phase(), progress.done(), Math::max);
                    assertThat(progress.total()).isGreaterThanOrEqualTo(1);
                });

        assertThat(phases)
                .containsExactly(
                        Map.entry("checking", 2L),
                        Map.entry("packing", 0L),
                        Map.entry("reading", 2L),
                        Map.entry("verifying", 2L));
    }

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
    void a_rehearsal_ends_when_the_journal_is_to_be_used_no_more() {
        var stopping = new JournalInBetween(journal) {
            @Override
            public Optional<String> unavailable() {
                return notebook.readings > 0 ? Optional.of("told to stop") : super.unavailable();
            }
        };

        Report report = imports(stopping, ImportFixture.ROOM)
                .run(
                        ImportFixture.request(
                                new Tree(root, Optional.empty(), Optional.of("first")),
                                true,
                                false,
                                false,
                                Optional.empty()),
                        _ -> {});

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.failure()).contains("told to stop");
        assertThat(report.records().found()).isZero();
    }

    @Test
    void bytes_that_are_not_taken_over_as_they_stand_are_kept_with_the_run() throws IOException {
        note("c", "odd");

        Report report = run();

        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED_WITH_FINDINGS);
        assertThat(imports(journal, ImportFixture.ROOM)
                        .rejected(report.run(), -1, 10, true)
                        .items())
                .singleElement()
                .satisfies(kept -> {
                    assertThat(kept.file()).isEqualTo(".notes/c");
                    assertThat(kept.code()).isEqualTo("ODD");
                    assertThat(kept.sizeBytes()).contains(3L);
                    assertThat(kept.raw()).contains("b2Rk");
                });
        assertThatThrownBy(() -> imports(journal, ImportFixture.ROOM).rejected("01UNKNOWN", -1, 10, true))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("there is no import '01UNKNOWN'");
    }

    @Test
    void errors_that_validating_finds_keep_nothing_from_being_taken_over_unless_the_import_is_strict()
            throws IOException {
        note("c", "bad");

        assertThat(run(tree(root), true, false).outcome()).isEqualTo(Outcome.COMPLETED_WITH_FINDINGS);
        assertThat(settings()).hasSize(2);
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
    void a_thousand_differences_are_listed_and_the_others_are_counted() throws IOException {
        for (int i = 0; i < 1_100; i++) {
            note("many" + i, "1");
        }
        crooked = _ -> true;

        Report report = run();

        assertThat(report.failure()).contains("1102 of 1102 fields of the read model differ from the files");
        assertThat(report.verified().compared()).isEqualTo(1_102);
        assertThat(report.verified().different()).hasSize(1_000);
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
    void an_accident_of_the_reader_takes_the_run_back() throws IOException {
        note("c", "crash");

        Report report = run();

        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(report.failure()).contains("the import broke off: a mistake of the reader");
        assertThat(settings()).isEmpty();
    }

    @Test
    void a_run_without_memory_takes_itself_back_and_is_over() throws IOException {
        note("c", "heap");
        var imports = imports(journal, ImportFixture.ROOM);

        Report report = imports.run(ImportFixture.request(root, true), _ -> {});

        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(report.failure())
                .contains("the import broke off: the memory was not enough (Java heap space):"
                        + " give Java more, such as -Xmx4g");
        assertThat(settings()).isEmpty();
        assertThat(imports.find(report.run()).map(RunView::state)).contains(RunView.State.FINISHED);
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
    void a_run_whose_undoing_breaks_off_is_over_too() throws IOException {
        note("c", "crash");
        Import.Undo undo = (_, _, _) -> {
            throw new OutOfMemoryError("Java heap space");
        };
        var imports = imports(journal, ImportFixture.ROOM, undo);

        Report report = imports.run(ImportFixture.request(root, true), _ -> {});

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(imports.find(report.run()).map(RunView::state)).contains(RunView.State.FINISHED);
        assertThat(imports.<Position>alone("a rollback", journal::head)).isEqualTo(journal.head());
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
    void validating_ends_when_the_journal_is_to_be_used_no_more() {
        var stopping = new JournalInBetween(journal) {
            @Override
            public Optional<String> unavailable() {
                return notebook.readings > 0 ? Optional.of("told to stop") : super.unavailable();
            }
        };

        Report report = imports(stopping, ImportFixture.ROOM)
                .run(ImportFixture.request(tree(root), false, true, false, Optional.empty()), _ -> {});

        assertThat(report.failure()).contains("told to stop");
        assertThat(notebook.readings).isOne();
        assertThat(journal.head()).isEqualTo(Position.START);
    }

    @Test
    void a_run_fails_if_the_journal_takes_no_more() {
        Report report = imports(new BreakingJournal(journal, 2), ImportFixture.ROOM)
                .run(ImportFixture.request(root, true), _ -> {});

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.failure()).contains("the power went off");
        assertThat(settings()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void what_a_user_changed_is_no_difference_and_stays() {
        run();
        var edit = codec.draft(
                new UUID(1, 1),
                new StreamId("config", "a"),
                new ConfigEvent.Set("a", new Json("7")),
                Metadata.of("ada", "cli"),
                ImportFixture.CLOCK.instant());
        journal.append(new Append(List.of(edit), Map.of())).join();

        Report report = run();

        assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(report.events().appended()).isZero();
        assertThat(report.verified().compared()).isEqualTo(1);
        assertThat(settings()).containsEntry("a", "7");
    }

    @Test
    void errors_are_passed_over_unless_the_import_is_strict() throws IOException {
        note("c", "bad");

        assertThat(run(tree(root), false, true)).satisfies(it -> {
            assertThat(it.outcome()).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(it.failure())
                    .contains("1 error was found, the first in .notes/c (INVALID_JSON: is bad),"
                            + " and the import is strict");
        });
        assertThat(settings()).isEmpty();
        assertThat(run().outcome()).isEqualTo(Outcome.COMPLETED_WITH_FINDINGS);
        assertThat(settings()).hasSize(2);
    }

    @Test
    void a_strict_import_that_validates_writes_nothing_if_there_is_an_error() throws IOException {
        note("c", "bad");

        Report report = run(tree(root), true, true);

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.failure()).hasValueSatisfying(it -> assertThat(it).endsWith("nothing was appended"));
        assertThat(report.findings()).hasSize(1);
        assertThat(report.records()).isEqualTo(new Report.RecordCounts(3, 2, 0, 1));
        assertThat(report.entities()).isEqualTo(Map.of("notes", 2L));
        assertThat(journal.head()).isEqualTo(Position.START);
    }

    @Test
    void validating_reads_everything_once_more_before() {
        run();
        int readings = notebook.readings;
        run(tree(root), true, false);

        assertThat(notebook.readings).isEqualTo(2 * readings + 1);
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

    /** Stops as soon as a run has appended its last checkpoint, when it only compares. */
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
            return appends >= 4 ? Optional.of("told to stop") : super.unavailable(); // begin, a, b, checkpoint
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

    @Test
    void projects_with_the_same_keys_are_kept_apart_and_known_again() throws IOException {
        Path first = root;
        root = folder.resolve("two words");
        note("a", "9");
        Path second = root;

        assertThat(run(tree(first), false, false).project()).isEmpty();
        assertThat(run(tree(second), false, false).project()).isEqualTo("two-words");

        assertThat(settings()).isEqualTo(Map.of("a", "1", "b", "2", "two-words!/a", "9"));
        assertThat(journal.readStream(new StreamId("config", "two-words!/a"), 0, 1))
                .singleElement()
                .satisfies(it -> assertThat(it.metadata().source().text()).isEqualTo("notes:two-words!/.notes/a"));
        for (Path again : List.of(first, second)) {
            Report report = run(tree(again), false, false);
            assertThat(report.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(report.events().appended()).isZero();
        }
    }

    @Test
    void a_project_may_be_named_but_not_be_renamed() throws IOException {
        run();
        root = folder.resolve("two");
        note("a", "9");

        Report named = run(new Tree(root, Optional.empty(), Optional.of("second")), false, false);
        Report renamed = run(new Tree(root, Optional.empty(), Optional.of("third")), false, false);

        assertThat(named.project()).isEqualTo("second");
        assertThat(renamed.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(renamed.failure())
                .hasValueSatisfying(it -> assertThat(it).contains("was imported as project 'second' before"));
        Report illegal = run(new Tree(folder.resolve("one"), Optional.empty(), Optional.of("no name")), false, false);
        assertThat(illegal.failure())
                .hasValueSatisfying(it -> assertThat(it).contains("'no name' is no name of a project"));
    }

    @Test
    void there_has_to_be_room_for_twice_the_files() {
        var tight = new Preflight(folder, () -> 3);

        Report report = dryRun(tight, Optional.empty());

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.failure())
                .contains("%s holds 2 bytes; importing them wants 4 bytes free in %s, and 3 are: make room, or choose"
                                .formatted(root, folder)
                        + " another --data");
        assertThat(dryRun(new Preflight(folder, () -> 4), Optional.empty()).outcome())
                .isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void the_files_are_packed_before_anything_is_written() throws IOException {
        Files.createSymbolicLink(root.resolve(".notes/zz"), Path.of("a"));
        Files.delete(root.resolve(".notes/b"));
        Path archive = folder.resolve("before.tar.zst");

        Report report = imports(journal, ImportFixture.ROOM)
                .run(ImportFixture.request(tree(root), false, false, false, Optional.of(archive)), _ -> {});

        assertThat(report.failure()).isEmpty();
        var packed = new TreeMap<String, String>();
        try (var tar = new TarArchiveInputStream(new ZstdInputStream(Files.newInputStream(archive)), "UTF-8")) {
            for (var it = tar.getNextEntry(); it != null; it = tar.getNextEntry()) {
                packed.put(
                        it.getName(),
                        it.isSymbolicLink() ? "-> " + it.getLinkName() : new String(tar.readAllBytes(), UTF_8));
            }
        }
        assertThat(packed).isEqualTo(Map.of(".notes/", "", ".notes/a", "1", ".notes/zz", "-> a"));
    }

    @Test
    void a_backup_never_replaces_a_file_nor_lies_among_the_notes() throws IOException {
        Path there = Files.writeString(folder.resolve("there"), "mine");

        assertThat(dryRun(ImportFixture.ROOM, Optional.of(there)).failure())
                .hasValueSatisfying(it -> assertThat(it).contains("is there already"));
        assertThat(dryRun(ImportFixture.ROOM, Optional.of(root.resolve(".notes/x.tar.zst")))
                        .failure())
                .hasValueSatisfying(it -> assertThat(it).contains("lies among the files to pack"));
        assertThat(there).hasContent("mine");
    }
}
