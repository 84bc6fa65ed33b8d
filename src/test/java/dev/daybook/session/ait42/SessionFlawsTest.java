package dev.daybook.session.ait42;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of files of sessions that are damaged, or changed between two imports. */
final class SessionFlawsTest {

    private static final String FOLDER = "/srv/repos/legacy-billing";
    private static final String KEY = Workspaces.key(FOLDER);

    @TempDir
    Path home;

    private final ImportFixture fixture =
            new ImportFixture(new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));

    @BeforeEach
    void mapping() throws IOException {
        Files.createDirectories(home.resolve(".ait42/sessions"));
        Files.writeString(
                home.resolve(".ait42/workspace_mapping.json"), "{\n  \"%s\": \"%s\"\n}".formatted(KEY, FOLDER));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_file_of_the_tool_needs_neither_claims_nor_a_frame() throws IOException {
        write(list(record("a", "One"), record("b", "Two")));

        Report report = fixture.run(home);

        assertThat(report.findings()).isEmpty();
        assertThat(report.entities()).containsEntry("sessions", 2L).containsEntry("workspaces", 1L);
        assertThat(events("a"))
                .hasOnlyElementsOfTypes(SessionEvent.Created.class, SessionEvent.MessagesAdded.class)
                .hasSize(2);
        assertThat(fixture.events(new StreamId("file", file()))).isEmpty();
    }

    @Test
    void a_list_that_is_cut_after_a_comma_keeps_its_records() throws IOException {
        write("[\n  " + record("a", "One") + ",\n  ");

        assertErrors(fixture.run(home), "TRUNCATED_JSON");
        assertThat(events("a")).isNotEmpty();
    }

    @Test
    void a_list_that_is_cut_within_an_escape_keeps_the_records_before() throws IOException {
        String second = record("b", "a \\\"quote\\\"");
        write("[\n  " + record("a", "One") + ",\n  " + second.substring(0, second.indexOf("\\\"quote") + 1));

        assertErrors(fixture.run(home), "TRUNCATED_JSON");
        assertThat(events("a")).isNotEmpty();
        assertThat(events("b")).isEmpty();
    }

    @Test
    void what_follows_the_list_is_kept_and_told() throws IOException {
        write(list(record("a", "One")) + "\n  }\n]");

        Report report = fixture.run(home);

        assertThat(report.findings())
                .extracting(Finding::severity, Finding::code)
                .contains(tuple(Finding.Severity.WARN, "TRAILING_DATA"));
        assertErrors(report);
    }

    @Test
    void a_missing_comma_and_one_too_many_cost_nothing() throws IOException {
        write("[\n  " + record("a", "One") + "\n  " + record("b", "Two") + ",\n]");

        Report report = fixture.run(home);

        assertErrors(report);
        assertThat(codes(report)).contains("GLUED_RECORDS", "INVALID_JSON");
        assertThat(report.entities()).containsEntry("sessions", 2L);
    }

    @Test
    void ids_that_are_none_cost_their_record_only() throws IOException {
        write(list(
                record("x".repeat(5_000), "Long"),
                record("nul\\u0000", "NUL"),
                record("", "Empty"),
                "{\"task\": \"No id\"}",
                record("../../etc/passwd", "Path"),
                record("a", "One")));

        Report report = fixture.run(home);

        assertErrors(report, "ILLEGAL_ID", "ILLEGAL_ID", "MISSING_FIELD", "MISSING_FIELD");
        assertThat(report.entities()).containsEntry("sessions", 2L);
        assertThat(events("../../etc/passwd")).isNotEmpty();
    }

    @Test
    void each_field_that_is_missing_is_told_once_at_its_place_and_costs_nothing_else() throws IOException {
        String instance = "{\"instanceId\": 0, \"worktreePath\": \"/w\", \"startTime\": \"2025-11-09T11:00:00Z\"}";
        String message = "{\"content\": \"Hello\"}";
        write(list("{\"id\": \"a\", \"task\": null, \"instances\": [%s], \"chatHistory\": [%s]}"
                .formatted(instance, message)));

        Report report = fixture.run(home);

        assertThat(report.findings()).extracting(Finding::severity).containsOnly(Finding.Severity.WARN);
        assertThat(report.findings())
                .extracting(Finding::code, Finding::where)
                .containsExactlyInAnyOrder(
                        tuple("MISSING_FIELD", "[0].type"),
                        tuple("MISSING_FIELD", "[0].task"),
                        tuple("MISSING_FIELD", "[0].status"),
                        tuple("MISSING_FIELD", "[0].createdAt"),
                        tuple("MISSING_FIELD", "[0].updatedAt"),
                        tuple("MISSING_FIELD", "[0].instances[0].branch"),
                        tuple("MISSING_FIELD", "[0].instances[0].agentName"),
                        tuple("MISSING_FIELD", "[0].instances[0].status"),
                        tuple("MISSING_FIELD", "[0].instances[0].tmuxSessionId"),
                        tuple("MISSING_FIELD", "[0].chatHistory[0].id"),
                        tuple("MISSING_FIELD", "[0].chatHistory[0].role"),
                        tuple("MISSING_FIELD", "[0].chatHistory[0].timestamp"));
        assertThat(events("a").getFirst()).isInstanceOfSatisfying(SessionEvent.Created.class, it -> {
            assertThat(it.profile().status()).isEqualTo("unknown");
            assertThat(it.profile().createdAt()).isEqualTo("2025-11-09T11:00:00Z");
            assertThat(it.profile().updatedAt()).isEqualTo("2025-11-09T11:00:00Z");
            assertThat(it.instances().getFirst().status()).isEqualTo("unknown");
        });
    }

    @Test
    void an_instance_of_a_number_that_is_there_keeps_its_place() throws IOException {
        String instance = "{\"instanceId\": 2, \"worktreePath\": \"%s\", \"branch\": \"b\", \"agentName\": \"a\","
                + " \"status\": \"idle\", \"tmuxSessionId\": \"t\"}";
        write(list(record("a", "One")
                .replace(
                        "\"instances\": []",
                        "\"instances\": ["
                                + String.join(
                                        ",",
                                        instance.formatted("/srv/a"),
                                        instance.formatted("C:\\\\a"),
                                        instance.formatted("../../etc"),
                                        instance.formatted("/srv/../etc"))
                                + "]")));

        Report report = fixture.run(home);

        assertThat(report.findings())
                .extracting(Finding::severity, Finding::code, Finding::where)
                .containsExactlyInAnyOrder(
                        tuple(Finding.Severity.WARN, "DUPLICATE_ID", "[0].instances[1]"),
                        tuple(Finding.Severity.WARN, "DUPLICATE_ID", "[0].instances[2]"),
                        tuple(Finding.Severity.WARN, "DUPLICATE_ID", "[0].instances[3]"),
                        tuple(Finding.Severity.WARN, "SUSPECT_PATH", "[0].instances[2].worktreePath"),
                        tuple(Finding.Severity.WARN, "SUSPECT_PATH", "[0].instances[3].worktreePath"));
        assertThat(report.entities()).containsEntry("instances", 4L);
    }

    @Test
    void states_that_contradict_each_other_are_told_and_kept() throws IOException {
        String instance = "{\"instanceId\": 1, \"worktreePath\": \"/w\", \"branch\": \"b\", \"agentName\": \"a\","
                + " \"status\": \"running\", \"tmuxSessionId\": \"t\", \"startTime\": \"2025-11-09T12:00:00Z\","
                + " \"endTime\": \"2025-11-09T11:59:00+00:00\"}";
        write(list(
                record("a", "One").replace("\"running\"", "\"completed\"").replace("[]", "[" + instance + "]"),
                record("b", "Two")
                        .replace("\"running\"", "\"failed\"")
                        .replace("\"completedAt\": null", "\"completedAt\": \"2025-11-09T11:00:00Z\"")));

        assertThat(fixture.run(home).findings())
                .extracting(Finding::severity, Finding::code, Finding::where)
                .containsExactlyInAnyOrder(
                        tuple(Finding.Severity.INFO, "INCONSISTENT_STATE", "[0].instances[0].status"),
                        tuple(Finding.Severity.WARN, "OUT_OF_ORDER", "[0].instances[0].endTime"),
                        tuple(Finding.Severity.WARN, "OUT_OF_ORDER", "[1].completedAt"),
                        tuple(Finding.Severity.INFO, "INCONSISTENT_STATE", "[1].completedAt"));
    }

    @Test
    void each_bad_entry_of_a_mapping_is_one_line_and_the_good_ones_count() throws IOException {
        write(list(record("a", "One")));
        Path mapping = home.resolve(".ait42/workspace_mapping.json");
        Files.writeString(
                mapping,
                "{\"NO\": [], \"%s\": \"/elsewhere\", \"%s\": 5, \"%s\": \"%s\"}"
                        .formatted("0".repeat(16), "1".repeat(16), KEY, FOLDER));

        assertThat(fixture.run(home).findings())
                .extracting(Finding::severity, Finding::code, Finding::where)
                .containsExactlyInAnyOrder(
                        tuple(Finding.Severity.WARN, "ILLEGAL_ID", "NO"),
                        tuple(Finding.Severity.WARN, "ID_MISMATCH", "0".repeat(16)),
                        tuple(Finding.Severity.WARN, "WRONG_TYPE", "1".repeat(16)));
        assertThat(fixture.events(new StreamId("workspace", KEY))).hasSize(1);

        Files.writeString(mapping, "[\"%s\"]".formatted(FOLDER));
        assertThat(fixture.run(home).findings())
                .extracting(Finding::severity, Finding::code, Finding::where)
                .contains(tuple(Finding.Severity.WARN, "WRONG_TYPE", ""));
    }

    @Test
    void a_key_that_stands_twice_counts_as_it_stands_last() throws IOException {
        write(list(record("a", "One")
                .replace("\"status\": \"running\"", "\"status\": \"failed\", \"status\": \"running\"")));

        Report report = fixture.run(home);

        assertThat(codes(report)).contains("DUPLICATE_KEY");
        assertThat(events("a").getLast()).isInstanceOf(SessionEvent.Claimed.class);
    }

    @Test
    void a_number_out_of_range_costs_the_field() throws IOException {
        write(list(record("a", "One").replace("\"winnerId\": null", "\"winnerId\": 4294967296")));

        assertThat(codes(fixture.run(home))).containsExactly("WRONG_TYPE");
    }

    @Test
    void marks_of_a_merge_leave_our_side() throws IOException {
        write("[\n  " + record("a", "One") + ",\n<<<<<<< HEAD\n  " + record("b", "Ours") + "\n=======\n  "
                + record("b", "Theirs") + "\n>>>>>>> other\n]");

        Report report = fixture.run(home);

        assertErrors(report);
        assertThat(codes(report)).contains("CONFLICT_MARKER");
        assertThat(events("b").getFirst())
                .isInstanceOfSatisfying(
                        SessionEvent.Created.class,
                        it -> assertThat(it.profile().task()).isEqualTo("Ours"));
    }

    @Test
    void another_encoding_is_read_all_the_same() throws IOException {
        write(list(record("a", "帳票")), StandardCharsets.UTF_16LE);

        Report report = fixture.run(home);

        assertErrors(report);
        assertThat(codes(report)).contains("WRONG_ENCODING");
        assertThat(events("a")).isNotEmpty();
    }

    @Test
    void records_one_after_another_without_a_list_are_all_imported() throws IOException {
        write(line("a", "One") + "\n" + line("b", "Two") + "\n\n" + line("c", "Three") + "\n");

        Report report = fixture.run(home);

        assertThat(report.findings())
                .extracting(Finding::severity, Finding::code)
                .containsExactly(tuple(Finding.Severity.WARN, "GLUED_RECORDS"));
        assertThat(report.entities()).containsEntry("sessions", 3L).containsEntry("messages", 3L);

        write(line("a", "One") + "\n" + line("c", "Three") + "\n"
                + line("d", "Four").substring(0, 60));
        assertErrors(fixture.run(home), "TRUNCATED_JSON");
        assertThat(events("b").getLast()).as("whatever is lost").isNotInstanceOf(SessionEvent.Deleted.class);

        write(line("a", "One") + "\n" + line("c", "Three") + "\n");
        fixture.run(home);
        assertThat(events("b").getLast()).isInstanceOf(SessionEvent.Deleted.class);
    }

    @Test
    void records_that_follow_a_list_are_imported_too() throws IOException {
        write(list(record("a", "One")) + "\n" + line("b", "Two") + "\n" + line("c", "Three"));

        Report report = fixture.run(home);

        assertErrors(report);
        assertThat(codes(report)).containsOnly("GLUED_RECORDS");
        assertThat(report.entities()).containsEntry("sessions", 3L);
    }

    @Test
    void records_without_a_list_in_another_encoding_are_all_imported() throws IOException {
        write(line("a", "帳票") + "\n" + line("b", "Two"), StandardCharsets.UTF_16LE);

        Report report = fixture.run(home);

        assertErrors(report);
        assertThat(codes(report)).containsExactlyInAnyOrder("WRONG_ENCODING", "GLUED_RECORDS");
        assertThat(report.entities()).containsEntry("sessions", 2L);
    }

    @Test
    void what_follows_one_session_without_a_list_is_told() throws IOException {
        write(line("a", "One") + " and more");

        assertThat(codes(fixture.run(home))).containsExactlyInAnyOrder("WRONG_ENVELOPE", "TRAILING_DATA");
        assertThat(events("a")).isNotEmpty();
    }

    @Test
    void thousands_of_records_of_one_id_are_read_as_fast_as_others() throws IOException {
        var records = new ArrayList<String>();
        for (int i = 0; i < 6_000; i++) {
            records.add(record("a", "Task " + i));
        }
        write(list(records.toArray(String[]::new)));

        assertTimeout(
                Duration.ofSeconds(60),
                () -> { // read anew for each it takes minutes
                    Report report = fixture.run(home);
                    assertThat(report.entities())
                            .containsEntry("sessions", 1L)
                            .containsEntry("session_variants", 5_999L);
                    assertThat(fixture.run(home).events().appended()).isZero();
                });
    }

    @Test
    void a_worktree_names_the_workspace_wherever_in_the_file_it_stands() throws IOException {
        Files.delete(home.resolve(".ait42/workspace_mapping.json"));
        String instance = "{\"instanceId\": 1, \"worktreePath\": \"%s/src-tauri/.worktrees/w\", \"branch\": \"b\","
                + " \"agentName\": \"a\", \"status\": \"idle\", \"tmuxSessionId\": \"t\"}";
        var records = new ArrayList<String>();
        for (int i = 0; i < 1_500; i++) {
            records.add(record("s" + i, "Task").replace("[]", "[" + instance.formatted("/tmp/" + i) + "]"));
        }
        records.add(record("last", "Task").replace("[]", "[" + instance.formatted(FOLDER) + "]"));
        write(list(records.toArray(String[]::new)));

        assertThat(codes(fixture.run(home))).doesNotContain("UNKNOWN_WORKSPACE");
    }

    private static String line(String id, String task) {
        return record(id, task).replaceAll("\n *", " ");
    }

    @Test
    void an_empty_object_and_a_folder_for_a_name_are_no_sessions() throws IOException {
        write("{}");
        assertErrors(fixture.run(home), "WRONG_TYPE");
    }

    @Test
    void a_session_that_a_whole_file_does_not_tell_any_more_is_deleted() throws IOException {
        write(list(record("a", "One"), record("b", "Two")));
        fixture.run(home);
        write(list(record("a", "One")));
        fixture.run(home);

        assertThat(events("b").getLast()).isInstanceOf(SessionEvent.Deleted.class);
        assertThat(fixture.run(home).events().appended()).isZero();

        write("");
        assertThat(fixture.run(home).events().appended())
                .as("only what the file looks like")
                .isEqualTo(1);
        assertThat(events("a").getLast()).isNotInstanceOf(SessionEvent.Deleted.class);
    }

    @Test
    void a_changed_status_is_one_fact() throws IOException {
        write(list(record("a", "One")));
        fixture.run(home);
        write(list(record("a", "One").replace("\"status\": \"running\"", "\"status\": \"paused\"")));

        assertThat(fixture.run(home).events().appended()).isEqualTo(1);
        assertThat(events("a").getLast()).isInstanceOf(SessionEvent.StatusChanged.class);
        assertThat(fixture.run(home).events().appended()).isZero();
    }

    @Test
    void records_that_change_their_order_are_a_frame() throws IOException {
        write(list(record("a", "One"), record("b", "Two")));
        fixture.run(home);
        write(list(record("b", "Two"), record("a", "One")));

        assertThat(fixture.run(home).events().appended()).isEqualTo(1);
        assertThat(fixture.events(new StreamId("file", file()))).hasSize(1);
        assertThat(fixture.run(home).events().appended()).isZero();
    }

    private static void assertErrors(Report report, String... codes) {
        assertThat(report.failure()).isEmpty();
        assertThat(report.findings().stream()
                        .filter(it -> it.severity() == Finding.Severity.ERROR)
                        .map(Finding::code))
                .containsExactlyInAnyOrder(codes);
    }

    private static List<String> codes(Report report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    private List<dev.daybook.domain.Event> events(String id) {
        return fixture.events(new StreamId("session", KEY + "/" + id));
    }

    private static String file() {
        return ".ait42/sessions/" + KEY + ".json";
    }

    private void write(String text) throws IOException {
        write(text, StandardCharsets.UTF_8);
    }

    private void write(String text, Charset as) throws IOException {
        Files.write(home.resolve(file()), text.getBytes(as));
    }

    private static String list(String... records) {
        return "[\n  " + String.join(",\n  ", records) + "\n]";
    }

    private static String record(String id, String task) {
        return """
            {
                "id": "%s",
                "type": "debate",
                "task": "%s",
                "status": "running",
                "createdAt": "2025-11-09T12:00:00+00:00",
                "updatedAt": "2025-11-09T12:09:00+00:00",
                "completedAt": null,
                "instances": [],
                "chatHistory": [
                  {
                    "id": "msg-1",
                    "role": "user",
                    "content": "Hello",
                    "timestamp": "2025-11-09T12:01:00.000Z",
                    "instanceId": null
                  }
                ],
                "model": null,
                "timeoutSeconds": null,
                "preserveWorktrees": null,
                "winnerId": null,
                "runtimeMix": null,
                "totalDuration": null,
                "totalFilesChanged": null,
                "totalLinesAdded": null,
                "totalLinesDeleted": null
              }\
            """.formatted(id, task);
    }
}
