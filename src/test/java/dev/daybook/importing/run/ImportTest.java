package dev.daybook.importing.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportRequest.Tree;
import dev.daybook.importing.run.Report.Outcome;
import dev.daybook.journal.Append;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** What an import does before, after, and when something goes wrong. */
class ImportTest extends NotesImport {

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
