package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ForceTerminated;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.StateClaimed;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each era of the tool left behind, and what becomes of it. */
final class ErasTest {

    private static final Path VALID = Path.of("src/test/resources/legacy/deespec/valid");
    private static final DeespecSource SOURCE = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    private static final String STATE =
            "{\"version\": 1, \"current\": \"plan\", \"turn\": 0, \"inputs\": {\"todo\": \"Tidy up\"}, \"meta\": {}}";

    @TempDir
    Path root;

    private final ImportFixture fixture = new ImportFixture(SOURCE);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void the_eras_are_told_apart_by_what_they_left() {
        assertThat(SOURCE.eras(VALID.resolve("real-a-root-files"))).containsExactly("A");
        assertThat(SOURCE.eras(VALID.resolve("real-b-var-journal7"))).containsExactly("B");
        assertThat(SOURCE.eras(VALID.resolve("real-c-status-era"))).containsExactly("C");
        assertThat(SOURCE.eras(VALID.resolve("real-d0-journal-array"))).containsExactly("D0");
        assertThat(SOURCE.eras(VALID.resolve("real-d-reports-era"))).containsExactly("D");
        assertThat(SOURCE.eras(VALID.resolve("design-layout"))).containsExactly("S");
    }

    @Test
    void all_eras_in_one_tree_are_read_in_one_run() throws IOException {
        Folder.copy(VALID.resolve("real-a-root-files"), root);
        Folder.copy(VALID.resolve("real-c-status-era"), root);
        String folder = ".deespec/specs/sbi/SBI-01K6GBQ7M4X2V9B8N0C5D3F1S1/";
        write(folder + "spec.md", "# A task\n");
        write(folder + "state.json", "{\"status\": \"WIP\", \"turn\": 1}");
        write(folder + "plan_1.md", "# Plan\n");
        Report report = fixture.run(root);

        assertThat(SOURCE.eras(root)).containsExactly("A", "C", "S");
        assertThat(report.entities())
                .containsEntry("sbis", 3L)
                .containsEntry("sbis_placeholder", 1L)
                .containsEntry("executions", 8L)
                .containsEntry("journal_entries", 8L);
        assertThat(report.findings()).isEmpty();
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void a_folder_is_of_the_first_era_only_if_its_state_says_so() throws IOException {
        assertThat(SOURCE.recognizes(root)).isFalse();
        write("state.json", "{\"version\": 4, \"serial\": 1, \"lineage\": \"x\", \"resources\": []}");
        assertThat(SOURCE.recognizes(root)).isFalse();
        write("state.json", "[".repeat(50));
        assertThat(SOURCE.recognizes(root)).isFalse();
        write("journal.ndjson", "{}\n");
        assertThat(SOURCE.recognizes(root)).isFalse();
        write(".artifacts/turn0/plan.md", "# Plan\n");
        assertThat(SOURCE.recognizes(root)).isTrue();
        write("state.json", STATE);
        Files.delete(root.resolve("journal.ndjson"));
        assertThat(SOURCE.recognizes(root)).isTrue();
    }

    @Test
    void the_anonymous_task_is_called_what_there_was_to_do() throws IOException {
        write("state.json", STATE);
        fixture.run(root);

        assertThat(events("SBI-ANONYMOUS", Registered.class))
                .extracting(Registered::title)
                .containsExactly("Tidy up");
        write("state.json", STATE.replace("Tidy up", "Tidy all"));
        assertThat(fixture.run(root).events().appended()).isPositive();
    }

    @Test
    void each_project_has_its_own_anonymous_task() throws IOException {
        write("state.json", STATE);
        assertThat(entities(new Root(root, "shop"), Scope.ALL))
                .contains("sbi/SBI-ANONYMOUS@shop", "file/shop!/state.json");
    }

    @Test
    void a_damaged_root_state_loses_neither_journal_nor_turns() throws IOException {
        Folder.copy(VALID.resolve("real-a-root-files"), root);
        write("state.json", "{\"version\": 4, \"curr");
        Report report = fixture.run(root);

        assertThat(report.entities()).containsEntry("executions", 3L).containsEntry("journal_entries", 2L);
        assertThat(report.findings()).anyMatch(it -> it.file().equals("state.json"));
    }

    @Test
    void a_file_named_after_the_next_step_is_what_it_holds() throws IOException {
        Folder.copy(VALID.resolve("real-c-status-era"), root);
        fixture.run(root);

        assertThat(events("SBI-01K6GDQ7M4X2V9B8N0C5D3F1R3", ExecutionFinished.class))
                .extracting(it -> it.file().orElse("") + " " + it.step().text() + " " + it.decision())
                .containsExactly(
                        "implement_1.md implement Optional[PENDING]",
                        "review_2.md implement Optional[PENDING]",
                        "done_3.md review Optional[SUCCEEDED]");
    }

    @Test
    void without_heading_and_notes_the_status_era_is_told_by_decisions() throws IOException {
        String id = "SBI-01K6GDQ7M4X2V9B8N0C5D3F1R3";
        String folder = ".deespec/specs/sbi/" + id + "/";
        write(folder + "implement_1.md", "made it\n");
        write(folder + "review_2.md", "made it better\n");
        write(folder + "implement_3.md", "not yet\n\nDECISION: NEEDS_CHANGES\n");
        write(folder + "done_4.md", "looks good\n");
        write(".deespec/var/journal.ndjson", """
                {"ts":"2025-09-29T09:01:00Z","turn":1,"step":"implement","status":"WIP","decision":"PENDING","artifacts":["%1$simplement_1.md"]}
                {"ts":"2025-09-29T09:02:00Z","turn":2,"step":"review","status":"REVIEW","decision":"PENDING","artifacts":["%1$sreview_2.md"]}
                {"ts":"2025-09-29T09:03:00Z","turn":3,"step":"implement","status":"WIP","decision":"NEEDS_CHANGES","artifacts":["%1$simplement_3.md"]}
                {"ts":"2025-09-29T09:04:00Z","turn":4,"step":"done","status":"DONE","decision":"SUCCEEDED","artifacts":["%1$sdone_4.md"]}
                """.formatted(folder));
        fixture.run(root);

        assertThat(events(id, ExecutionFinished.class))
                .extracting(ExecutionFinished::step)
                .containsExactly(Step.IMPLEMENT, Step.IMPLEMENT, Step.REVIEW, Step.REVIEW);
        assertThat(events(id, StatusChanged.class))
                .extracting(StatusChanged::status)
                .containsExactly(Status.WIP, Status.REVIEW, Status.WIP, Status.DONE);
    }

    @Test
    void what_the_database_era_marked_becomes_facts_of_their_own() throws IOException {
        Folder.copy(VALID.resolve("real-d-reports-era"), root);
        fixture.run(root);

        String id = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
        assertThat(events(id, ForceTerminated.class))
                .containsExactly(
                        new ForceTerminated(new SbiId(id), 9, Optional.of(8), Optional.of("Exceeded max turns (8)")));
        assertThat(events(id, ExecutionFinished.class))
                .extracting(it -> it.file().orElse("") + " " + it.turn() + " " + it.decision())
                .containsExactly(
                        "reports/implement_3.md 3 Optional[PENDING]",
                        "reports/review_3.md 3 Optional[NEEDS_CHANGES]",
                        "reports/review_4.md 4 Optional[NEEDS_CHANGES]");
        assertThat(events(id, StatusChanged.class)).last().matches(it -> it.status() == Status.DONE);
    }

    @Test
    void results_of_two_tasks_in_one_place_are_told_apart_by_the_journal() throws IOException {
        for (String id : List.of("SBI-ONE", "SBI-TWO")) {
            write(".deespec/specs/sbi/" + id + "_x/spec.md", "# " + id + "\n");
        }
        write(".deespec/var/artifacts/turn1/implement.md", "one\n");
        write(".deespec/var/artifacts/turn2/implement.md", "two\n");
        write(".deespec/var/artifacts/turn3/implement.md", "whose?\n");
        write(".deespec/var/journal.ndjson", """
                {"ts":"2025-09-26T11:00:00Z","turn":1,"step":"plan","decision":"PENDING","artifacts":[{"type":"pick","id":"SBI-ONE"}]}
                {"ts":"2025-09-26T11:01:00Z","turn":1,"step":"implement","decision":"PENDING","artifacts":[".deespec/var/artifacts/turn1/implement.md"]}
                {"ts":"2025-09-26T11:02:00Z","turn":2,"step":"done","decision":"OK","artifacts":[]}
                {"ts":"2025-09-26T11:03:00Z","turn":2,"step":"plan","decision":"PENDING","artifacts":[{"type":"pick","id":"SBI-TWO"}]}
                {"ts":"2025-09-26T11:04:00Z","turn":2,"step":"implement","decision":"PENDING","artifacts":[".deespec/var/artifacts/turn2/implement.md"]}
                """);
        Report report = fixture.run(root);

        assertThat(events("SBI-ONE", ExecutionFinished.class))
                .extracting(it -> it.content().orElse(""))
                .containsExactly("one\n");
        assertThat(events("SBI-TWO", ExecutionFinished.class))
                .extracting(it -> it.content().orElse(""))
                .containsExactly("two\n");
        assertThat(events("SBI-ONE", StatusChanged.class))
                .extracting(StatusChanged::status)
                .containsExactly(Status.WIP, Status.DONE);
        assertThat(report.findings()).extracting(it -> it.code()).containsExactly("ORPHAN_FILE");
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void when_the_tool_turns_to_another_task_the_lease_of_the_first_ends() throws IOException {
        String state = "{\"version\": 1, \"status\": \"WIP\", \"turn\": 1, \"wip\": \"%s\", "
                + "\"lease_expires_at\": \"2026-01-02T04:00:00Z\", \"meta\": {\"updated_at\": \"2026-01-02T03:00:00Z\"}}";
        write(".deespec/specs/sbi/SBI-ONE_x/spec.md", "# One\n");
        write(".deespec/specs/sbi/SBI-TWO_x/spec.md", "# Two\n");
        write(".deespec/var/state.json", state.formatted("SBI-ONE"));
        fixture.run(root);
        write(".deespec/var/state.json", state.formatted("SBI-TWO"));
        fixture.run(root);

        assertThat(events("SBI-ONE", LeaseAcquired.class))
                .extracting(LeaseAcquired::expiresAt)
                .containsExactly(Instant.parse("2026-01-02T04:00:00Z"));
        assertThat(events("SBI-ONE", LeaseReleased.class)).hasSize(1);
        assertThat(events("SBI-TWO", LeaseAcquired.class)).hasSize(1);
    }

    @Test
    void the_priority_of_the_status_era_is_kept_as_it_stands() throws IOException {
        String id = "SBI-01K6GDQ7M4X2V9B8N0C5D3F1R3";
        String folder = ".deespec/specs/sbi/" + id + "/";
        write(folder + "spec.md", "# A task\n");
        write(folder + "meta.yml", "id: " + id + "\npriority: 1\npor: 2\n");
        fixture.run(root);

        assertThat(events(id, Registered.class))
                .extracting(Registered::priority, it -> it.metadata().text())
                .containsExactly(tuple(1, "{\"por\":2}"));
        assertThat(events(id, StateClaimed.class))
                .extracting(it -> it.state().text())
                .containsExactly("{\"id\":\"" + id + "\",\"priority\":1,\"por\":2}");
    }

    @Test
    void the_same_file_name_in_two_folders_is_kept_twice() throws IOException {
        String id = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
        write(".deespec/specs/sbi/" + id + "/spec.md", "# A task\n");
        write(".deespec/specs/sbi/" + id + "/review_1.md", "one\n");
        write(".deespec/reports/sbi/" + id + "/review_1.md", "two\n");
        fixture.run(root);

        assertThat(events(id, ExecutionFinished.class))
                .extracting(it -> it.file().orElse("") + it.content().orElse(""))
                .containsExactlyInAnyOrder("review_1.mdone\n", "reports/review_1.mdtwo\n");
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void of_a_part_only_what_belongs_to_it_is_told() throws IOException {
        Folder.copy(VALID.resolve("real-c-status-era"), root);
        String one = "SBI-01K6GDQ7M4X2V9B8N0C5D3F1R3";

        assertThat(entities(Root.of(root), files(".deespec/specs/sbi/" + one + "/done_3.md")))
                .contains("sbi/" + one)
                .doesNotContain("sbi/SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1", "file/.deespec/var/journal.ndjson");
        assertThat(entities(Root.of(root), files(".deespec/var/journal.ndjson")))
                .contains("sbi/" + one, "sbi/SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1", "file/.deespec/var/journal.ndjson");
    }

    @Test
    void a_line_more_concerns_only_tasks_of_late() throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            lines.append("{\"ts\":\"2025-09-26T11:00:00Z\",\"turn\":%d,\"sbi_id\":\"SBI-%d\"}\n".formatted(i, i / 100));
        }
        write(".deespec/var/journal.ndjson", lines.toString());
        Scope journal = files(".deespec/var/journal.ndjson");
        try (Reading kept = SOURCE.read(Root.of(root), Scope.ALL, Known.NOTHING)) {
            kept.forEachRemaining(_ -> {});
            kept.acknowledge();
        }
        lines.append("{\"ts\":\"2025-09-26T12:00:00Z\",\"turn\":1,\"sbi_id\":\"SBI-1\"}\n");
        write(".deespec/var/journal.ndjson", lines.toString());

        assertThat(entities(Root.of(root), journal))
                .contains("sbi/SBI-1", "sbi/SBI-5")
                .doesNotContain("sbi/SBI-0");
        write(".deespec/var/journal.ndjson", lines.substring(200)); // another file now
        assertThat(entities(Root.of(root), journal)).contains("sbi/SBI-0", "sbi/SBI-5");
    }

    private static Scope files(String file) {
        return new Scope.Files(Set.of(file));
    }

    private static List<String> entities(Root root, Scope scope) {
        return ImportFixture.streams(SOURCE, root, scope).stream()
                .map(StreamId::toString)
                .toList();
    }

    private void write(String file, String text) throws IOException {
        Folder.write(root, file, text);
    }

    private <E> List<E> events(String sbi, Class<E> type) {
        return fixture.events(new StreamId("sbi", sbi)).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
