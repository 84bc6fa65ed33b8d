package dev.daybook.session.ait42;

import static dev.daybook.session.ait42.Ait42ExportTest.file;
import static dev.daybook.session.ait42.Ait42ExportTest.plain;
import static dev.daybook.session.ait42.Ait42ExportTest.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.LongText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.StreamId;
import dev.daybook.session.Message;
import dev.daybook.session.SessionCommand.AddMessage;
import dev.daybook.session.SessionCommand.ChangeStatus;
import dev.daybook.session.SessionCommand.Create;
import dev.daybook.session.SessionCommand.Delete;
import dev.daybook.session.SessionCommand.SetInstanceStatus;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionId;
import dev.daybook.session.WorkspaceEvent.Located;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Homes in which a branch of the tool keeps its sessions in a database. */
final class Ait42DatabaseTest {

    private static final Path SAMPLE =
            Path.of("src/test/resources/legacy/ait42/real/ait42-db-export-brackets/.ait42/sessions.db");
    private static final String FOLDER = "/srv/demo";
    private static final String KEY = Workspaces.key(FOLDER);
    private static final String SHEET = ".ait42/sessions/" + KEY + ".json";
    private static final String DATABASE = ".ait42/sessions.db";
    private static final String LATER = "2026-01-02T03:04:06Z";

    @TempDir
    Path temporary;

    private final Ait42Fixture user = new Ait42Fixture();
    private Path home = Path.of("");

    @BeforeEach
    void given() throws IOException, SQLException {
        home = temporary.resolve("home");
        Files.createDirectories(home.resolve(".ait42"));
        Files.copy(SAMPLE, home.resolve(DATABASE));
        rows(
                home,
                "INSERT INTO instances (session_id, instance_id, worktree_path, branch, agent_name, status,"
                        + " tmux_session_id) VALUES ('s1', 2, '/w/2', 'b2', 'two', 'running', 't2')",
                "INSERT INTO instances (session_id, instance_id, worktree_path, branch, agent_name, status,"
                        + " tmux_session_id) VALUES ('s1', 1, '/w/1', 'b1', 'one', 'idle', 't1')",
                "INSERT INTO chat_messages VALUES ('m2', 's1', 'user', 'Hello', '2025-11-13T14:02:00Z', 2)",
                "INSERT INTO chat_messages VALUES ('m1', 's1', 'assistant', 'Yes', '2025-11-13T14:01:00Z', NULL)");
    }

    @AfterEach
    void close() {
        user.close();
    }

    @Test
    void a_home_with_nothing_but_a_database_is_exported_as_that() throws IOException, SQLException {
        Report report = run();

        assertThat(report.findings()).isEmpty();
        assertThat(user.fixture.run(home).events().appended()).isZero();
        Path out = export();
        assertThat(Folder.bytes(out).keySet()).containsExactly(DATABASE);
        assertThat(Folder.rows(out.resolve(DATABASE))).isEqualTo(Folder.rows(home.resolve(DATABASE)));
        assertThat(schema(out)).isEqualTo(schema(home));
        SessionEvent.Created created = created("s1");
        assertThat(created.instances()).extracting("instanceId").containsExactly(2L, 1L);
    }

    @Test
    void what_a_user_changes_of_a_session_of_the_database_changes_in_its_rows() throws IOException, SQLException {
        run();
        var session = new SessionId(KEY, "s1");
        user.does(new ChangeStatus(session, "paused", LATER));
        user.does(new SetInstanceStatus(session, 1, "failed", LATER));
        user.does(new AddMessage(
                session,
                new Message("m3", "user", new LongText("Go on"), LATER, Optional.of(1L), Optional.empty()),
                LATER));
        user.does(new Create(new SessionId(KEY, "s2"), record("s2"), Optional.empty()));

        Path out = export();

        assertThat(Folder.bytes(out).keySet()).containsExactly(DATABASE);
        assertThat(ask(out, "SELECT id, status, updated_at, workspace_hash, session_type FROM sessions ORDER BY id"))
                .containsExactly(
                        "s1|paused|" + LATER + "|" + KEY + "|ensemble",
                        "s2|running|2026-01-02T03:04:05Z|" + KEY + "|competition");
        assertThat(ask(out, "SELECT instance_id, status FROM instances ORDER BY id"))
                .containsExactly("2|running", "1|failed");
        assertThat(ask(out, "SELECT id, content, instance_id FROM chat_messages ORDER BY rowid"))
                .containsExactly("m2|Hello|2", "m1|Yes|null", "m3|Go on|1");
        try (var other = new Ait42Fixture()) {
            assertThat(other.fixture.run(out).findings()).isEmpty();
            var again = ImportedSession.of(other.entries(new StreamId("session", session.text())));
            assertThat(again.now())
                    .isEqualTo(ImportedSession.of(user.entries(new StreamId("session", session.text())))
                            .now());
        }
    }

