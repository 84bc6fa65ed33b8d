package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.AllSlices;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Consistency;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.sbi.Candidate;
import dev.daybook.sbi.ExecutionView;
import dev.daybook.sbi.SbiQueries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which line, file and row tell of the same turn, and what follows from that. */
final class JoinsTest {

    private static final String TASK = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
    private static final String SPECS = ".deespec/specs/sbi/" + TASK + "/";
    private static final String REPORTS = ".deespec/reports/sbi/" + TASK + "/";
    private static final String LINE = "{\"timestamp\":\"2025-10-17T01:00:%s\",\"sbi_id\":\"" + TASK
            + "\",\"turn\":%d,\"step\":\"%s\",\"status\":\"%s\",\"attempt\":1,\"decision\":\"%s\",\"elapsed_ms\":5,"
            + "\"error\":\"\",\"artifacts\":[\"%s\"]}\n";

    @TempDir
    Path root;

    @TempDir
    Path data;

    private final ImportFixture fixture =
            new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
    private ReadModels models;

    @BeforeEach
    void open() {
        models = fixture.models(data);
    }

    @AfterEach
    void close() {
        models.close();
        fixture.close();
    }

    @Test
    void a_run_and_its_agents_report_of_one_turn_are_no_contradiction() throws IOException {
        write(SPECS + "spec.md", "# A task\n");
        write(REPORTS + "implement_1.md", "done");
        run();
        write(SPECS + "implement_1.md", "done\n"); // the agent reports first
        run();

        assertThat(executions())
                .extracting(ExecutionView::source, it -> it.content().orElse(""))
                .containsExactlyInAnyOrder(
                        tuple("deespec:" + REPORTS + "implement_1.md", "done"),
                        tuple("deespec:" + SPECS + "implement_1.md", "done\n"));
        assertThat(look().found()).isZero();
        assertThat(look().items()).singleElement().matches(Consistency.Item::legitimate);
    }

    @Test
    void a_success_that_only_a_report_tells_ends_a_task_well() throws IOException {
        write(SPECS + "spec.md", "# A task\n");
        write(REPORTS + "review_4.md", "# Review\n");
        write(
                ".deespec/var/journal.ndjson",
                LINE.formatted("20.9Z", 4, "done", "DONE", "PENDING", REPORTS + "review_4.md"));
        run();
        assertThat(look().found()).isEqualTo(1);

        write(
                ".deespec/journal.ndjson",
                LINE.formatted("20.8Z", 3, "report_review", "DONE", "SUCCEEDED", "review_3.md")); // which is gone
        run();

        assertThat(look()).isEqualTo(new Consistency(0, List.of()));
        assertThat(executions())
                .extracting(ExecutionView::turn, ExecutionView::decision)
                .containsExactly(tuple(4, Optional.of("PENDING")));
    }

    @Test
    void a_run_that_is_repeated_is_one_execution_and_its_last_line_counts() throws IOException {
        write(SPECS + "spec.md", "# A task\n");
        var lines = new StringBuilder();
        for (int i = 1; i < 4; i++) {
            write(SPECS + "review_4.md", "# Review " + i + "\n");
            lines.append(
                    LINE.formatted("0%d.5Z".formatted(i), 4, "review", "REVIEW", "PENDING", SPECS + "review_4.md"));
            write(".deespec/var/journal.ndjson", lines.toString());
            run();
        }

        assertThat(executions())
                .extracting(ExecutionView::content, ExecutionView::completedAt)
                .containsExactly(
                        tuple(Optional.of("# Review 3\n"), Optional.of(Instant.parse("2025-10-17T01:00:03.5Z"))));
        assertThat(look().items()).isEmpty();
    }

    @Test
    void the_line_of_a_failed_run_tells_nothing_of_a_file() throws IOException {
        write(SPECS + "spec.md", "# A task\n");
        write(SPECS + "review_4.md", "# Review\n");
        write(".deespec/var/journal.ndjson", LINE.formatted("01Z", 4, "review", "REVIEW", "NEEDS_CHANGES", ""));
        run();

        assertThat(executions())
                .extracting(ExecutionView::decision, ExecutionView::completedAt)
                .containsExactly(tuple(Optional.empty(), Optional.empty()));
    }

    @Test
    void the_decision_of_a_report_is_that_of_a_run_that_wrote_the_same_file() throws IOException {
        write(SPECS + "spec.md", "# A task\n");
        write(REPORTS + "review_4.md", "# Review\n");
        write(".deespec/journal.ndjson", LINE.formatted("01Z", 4, "report_review", "DONE", "SUCCEEDED", "review_4.md"));
        write(
                ".deespec/var/journal.ndjson",
                LINE.formatted("02Z", 4, "done", "DONE", "PENDING", REPORTS + "review_4.md"));
        run();

        assertThat(executions())
                .extracting(ExecutionView::decision, ExecutionView::completedAt)
                .containsExactly(tuple(Optional.of("SUCCEEDED"), Optional.of(Instant.parse("2025-10-17T01:00:02Z"))));
    }

    @Test
    void ranked_tasks_are_picked_in_the_order_of_their_ranks() throws IOException {
        meta("SBI-A-0010", "por: 5\npriority: 10\n");
        meta("SBI-A-001", "por: 5\npriority: 1\n");
        meta("SBI-A-002", "por: 5\npriority: 2\n");
        meta("SBI-B-001", "por: 1\n");
        meta("SBI-B-002", "priority: 3\n");
        meta("SBI-B-003", "");
        run();

        assertThat(new SbiQueries(models::read).pickable(ImportFixture.CLOCK.instant(), 10))
                .extracting(Candidate::id)
                .containsExactly("SBI-B-001", "SBI-A-001", "SBI-A-002", "SBI-A-0010", "SBI-B-002", "SBI-B-003");
    }

    private void meta(String id, String ranks) throws IOException {
        write(".deespec/specs/sbi/" + id + "_a_task/meta.yaml", "id: " + id + "\ntitle: A task\n" + ranks);
    }

    private void run() {
        assertThat(fixture.run(root).failure()).isEmpty();
        models.catchUp();
    }

    private List<ExecutionView> executions() {
        return new SbiQueries(models::read)
                .executions(TASK, Optional.empty(), 100, true)
                .items();
    }

    private Consistency look() {
        return new ConsistencyQueries(models::read, AllSlices.of().checks()).look();
    }

    private void write(String file, String text) throws IOException {
        Folder.write(root, file, text);
    }
}
