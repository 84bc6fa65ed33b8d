package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.ImportRequest;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.Report;
import dev.daybook.importing.run.RunView;
import dev.daybook.journal.Journal;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.deespec.DeespecSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the read models show of a tree is compared with its files, field by field. */
final class ImportedTest {

    private static final String SBI = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final String FOLDER = ".deespec/specs/sbi/" + SBI + "/";
    private static final String ENTRY =
            "{\"timestamp\":\"%2$s\",\"sbi_id\":\"" + SBI + "\",\"turn\":1,\"step\":\"implement\",\"status\":\"WIP\","
                    + "\"attempt\":%1$d,\"decision\":\"PENDING\",\"elapsed_ms\":5,\"error\":\"\",\"artifacts\":[]}\n";

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/deespec");

    @TempDir
    Path data;

    private Journal journal;
    private Timelines timelines;
    private ReadModels models;
    private Imports imports;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(data.resolve("journal.db"), ImportFixture.CLOCK);
        var codec = new Codec(journal.blobs(), AllSlices.of().facts());
        timelines = new Timelines(journal, codec);
        models = ReadModels.open(
                data.resolve("read"),
                journal,
                codec,
                timelines,
                AllSlices.of().projections(codec.catalog(), journal::blobs),
                ImportFixture.CLOCK);
        var context = new ImportContext(
                journal,
                codec,
                timelines,
                new LegacySources(List.of(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK))),
                Limits.DEFAULT,
                ImportFixture.CLOCK);
        imports = new Imports(
                new Import(
                        context,
                        new QueryLookup(models, AllSlices.of()),
                        ImportFixture.undo(journal, codec),
                        ImportFixture.ROOM),
                context);
    }

    @AfterEach
    void close() {
        imports.close();
        models.close();
        timelines.close();
        journal.close();
    }

    @Test
    void the_read_models_show_what_the_files_say() {
        Report report = run(SAMPLES.resolve("valid/design-layout"));

        assertThat(report.verified().different()).isEmpty();
        assertThat(report.verified().compared())
                .isEqualTo(report.verified().equal())
                .isGreaterThan(250);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.COMPLETED);
    }

    @Test
    void the_read_models_show_what_can_be_read_of_damaged_files() {
        assertThat(run(SAMPLES.resolve("bad/00-all-in-one")).verified().different())
                .isEmpty();
    }

    /** Its folder is gone: only the journal tells that it was made ready for its first turn, and no more. */
    @Test
    void a_task_of_which_only_the_journal_tells_is_ready_if_it_says_so() throws IOException {
        Path tree = data.resolve("tree");
        Folder.write(
                tree,
                ".deespec/journal/2025-09-28/txn_1759019677_1/entry.json",
                "{\"ts\":\"2025-09-28T00:39:36Z\",\"turn\":1,\"step\":\"plan\",\"status\":\"READY\",\"attempt\":1,"
                        + "\"decision\":\"PENDING\",\"elapsed_ms\":1,\"error\":\"\",\"artifacts\":[],"
                        + "\"sbi_id\":\"SBI-01K66VWCCMR3SXGVC36WH06Z7V\",\"txn_id\":\"txn_1759019677_1\"}");

        Report report = run(tree);

        assertThat(report.failure()).isEmpty();
        assertThat(report.verified().different()).isEmpty();
        assertThat(run(tree).events().appended()).isZero();
    }

    @Test
    void the_read_models_show_what_plans_and_their_approvals_say() throws IOException {
        Path tree = data.resolve("tree");
        String folder = ".deespec/specs/pbi/01K7X000000000000000000PB1/";
        Folder.write(tree, folder + "pbi.md", "# Accounts\n");
        Folder.write(tree, folder + "sbi_1.md", "# Draft\n");
        Folder.write(
                tree,
                folder + "approval.yaml",
                "sbis:\n- file: sbi_1.md\n  status: approved\n  reviewed_at: 2025-10-16T11:00:00.123456789Z\n");

        Report report = run(tree);

        assertThat(report.verified().different()).isEmpty();
        assertThat(report.verified().compared()).isEqualTo(7); // the draft a second time, by the witness
    }

    @Test
    void the_read_models_show_what_the_database_says() throws IOException, SQLException {
        Path tree = data.resolve("tree");
        String id = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
        Files.createDirectories(tree.resolve(".deespec"));
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + tree.resolve(".deespec/deespec.db"));
                var statement = database.createStatement()) {
            statement.execute("CREATE TABLE sbis (id TEXT, title TEXT, description TEXT, status TEXT, labels TEXT)");
            statement.execute("CREATE TABLE sbi_exec_logs (sbi_id TEXT, turn INTEGER, step TEXT, executed_at TEXT)");
            statement.execute("CREATE TABLE epics (id TEXT, title TEXT, status TEXT, estimated_story_points INTEGER)");
            statement.execute("INSERT INTO sbis VALUES ('" + id + "', 'Login', '# L', 'REVIEWING', '[\"a\"]')");
            statement.execute("INSERT INTO sbi_exec_logs VALUES ('" + id + "', 3, 'IMPLEMENT', '2025-10-17 01:20:00')");
            statement.execute("INSERT INTO epics VALUES ('EPIC-1', 'Members', 'planed', 8)");
        }

        Report report = run(tree);

        assertThat(report.verified().different()).isEmpty();
        assertThat(report.verified().compared()).isGreaterThan(10);
        assertThat(report.entities()).containsEntry("sbis", 1L).containsEntry("executions", 1L);
    }

    @Test
    void when_a_task_was_registered_is_told_once() throws IOException {
        Path tree = Folder.copy(SAMPLES.resolve("bad/16-done-not-succeeded"), data.resolve("tree"));
        run(tree);
        var state = tree.resolve(".deespec/specs/sbi/SBI-01K6H16ZZZZZZZZZZZZZZZZZZZ/state.json");
        Files.writeString(state, Files.readString(state).replace("2025-10-01T00:00:00Z", "2025-09-01T00:00:00Z"));

        Report report = run(tree);

        assertThat(report.outcome()).isEqualTo(Report.Outcome.COMPLETED_WITH_FINDINGS); // it is done without success
        assertThat(report.verified().different()).isEmpty();
        assertThat(report.events().appended()).isPositive(); // the file's own claim
    }

    @Test
    void what_the_journal_of_the_tool_tells_later_of_an_execution_is_taken() throws IOException {
        Path tree = data.resolve("tree");
        Folder.write(tree, FOLDER + "spec.md", "# Login\n");
        Folder.write(tree, FOLDER + "implement_1.md", "done\n");
        run(tree);
        Folder.write(tree, ".deespec/var/journal.ndjson", ENTRY.formatted(2, "2025-10-01T09:00:00Z"));
        Report later = run(tree);
        Folder.write(tree, ".deespec/var/journal.ndjson", ENTRY.formatted(3, "2025-10-01T10:00:00.5Z"));

        Report corrected = run(tree);

        assertThat(later.outcome()).isEqualTo(Report.Outcome.COMPLETED);
        assertThat(corrected.outcome()).isEqualTo(Report.Outcome.COMPLETED);
        assertThat(corrected.verified().different()).isEmpty();
        assertThat(run(tree).events().appended()).isZero();
    }

    @Test
    void two_trees_that_share_a_task_are_two_projects_and_do_not_undo_each_other() throws IOException {
        Path one = data.resolve("one");
        Path other = data.resolve("other");
        Folder.write(one, FOLDER + "spec.md", "# Login\n");
        Folder.write(one, FOLDER + "implement_1.md", "one\n");
        Folder.write(other, FOLDER + "spec.md", "# Sign in\n");
        Folder.write(other, FOLDER.replace("R1/", "R2/") + "spec.md", "# Log out\n");
        Folder.write(other, FOLDER.replace("R1/", "R3/") + "spec.md", "# Register\n");

        Report first = run(one);
        Report second = run(other);

        assertThat(first.project()).isEmpty();
        assertThat(second.project()).isEqualTo("other");
        for (Path tree : List.of(one, other, one)) {
            Report again = run(tree);
            assertThat(again.events().appended()).isZero();
            assertThat(again.verified().different()).isEmpty();
        }
    }

    @Test
    void a_copy_of_a_tree_is_the_same_project() throws IOException {
        Path tree = Folder.copy(SAMPLES.resolve("valid/design-layout"), data.resolve("tree"));
        run(tree);

        Report copy = run(Folder.copy(tree, data.resolve("copy")));

        assertThat(copy.project()).isEmpty();
        assertThat(copy.events().appended()).isZero();
    }

    @Test
    void runs_are_listed_with_their_reports_newest_first() {
        Report first = run(SAMPLES.resolve("valid/design-layout"));
        Report second = run(SAMPLES.resolve("bad/05-turn-gap"));

        assertThat(imports.list(Optional.empty(), 50).items())
                .extracting(RunView::run)
                .containsExactly(second.run(), first.run());
        assertThat(imports.find(first.run())).hasValueSatisfying(it -> {
            assertThat(it.state()).isEqualTo(RunView.State.FINISHED);
            assertThat(it.report()).contains(first);
        });
    }

    @Test
    void a_run_in_the_background_is_found_with_its_report_once_it_has_ended() {
        String run = ImportFixture.start(imports, request(SAMPLES.resolve("valid/design-layout")));
        imports.close(); // waits for it

        assertThat(imports.find(run).flatMap(RunView::report))
                .hasValueSatisfying(it -> assertThat(it.outcome()).isEqualTo(Report.Outcome.COMPLETED));
    }

    private Report run(Path tree) {
        return imports.run(request(tree), _ -> {});
    }

    private static ImportRequest request(Path tree) {
        return ImportFixture.request(tree, true);
    }
}