    @Test
    void a_session_that_is_deleted_is_in_no_table_any_more() throws IOException, SQLException {
        run();
        user.does(new Delete(new SessionId(KEY, "s1"), Optional.empty()));

        Path out = export();

        assertThat(Folder.rows(out.resolve(DATABASE)).get("sessions")).isEmpty();
        assertThat(Folder.rows(out.resolve(DATABASE)).get("instances")).isEmpty();
        assertThat(Folder.rows(out.resolve(DATABASE)).get("chat_messages")).isEmpty();
        assertThat(Folder.rows(out.resolve(DATABASE)).get("workspaces")).hasSize(1);
    }

    @Test
    void what_the_tables_do_not_take_goes_into_a_file_and_is_not_lost() throws IOException, SQLException {
        run();
        var session = new SessionId(KEY, "s1");
        user.does(new AddMessage(
                session,
                new Message("m1", "user", new LongText("Again"), LATER, Optional.empty(), Optional.empty()),
                LATER));

        Path out = temporary.resolve("out");
        var report = user.export(out);

        assertThat(report.findings())
                .extracting(Finding::severity, Finding::code, Finding::file)
                .containsExactly(tuple(Finding.Severity.WARN, "INCONSISTENT_STATE", DATABASE));
        assertThat(Files.readString(out.resolve(SHEET))).contains("Again");
        assertThat(Folder.rows(out.resolve(DATABASE))).isEqualTo(Folder.rows(home.resolve(DATABASE)));
        try (var other = new Ait42Fixture()) {
            other.fixture.run(out);
            assertThat(other.fixture
                            .events(new StreamId("session", session.text()))
                            .toString())
                    .contains("Again");
        }
    }

    @Test
    void where_file_and_database_disagree_neither_is_lost() throws IOException, SQLException {
        rows(
                home,
                "INSERT INTO sessions (id, workspace_hash, session_type, task, status, created_at, updated_at)"
                        + " VALUES ('newer', '" + KEY
                        + "', 'debate', 'In the database', 'failed', '2025-11-01T00:00:00Z',"
                        + " '2026-01-02T09:00:00Z')",
                "INSERT INTO sessions (id, workspace_hash, session_type, task, status, created_at, updated_at)"
                        + " VALUES ('older', '" + KEY
                        + "', 'debate', 'In the database', 'failed', '2025-11-01T00:00:00Z',"
                        + " '2025-12-01T00:00:00Z')");
        Folder.write(home, SHEET, file(plain("newer"), plain("older")));

        Report report = run();

        assertThat(report.findings())
                .extracting(Finding::code, Finding::where)
                .containsExactlyInAnyOrder(tuple("CONFLICT", "sessions newer"), tuple("CONFLICT", "sessions older"));
        assertThat(status("newer")).isEqualTo("failed");
        assertThat(status("older")).isEqualTo("running");
        Path out = export();
        assertThat(Files.readString(out.resolve(SHEET))).isEqualTo(file(plain("newer"), plain("older")));
        assertThat(Folder.rows(out.resolve(DATABASE))).isEqualTo(Folder.rows(home.resolve(DATABASE)));

        user.does(new ChangeStatus(new SessionId(KEY, "newer"), "paused", "2026-03-01T00:00:00Z"));
        user.does(new ChangeStatus(new SessionId(KEY, "older"), "paused", "2026-03-01T00:00:00Z"));
        try (var other = new Ait42Fixture()) {
            other.fixture.run(export());
            for (String id : List.of("newer", "older")) {
                var account = ImportedSession.of(other.entries(new StreamId("session", KEY + "/" + id)));
                assertThat(account.now().orElseThrow().profile().status())
                        .as(id)
                        .isEqualTo("paused");
            }
        }
    }

    @Test
    void a_session_that_left_the_database_is_gone_unless_a_file_has_it() throws IOException, SQLException {
        run();
        rows(home, "DELETE FROM sessions");
        Report report = run();

        assertThat(report.findings())
                .extracting(Finding::severity, Finding::code)
                .hasSize(4)
                .containsOnly(tuple(Finding.Severity.ERROR, "DANGLING_REF"));
        assertThat(user.fixture.events(new StreamId("session", KEY + "/s1")).getLast())
                .isInstanceOf(SessionEvent.Deleted.class);
        assertThat(Folder.rows(export().resolve(DATABASE))).isEqualTo(Folder.rows(home.resolve(DATABASE)));
        assertThat(run().events().appended()).isZero();
    }

    @Test
    void a_database_that_shrinks_leaves_no_piece_behind() throws IOException, SQLException {
        rows(home, "CREATE TABLE large (text TEXT)", "INSERT INTO large VALUES (zeroblob(1000000))");
        assertThat(run().findings()).extracting(Finding::code).containsExactly("UNKNOWN_SCHEMA");
        rows(home, "DROP TABLE large", "VACUUM");
        run();

        Path out = export();

        assertThat(Files.size(out.resolve(DATABASE))).isEqualTo(Files.size(home.resolve(DATABASE)));
        assertThat(Folder.rows(out.resolve(DATABASE))).isEqualTo(Folder.rows(home.resolve(DATABASE)));
    }

