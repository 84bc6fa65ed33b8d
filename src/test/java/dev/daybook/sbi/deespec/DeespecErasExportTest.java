package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.event.EventIds;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Append;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.PlanEvent.Kind;
import dev.daybook.sbi.SbiEvent.Assigned;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.Deleted;
import dev.daybook.sbi.SbiEvent.DependenciesChanged;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Relabelled;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is changed in a tree of one of the older eras is changed where that era keeps it. */
final class DeespecErasExportTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/deespec/valid");
    private static final String CURRENT = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final String DONE = "SBI-01K6GDQ7M4X2V9B8N0C5D3F1R3";
    private static final String FOLDER = ".deespec/specs/sbi/";
    private static final String JOURNAL = ".deespec/var/journal.ndjson";

    @TempDir
    Path temporary;

    private ImportFixture fixture;
    private int told;

    @BeforeEach
    void open() {
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_title_and_labels_are_changed_in_the_meta_file_and_back() throws IOException {
        Path sample = SAMPLES.resolve("real-c-status-era");
        fixture.run(sample);
        var task = new SbiId(DONE);
        String meta = FOLDER + DONE + "/meta.yml";
        tell(DONE, new Retitled(task, "Other: title"));
        tell(DONE, new Relabelled(task, "", List.of("backend", "new")));

        Path out = export("changed", "source");

        assertThat(differing(sample, out)).containsExactly(meta);
        assertThat(Files.readString(out.resolve(meta)))
                .isEqualTo(Files.readString(sample.resolve(meta))
                        .replace("Cache exchange rates", "'Other: title'")
                        .replace("[backend]", "[backend, new]")
                        .replaceFirst("updated_at: .*", "updated_at: 2026-01-01T10:00:02Z"));

        tell(DONE, new Retitled(task, "Cache exchange rates"));
        tell(DONE, new Relabelled(task, "", List.of("backend")));
        assertThat(differing(sample, export("back", "source"))).isEmpty();
    }

    @Test
    void the_status_of_the_task_in_work_is_changed_in_the_state_of_the_tool() throws IOException {
        Path sample = SAMPLES.resolve("real-c-status-era");
        fixture.run(sample);
        tell(CURRENT, new StatusChanged(new SbiId(CURRENT), Status.REVIEW, Optional.empty(), Optional.empty()));

        Path out = export("status", "source");

        assertThat(differing(sample, out)).containsExactly(".deespec/var/state.json");
        assertThat(Files.readString(out.resolve(".deespec/var/state.json")))
                .startsWith("{\"version\": 10, \"current\": \"implement\", \"status\": \"REVIEW\", \"turn\": 1,");
    }

    @Test
    void a_new_turn_is_one_more_line_of_the_journal() throws IOException {
        Path sample = SAMPLES.resolve("real-c-status-era");
        fixture.run(sample);
        tell(CURRENT, finished(CURRENT, 9));

        Path out = export("turn", "source");

        String file = FOLDER + CURRENT + "/test_9.md";
        assertThat(differing(sample, out)).containsExactly(file, JOURNAL);
        assertThat(Files.readString(out.resolve(JOURNAL)))
                .isEqualTo(Files.readString(sample.resolve(JOURNAL))
                        + ("{\"ts\":\"2026-01-01T10:00:01Z\",\"turn\":9,\"step\":\"test\",\"status\":\"WIP\","
                                        + "\"attempt\":1,\"decision\":\"FAILED\",\"elapsed_ms\":0,\"error\":\"\","
                                        + "\"artifacts\":[\"%s\"]}\n")
                                .formatted(file));
    }

    @Test
    void a_new_turn_is_one_more_element_of_a_journal_that_is_an_array() throws IOException {
        Path sample = SAMPLES.resolve("real-d0-journal-array");
        fixture.run(sample);
        String id = "4d9d6e50-1b2c-4d3e-8f90-abcdef012345";
        tell(id, finished(id, 9));

        String journal = Files.readString(export("array", "source").resolve(JOURNAL));

        String old = Files.readString(sample.resolve(JOURNAL));
        assertThat(journal)
                .startsWith(old.substring(0, old.lastIndexOf('}') + 1) + ",\n  {\n    \"timestamp\": \"2026-01-01T")
                .endsWith("\n  }\n]");
    }

    @Test
    void a_deleted_task_leaves_no_element_in_an_array_whatever_it_looks_like() throws IOException {
        String gone = "4d9d6e50-1b2c-4d3e-8f90-abcdef012345";
        String left = "4d9d6e50-1b2c-4d3e-8f90-abcdef012346";
        Path tree = Folder.copy(SAMPLES.resolve("real-d0-journal-array"), temporary.resolve("tree"));
        String odd =
                "[{\"sbi_id\":  \"%s\", \"turn\": 2,\n \"step\":\"implement\"},\n  {\"sbi_id\":\"%s\",\"turn\":1}]\n";
        Folder.write(tree, JOURNAL, odd.formatted(gone, left));
        fixture.run(tree);
        assertThat(export("same", "source").resolve(JOURNAL)).hasContent(odd.formatted(gone, left));

        tell(gone, new Deleted(new SbiId(gone), Optional.empty()));

        assertThat(Files.readString(export("gone", "source").resolve(JOURNAL)))
                .contains(left)
                .doesNotContain(gone);
    }

    @Test
    void rows_of_a_database_are_written_as_rows_and_only_a_changed_one_changes() throws Exception {
        Path tree = temporary.resolve("tree");
        String id = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
        String other = "01K7X3M9Q2W4E6R8T0Y1A5S7DA";
        try (var database = DeespecDatabase.make(tree)) {
            for (String task : List.of(id, other)) {
                database.run("INSERT INTO sbis (id, title, description, status, registered_at) VALUES ('" + task
                        + "', 'Cache rates', '# Cache', 'DONE', '2025-10-17 01:00:00')");
                database.run("INSERT INTO sbi_exec_logs (sbi_id, turn, step, decision, executed_at) VALUES ('" + task
                        + "', 1, 'REVIEW', 'SUCCEEDED', '2025-10-17 01:00:00')");
            }
            database.run("INSERT INTO sbi_dependencies (sbi_id, depends_on_sbi_id) VALUES ('%s', '%s')"
                            .formatted(id, other))
                    .run("INSERT INTO pbis (id, title, status) VALUES ('01K7X3M9Q2W4E6R8T0Y1A5S7DB', 'P', 'planed')");
        }
        fixture.run(tree);

        Path same = export("same", "source");
        assertThat(differing(tree, same)).isSubsetOf(".deespec/deespec.db");
        assertThat(rows(same)).isEqualTo(rows(tree)).hasSizeGreaterThan(10);

        tell(id, new Retitled(new SbiId(id), "Other"));
        tell(id, new Respecified(new SbiId(id), Optional.of("# New\n")));
        Path changed = export("changed", "source");
        assertThat(differing(same, changed)).isSubsetOf(".deespec/deespec.db", FOLDER + id + "/spec.md");
        var before = rows(same);
        var after = rows(changed);
        before.entrySet().removeIf(it -> it.getValue().equals(after.get(it.getKey())));
        assertThat(before.keySet()).containsExactly("sbis " + id);
        assertThat(after.get("sbis " + id)).contains("Other", "# New").doesNotContain("Cache rates");
    }

    @Test
    void a_turn_that_no_row_tells_of_is_one_more_row_and_takes_the_place_of_none() throws Exception {
        Path tree = temporary.resolve("tree");
        String id = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
        String other = "01K7X3M9Q2W4E6R8T0Y1A5S7DA";
        try (var database = DeespecDatabase.make(tree)) {
            for (String task : List.of(id, other)) {
                database.run("INSERT INTO sbis (id, title, status) VALUES ('" + task + "', 'Cache rates', 'PENDING')");
                database.run("INSERT INTO sbi_exec_logs (sbi_id, turn, step, executed_at) VALUES ('" + task
                        + "', 1, 'IMPLEMENT', '2025-10-17 01:00:00')");
            }
        }
        fixture.run(tree);
        tell(id, finished(id, 9, Step.REVIEW));

        var after = rows(export("changed", "source"));

        assertThat(after.get("sbi_exec_logs 3")).startsWith("3|" + id + "|9|REVIEW|FAILED|");
        assertThat(after).containsEntry("sbi_exec_logs 2", rows(tree).get("sbi_exec_logs 2"));
    }

    @Test
    void a_task_that_was_registered_here_is_named_in_a_row_by_its_whole_id() throws Exception {
        Path tree = temporary.resolve("tree");
        String id = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
        try (var database = DeespecDatabase.make(tree)) {
            database.run("INSERT INTO sbis (id, title, status) VALUES ('" + id + "', 'Cache rates', 'PENDING')");
        }
        fixture.run(tree);
        tell(id, new DependenciesChanged(new SbiId(id), List.of(new SbiId(DONE))));

        assertThat(rows(export("changed", "source")).keySet())
                .contains("sbi_dependencies " + id + "|" + DONE + "|2025-10-10 09:00:00|");
    }

    @Test
    void what_is_new_beside_a_database_has_rows_as_its_tool_reads_nothing_else() throws Exception {
        Path tree = temporary.resolve("tree");
        String old = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
        try (var database = DeespecDatabase.make(tree)) {
            database.run("INSERT INTO sbis (id, title, status) VALUES ('" + old + "', 'Cache rates', 'PENDING')");
        }
        fixture.run(tree);
        String id = "SBI-01K9ZZZZZZZZZZZZZZZZZZZZZZ";
        String plan = "01K9ZZZZZZZZZZZZZZZZZZZZZ1";
        var registered = new Registered(
                new SbiId(id),
                Optional.empty(),
                "New & <fresh> 在庫",
                Optional.of("# Spec\n"),
                "",
                List.of("a"),
                1,
                Optional.of(plan),
                List.of(new SbiId(old)),
                true,
                new Json("{\"k\":1.50}"));
        tell(id, registered);
        tell(id, finished(id, 1, Step.REVIEW));
        tell(id, new StatusChanged(new SbiId(id), Status.WIP, Optional.empty(), Optional.empty()));
        var planned = new PlanEvent.Registered(
                plan, Kind.PBI, "Rates", Optional.of("Why.\n"), "pending", Optional.of(5), 2, Optional.empty());
        tell(new StreamId("plan", plan), planned);
        tell(new StreamId("plan", plan), new PlanEvent.StatusChanged(plan, "in_progress", Optional.empty()));

        Path out = temporary.resolve("new");
        assertThat(write(out, "source", Optional.empty())).isEmpty();

        assertThat(rows(out).get("sbis " + id))
                .startsWith(id + "|" + plan + "|New & <fresh> 在庫|# Spec\n|IMPLEMENTING|");
        assertThat(rows(out).get("pbis " + plan)).contains("|Rates|", "|in_progress|", "|5|2|");
        assertThat(rows(out).get("sbi_exec_logs 1"))
                .startsWith("1|" + id + "|1|REVIEW|FAILED|.deespec/reports/sbi/" + id);
        assertThat(Files.readString(out.resolve(FOLDER + id + "/state.json")))
                .contains("\"metadata\"")
                .doesNotContain("title", "status", "label");
        try (var other = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK))) {
            other.run(out);
            assertThat(other.events(new StreamId("sbi", id)))
                    .contains(registered)
                    .anySatisfy(event -> assertThat(event)
                            .isInstanceOfSatisfying(
                                    StatusChanged.class,
                                    it -> assertThat(it.status()).isEqualTo(Status.WIP)));
            assertThat(other.events(new StreamId("plan", plan)))
                    .contains(planned, new PlanEvent.StatusChanged(plan, "in_progress", Optional.empty()));
        }
    }

    @Test
    void what_no_file_of_a_plan_has_room_for_is_told_where_there_is_no_table_of_plans() throws Exception {
        Path tree = temporary.resolve("tree");
        try (var database = DeespecDatabase.blank(tree)) {
            database.run("CREATE TABLE sbis (id TEXT PRIMARY KEY, title TEXT, status TEXT)")
                    .run("INSERT INTO sbis VALUES ('01K7X3M9Q2W4E6R8T0Y1A5S7D9', 'Cache rates', 'PENDING')");
        }
        fixture.run(tree);
        String plan = "01K9ZZZZZZZZZZZZZZZZZZZZZ1";
        tell(
                new StreamId("plan", plan),
                new PlanEvent.Registered(
                        plan, Kind.PBI, "Rates", Optional.empty(), "pending", Optional.of(5), 0, Optional.empty()));

        assertThat(write(temporary.resolve("out"), "source", Optional.empty()))
                .extracting(Finding::code, Finding::where)
                .containsExactly(tuple("UNKNOWN_FIELD", "points"));
    }

    @Test
    void who_is_to_work_on_a_task_has_no_place_in_files_and_is_told() throws IOException {
        Path sample = SAMPLES.resolve("real-c-status-era");
        fixture.run(sample);
        var task = new SbiId(DONE);
        tell(DONE, new Assigned(task, Optional.of("mika")));

        for (String era : List.of("source", "S")) {
            assertThat(write(temporary.resolve(era), era, Optional.empty()))
                    .filteredOn(finding -> finding.where().equals("assignee"))
                    .extracting(Finding::code)
                    .containsExactly("UNKNOWN_FIELD");
        }
        tell(DONE, new Assigned(task, Optional.empty()));
        assertThat(write(temporary.resolve("nobody"), "source", Optional.empty()))
                .isEmpty();
    }

    @Test
    void a_file_of_several_tasks_is_written_once_and_says_what_one_of_them_has_changed() throws IOException {
        String notes = ".deespec/var/artifacts/impl_note.md";
        Path tree = temporary.resolve("three");
        for (String id : List.of("SBI-A-001", "SBI-A-002", "SBI-A-003")) {
            Folder.write(tree, FOLDER + id + "_x/meta.yaml", "id: %s\ntitle: \"T\"\n".formatted(id));
            Folder.write(tree, FOLDER + id + "_x/spec.md", "# T\n\nID: %s\n".formatted(id));
        }
        Folder.write(tree, ".deespec/var/artifacts/turn1/test.md", "# Implemented\n");
        Folder.write(tree, notes, "## Turn 1\n");
        var journal = new StringBuilder();
        for (int turn = 1; turn <= 3; turn++) {
            journal.append("""
                    {"artifacts":[{"id":"SBI-A-00%1$d","spec_path":".deespec/specs/sbi/SBI-A-00%1$d_x",\
                    "task_id":"SBI-A-00%1$d","type":"pick"}],"decision":"PENDING","elapsed_ms":0,"error":"",\
                    "step":"plan","ts":"2025-09-28T0%1$d:00:00Z","turn":%1$d}
                    {"artifacts":[{"path":"%2$s","type":"impl_note_rollup"}],"decision":"","elapsed_ms":450,\
                    "error":"","step":"test","ts":"2025-09-28T0%1$d:00:01Z","turn":%1$d}
                    """.formatted(turn, notes));
        }
        Folder.write(tree, JOURNAL, journal.toString());
        fixture.run(tree);

        Path same = temporary.resolve("same");
        assertThat(write(same, "source", Optional.empty())).isEmpty();
        assertThat(differing(tree, same)).isEmpty();

        tell("SBI-A-002", new Attached(new SbiId("SBI-A-002"), "artifacts/impl_note.md", "utf-8", "## Mine\n"));
        Path changed = temporary.resolve("changed");
        assertThat(write(changed, "source", Optional.empty())).isEmpty();
        assertThat(differing(tree, changed)).containsExactly(notes);
        assertThat(changed.resolve(notes)).hasContent("## Mine\n");

        tell("SBI-A-003", new Attached(new SbiId("SBI-A-003"), "artifacts/impl_note.md", "utf-8", "## Another\n"));
        assertThat(write(temporary.resolve("two"), "source", Optional.empty()))
                .extracting(Finding::code)
                .containsExactly("DUPLICATE_ID");
    }

    @Test
    void several_projects_have_a_folder_each_unless_one_is_asked_for() throws IOException {
        Path one = SAMPLES.resolve("design-layout");
        Path second = Folder.copy(SAMPLES.resolve("real-b-var-journal7"), temporary.resolve("second"));
        fixture.run(one);
        fixture.run(second);

        Path out = export("both", "source");
        assertThat(differing(one, out.resolve("main"))).isEmpty();
        assertThat(differing(second, out.resolve("second"))).isEmpty();

        Path alone = temporary.resolve("alone");
        write(alone, "source", Optional.of("second"));
        assertThat(differing(second, alone)).isEmpty();
    }

    private static ExecutionFinished finished(String id, int turn) {
        return finished(id, turn, Step.TEST);
    }

    private static ExecutionFinished finished(String id, int turn, Step step) {
        return new ExecutionFinished(
                new SbiId(id),
                turn,
                step,
                1,
                Optional.empty(),
                Decision.FAILED,
                Optional.empty(),
                Optional.of("# Tested\n"),
                List.of());
    }

    private Path export(String name, String era) {
        Path out = temporary.resolve(name);
        write(out, era, Optional.empty());
        return out;
    }

    private List<Finding> write(Path out, String era, Optional<String> project) {
        return new Export(
                        fixture.journal,
                        fixture.codec,
                        fixture.timelines,
                        List.of(new DeespecWriter()),
                        ImportFixture.CLOCK)
                .run(
                        new Export.Options("deespec", out, Optional.of(era), project, Optional.empty(), false),
                        Metadata.of("ada", "cli"),
                        _ -> {})
                .findings();
    }

    private void tell(String sbi, Event event) {
        tell(new StreamId("sbi", sbi), event);
    }

    private void tell(StreamId stream, Event event) {
        var draft = fixture.codec.draft(
                EventIds.derived("by hand", Integer.toString(++told)),
                stream,
                event,
                Metadata.of("ada", "cli"),
                Instant.parse("2026-01-01T10:00:00Z").plusSeconds(told));
        fixture.journal.append(new Append(List.of(draft), Map.of())).join();
    }

    private static List<String> differing(Path one, Path other) throws IOException {
        var hashes = new TreeMap<>(Folder.bytes(one));
        Folder.bytes(other).forEach((file, hash) -> {
            if (!hashes.remove(file, hash)) {
                hashes.put(file, hash);
            }
        });
        return List.copyOf(hashes.keySet());
    }

    /** Returns every row of a database by its table and key. */
    private static Map<String, String> rows(Path root) throws SQLException {
        var rows = new TreeMap<String, String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(".deespec/deespec.db"))) {
            var tables = new ArrayList<String>();
            try (ResultSet it = connection
                    .createStatement()
                    .executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")) {
                while (it.next()) {
                    tables.add(it.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet it = connection.createStatement().executeQuery("SELECT * FROM " + table)) {
                    while (it.next()) {
                        var row = new StringBuilder();
                        for (int i = 1; i <= it.getMetaData().getColumnCount(); i++) {
                            row.append(it.getString(i)).append('|');
                        }
                        String key = table.equals("sbi_dependencies") ? row.toString() : it.getString(1);
                        rows.put(table + " " + key, row.toString());
                    }
                }
            }
        }
        return rows;
    }
}