    @Test
    void a_file_that_is_no_database_comes_back_byte_by_byte() throws IOException {
        byte[] damaged = "SQLite format 3\0 and no more".getBytes(StandardCharsets.UTF_8);
        Files.write(home.resolve(DATABASE), damaged);

        assertThat(run().findings()).extracting(Finding::code).containsExactly("CORRUPT_DB");
        assertThat(export().resolve(DATABASE)).hasBinaryContent(damaged);
    }

    @Test
    void an_empty_file_for_a_database_comes_back() throws IOException {
        Files.write(home.resolve(DATABASE), new byte[] {});

        assertThat(run().findings()).extracting(Finding::code).containsExactly("EMPTY_FILE");
        assertThat(export().resolve(DATABASE)).isEmptyFile();
    }

    @Test
    void sessions_without_an_index_are_read_as_fast() throws IOException, SQLException {
        rows(
                home,
                "DROP INDEX idx_chat_messages_session",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                        + " INSERT INTO sessions (id, workspace_hash, session_type, task, status, created_at, updated_at)"
                        + " SELECT 'x' || i, '" + KEY + "', 'debate', 'Task', 'failed', '2025-11-01T00:00:00Z',"
                        + " '2025-12-01T00:00:00Z' FROM n",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)"
                        + " INSERT INTO chat_messages SELECT 'c' || i, 'x' || (1 + i % 3000), 'user', 'text ' || i,"
                        + " '2025-11-01T00:00:00Z', NULL FROM n");

        Report report = run();

        assertThat(report.entities()).containsEntry("messages", 60_002L);
        assertThat(report.durationMs()).isLessThan(60_000); // 3,000 times 60,000 rows take longer
        var account = ImportedSession.of(user.entries(new StreamId("session", KEY + "/x1")));
        assertThat(account.now().orElseThrow().messages())
                .extracting(it -> it.content().text())
                .startsWith("text 3000", "text 6000");
    }

    @Test
    void the_last_workspace_of_the_editor_names_a_file_and_comes_back() throws IOException {
        Files.delete(home.resolve(DATABASE));
        Folder.write(home, SHEET, file(plain("a")));
        String last = "{\"workspace_path\": \"" + FOLDER + "\"}";
        Folder.write(home, ".config/ait42-editor/workspace.json", last);

        assertThat(run().findings()).isEmpty();

        assertThat(user.fixture.events(new StreamId("workspace", KEY)))
                .containsExactly(new Located(KEY, Optional.of(FOLDER), KEY));
        assertThat(export().resolve(".config/ait42-editor/workspace.json")).hasContent(last);
    }

    @Test
    void a_mapping_says_more_than_the_database_and_that_more_than_a_hint() throws IOException {
        Folder.write(home, ".config/ait42-editor/workspace.json", "{\"workspace_path\": \"" + FOLDER + "//\"}");
        run();
        assertThat(user.fixture.events(new StreamId("workspace", KEY)))
                .containsExactly(new Located(KEY, Optional.of(FOLDER), KEY));

        Folder.write(home, ".ait42/workspace_mapping.json", "{\"" + KEY + "\": \"" + FOLDER + "/\"}");
        run();
        assertThat(user.fixture.events(new StreamId("workspace", KEY)).getLast())
                .isEqualTo(new Located(KEY, Optional.of(FOLDER + "/"), KEY));
    }

    private Report run() {
        Report report = user.fixture.run(home);
        assertThat(report.failure()).isEmpty();
        return report;
    }

    private Path export() throws IOException {
        Path out = Files.createTempDirectory(temporary, "out");
        assertThat(user.export(out).findings()).isEmpty();
        return out;
    }

    private SessionEvent.Created created(String id) {
        return (SessionEvent.Created)
                user.fixture.events(new StreamId("session", KEY + "/" + id)).getFirst();
    }

    private String status(String id) {
        return ImportedSession.of(user.entries(new StreamId("session", KEY + "/" + id)))
                .now()
                .orElseThrow()
                .profile()
                .status();
    }

    private static void rows(Path home, String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(DATABASE));
                var statement = connection.createStatement()) {
            for (String it : statements) {
                statement.executeUpdate(it);
            }
        }
    }

    private static List<String> schema(Path home) throws SQLException {
        return ask(home, "SELECT type, name, sql FROM sqlite_schema ORDER BY name");
    }

    private static List<String> ask(Path home, String sql) throws SQLException {
        var rows = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(DATABASE));
                var statement = connection.createStatement();
                var answer = statement.executeQuery(sql)) {
            while (answer.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) {
                    row.add(answer.getString(i));
                }
                rows.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
        }
        return rows;
    }
}
