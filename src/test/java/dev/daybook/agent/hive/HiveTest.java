package dev.daybook.agent.hive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.agent.AgentSlice;
import dev.daybook.agent.MemoryEvent;
import dev.daybook.agent.MessageEvent;
import dev.daybook.agent.TaskEvent;
import dev.daybook.agent.Told;
import dev.daybook.agent.hive.witness.HiveWitness;
import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Stores;
import dev.daybook.importing.Witness.Statement;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileStore.Written;
import dev.daybook.importing.file.FilesChanged;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.item.ItemEvent;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agents of a hive write, in and out. */
class HiveTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/hive");
    private static final String STATE = ".claude/state.db";
    private static final String LOG = ".claude/logs/leanvibe.log";
    private static final Instant FIRST_DAY = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant SECOND_DAY = Instant.parse("2026-01-02T10:00:00Z");
    private static final String TASK = "task_orphanless_pending";

    @TempDir
    Path folder;

    private final ImportFixture fixture =
            new ImportFixture(HiveSamplesTest.format().source(Limits.DEFAULT));
    private final LegacyWriter writer = HiveSamplesTest.format().writer(Limits.DEFAULT);
    private int exports;

    @AfterEach
    void close() {
        fixture.close();
    }

    private Path copy(String sample) throws IOException {
        return Folder.copy(SAMPLES.resolve(sample), folder.resolve("root"));
    }

    private static void sql(Path database, String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            for (String it : statements) {
                statement.executeUpdate(it);
            }
        }
    }

    private Path exported() {
        Path out = folder.resolve("out-" + ++exports);
        assertThat(fixture.export(writer, out).findings()).isEmpty();
        return out;
    }

    private List<String> rows(Path root, String table) throws IOException, SQLException {
        return Folder.rows(root.resolve(STATE)).getOrDefault(table, List.of());
    }

    private void user(Told event) {
        fixture.append(new StreamId(event.kind().category(), event.id()), event);
    }

    private List<String> found(Report report, String code) {
        return report.findings().stream()
                .filter(finding -> finding.code().equals(code))
                .map(Finding::where)
                .toList();
    }

    @Test
    void a_row_that_a_user_changed_is_changed_in_its_column_and_no_other() throws IOException, SQLException {
        Path root = copy("valid/v2-full");
        fixture.run(root);
        user(new TaskEvent.Revised(
                TASK, Map.of("/status", new Json("\"completed\"")), List.of("/created_at"), Optional.empty()));
        user(new MessageEvent.Removed("m2"));
        user(new MessageEvent.Recorded(
                "m9",
                Map.of(
                        "/message_id",
                        new Json("\"m9\""),
                        "/content",
                        new Json("\"Well done\""),
                        "/priority",
                        new Json("1")),
                Optional.empty()));

        Path out = exported();

        sql(
                root.resolve(STATE),
                "UPDATE tasks SET status = 'completed', created_at = NULL WHERE task_id = 'task_orphanless_pending'",
                "DELETE FROM agent_messages WHERE message_id = 'm2'",
                "INSERT INTO agent_messages(message_id, content, priority, sent_at)"
                        + " VALUES ('m9', 'Well done', 1, NULL)");
        assertThat(rows(out, "tasks")).isEqualTo(rows(root, "tasks"));
        assertThat(rows(out, "agent_messages")).hasSize(3).anyMatch(row -> row.contains("Well done"));
        assertThat(rows(out, "agents")).isEqualTo(rows(root, "agents"));
    }

    @Test
    void what_the_hive_changes_is_news_and_what_users_changed_stays_theirs() throws IOException, SQLException {
        Path root = copy("valid/v2-full");
        fixture.run(root);
        user(new TaskEvent.Revised(TASK, Map.of("/priority", new Json("\"high\"")), List.of(), Optional.empty()));
        sql(
                root.resolve(STATE),
                "UPDATE tasks SET status = 'in_progress' WHERE task_id = 'task_orphanless_pending'",
                "DELETE FROM events");

        assertThat(fixture.run(root).events().appended()).isPositive();

        assertThat(fixture.events(new StreamId("task", TASK)).getLast())
                .isEqualTo(new TaskEvent.Revised(
                        TASK, Map.of("/status", new Json("\"in_progress\"")), List.of(), Optional.empty()));
        assertThat(fixture.events(new StreamId("item", "hive.event/e1")).getLast())
                .isInstanceOf(ItemEvent.Removed.class);
        Path out = exported();
        assertThat(rows(out, "events")).isEmpty();
        assertThat(rows(out, "tasks"))
                .anyMatch(row -> row.contains("in_progress") && row.contains("high") && row.contains("Unassigned"));
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void a_log_that_grows_gives_its_new_records_and_no_others() throws IOException {
        Path root = copy("valid/v0-files");
        fixture.run(root);
        long before = fixture.told().size();
        String log = Files.readString(root.resolve(LOG));
        Files.writeString(
                root.resolve(LOG),
                log + "2025-08-02 12:00:01 ERROR    a.b                                                 It failed\n"
                        + "Traceback (most recent call last):\n\n  File \"x.py\"\nKeyError: 'a'\n"
                        + "<<<<<<< Updated upstream\n=======\n>>>>>>> Stashed changes\n"
                        + "2025-08-02T12:00:02 - Cleaned up\n");

        Report report = fixture.run(root);

        assertThat(fixture.told()).hasSize(Math.toIntExact(before) + 2);
        assertThat(found(report, "CONFLICT_MARKER")).hasSize(1);
        assertThat(fixture.told().values())
                .anyMatch(facts -> facts.getLast().contains("\"logger\":\"a.b\"")
                        && facts.getLast().contains("It failed\\nTraceback")
                        && facts.getLast().contains("KeyError: 'a'"));
        assertThat(Folder.bytes(exported().resolve(".claude/logs")))
                .isEqualTo(Folder.bytes(root.resolve(".claude/logs")));
    }

    @Test
    void a_snapshot_that_names_a_file_elsewhere_is_told_and_that_file_never_opened() throws IOException, SQLException {
        Path root = copy("valid/v2-full");
        Files.writeString(folder.resolve("secret.json"), "{\"password\": \"hunter2\"}");
        sql(
                root.resolve(STATE),
                "INSERT INTO memory_snapshots(snapshot_id, session_id, memory_type, content_path) VALUES"
                        + " ('up', 'ctx_pm-agent-new_20250801_080000', 'working', '../../secret.json'),"
                        + " ('away', 'ctx_pm-agent-new_20250801_080000', 'working', '/etc/passwd'),"
                        + " ('none', 'ctx_pm-agent-new_20250801_080000', 'working', 'memory_snapshots/none.json')",
                "UPDATE memory_snapshots SET content_hash = 'abc' WHERE snapshot_id = 'snap_full_1'");

        Report report = fixture.run(root);

        assertThat(report.findings())
                .extracting(Finding::where, Finding::code)
                .contains(
                        tuple("memory_snapshots up", "PATH_TRAVERSAL"),
                        tuple("memory_snapshots away", "ABSOLUTE_PATH"),
                        tuple("memory_snapshots none", "DANGLING_REF"),
                        tuple("memory_snapshots snap_full_1", "INVALID_HASH"));
        assertThat(fixture.entries()).noneMatch(entry -> entry.contains("hunter2") || entry.contains("root:x"));
    }

    @Test
    void both_databases_of_a_hive_may_know_the_same_agent() throws IOException, SQLException {
        Path root = copy("valid/v2-full");
        Files.copy(SAMPLES.resolve("valid/v1-hive/.claude/agent_hive.db"), root.resolve(".claude/agent_hive.db"));

        fixture.run(root);

        assertThat(fixture.told().keySet()).contains("agent/pm-agent-new", "agent/agent_hive/pm-agent-new");
        assertThat(fixture.run(root).events().appended()).isZero();
        assertThat(Folder.rows(exported().resolve(".claude/agent_hive.db")))
                .isEqualTo(Folder.rows(root.resolve(".claude/agent_hive.db")));
    }

    @Test
    void rows_without_a_name_and_of_one_name_are_kept_each() throws IOException, SQLException {
        Path root = copy("valid/v0-files");
        String name = "'" + "x".repeat(300) + "'";
        sql(
                root.resolve(STATE),
                "INSERT INTO tasks(id, agent, status) VALUES (NULL, 'a', 'pending'), (NULL, 'b', 'pending'),"
                        + " (" + name + ", 'c', 'pending'), (x'00FF', 'd', 'pending'),"
                        + " (CAST(x'63616600E9' AS TEXT), 'e', 'pending')",
                "CREATE TABLE extra(a, b)",
                "INSERT INTO extra VALUES (1, CAST(x'E9' AS TEXT))");

        Report report = fixture.run(root);

        assertThat(found(report, "MISSING_FIELD")).hasSize(2);
        assertThat(found(report, "INVALID_UTF8")).hasSize(1);
        assertThat(fixture.run(root).events().appended()).isZero();
        Path out = exported();
        assertThat(bytes(out, "SELECT hex(id) || agent FROM tasks ORDER BY agent"))
                .isEqualTo(bytes(root, "SELECT hex(id) || agent FROM tasks ORDER BY agent"));
        assertThat(bytes(out, "SELECT hex(b) FROM extra")).containsExactly("E9");
    }

    private static List<String> bytes(Path root, String question) throws SQLException {
        var answers = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(STATE));
                var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            while (answer.next()) {
                answers.add(String.valueOf(answer.getString(1)));
            }
        }
        return answers;
    }

    private List<Recorded> recorded(StreamId stream) {
        return fixture.journal.readStream(stream, 0, 1_000).stream()
                .map(entry -> new Recorded(entry, fixture.codec.decode(entry)))
                .toList();
    }

    @Test
    void while_the_hive_is_in_use_a_command_changes_the_columns_that_it_is_about() throws IOException, SQLException {
        Path root = copy("valid/v2-full");
        FileStore store = HiveSamplesTest.format().store(Limits.DEFAULT);
        var task = new StreamId("task", TASK);
        var message = new StreamId("message", "m9");
        var other = new StreamId("context", "ctx_pm-agent-new_20250801_080000");
        fixture.run(root);
        List<StreamId> things = store.things(root, "main");
        assertThat(things).contains(task, other).doesNotHaveDuplicates();
        assertThat(store.fields(root, message)).isEmpty();
        assertThat(Stores.write(store, root, task, recorded(task)))
                .as("what stands there already")
                .isEmpty();

        user(new TaskEvent.Revised(
                TASK, Map.of("/status", new Json("\"completed\"")), List.of("/created_at"), Optional.empty()));
        user(new MessageEvent.Recorded(
                "m9", Map.of("/message_id", new Json("\"m9\""), "/content", new Json("\"Hi\"")), Optional.empty()));
        sql(
                root.resolve(STATE),
                "ALTER TABLE tasks ADD COLUMN mood",
                "UPDATE tasks SET mood = 'good', description = 'by the tool' WHERE task_id = 'task_orphanless_pending'");
        store.write(root, List.of(task, message), this::recorded, () -> {});
        Stores.write(store, root, other, List.of());

        assertThat(bytes(
                        root,
                        "SELECT status || mood || ifnull(created_at, '-') || title FROM tasks"
                                + " WHERE task_id = 'task_orphanless_pending'"))
                .containsExactly("completedgood-Unassigned triage");
        assertThat(bytes(root, "SELECT content FROM agent_messages WHERE message_id = 'm9'"))
                .containsExactly("Hi");
        assertThat(bytes(root, "SELECT count(*) FROM context_sessions")).containsExactly("1");
        assertThat(store.fields(root, message).orElseThrow()).containsEntry("/content", "\"Hi\"");
        assertThat(store.things(root, "main"))
                .hasSameSizeAs(things)
                .contains(message)
                .doesNotContain(other);
    }

    @Test
    void rows_behind_one_that_cannot_be_read_are_not_gone() throws IOException, SQLException {
        Path root = copy("valid/v2-full");
        fixture.run(root);
        int known = fixture.told().size();
        sql(
                root.resolve(STATE),
                "UPDATE tasks SET description = replace(hex(zeroblob(%d)), '00', 'x') WHERE rowid IN (SELECT min(rowid) FROM tasks)"
                        .formatted(Limits.DEFAULT.fileBytesMax() + 1));

        Report report = fixture.run(root);

        assertThat(found(report, "RESOURCE_LIMIT")).hasSize(1);
        assertThat(fixture.told()).hasSize(known);
        assertThat(fixture.told().values().toString()).doesNotContain("Removed[");
    }

    /** Of rows that cannot be told apart by their key, the one is meant that was counted when they were read. */
    @Test
    void while_the_hive_is_in_use_a_command_changes_the_one_of_several_rows_that_it_is_about()
            throws IOException, SQLException {
        Path root = copy("valid/v0-files");
        sql(
                root.resolve(STATE),
                "INSERT INTO tasks(id, agent, status) VALUES (NULL, 'a', 'pending'), (NULL, 'b', 'pending'),"
                        + " (NULL, 'c', 'pending')");
        FileStore store = HiveSamplesTest.format().store(Limits.DEFAULT);
        fixture.run(root);
        StreamId second = store.things(root, "main").stream()
                .filter(thing -> thing.category().equals("task") && thing.key().endsWith("~2"))
                .findFirst()
                .orElseThrow();

        user(new TaskEvent.Revised(
                second.key(), Map.of("/status", new Json("\"completed\"")), List.of(), Optional.empty()));
        Stores.write(store, root, second, recorded(second));

        assertThat(bytes(root, "SELECT agent || status FROM tasks WHERE id IS NULL ORDER BY rowid"))
                .containsExactly("apending", "bcompleted", "cpending");
        assertThat(store.fields(root, second).orElseThrow()).containsEntry("/agent", "\"b\"");
    }

    @Test
    void what_a_row_has_no_column_for_stays_when_the_hive_changes_it() throws IOException, SQLException {
        Path root = copy("valid/v2-full");
        FileStore store = HiveSamplesTest.format().store(Limits.DEFAULT);
        var message = new StreamId("message", "m9");
        fixture.run(root);
        user(new MessageEvent.Recorded(
                "m9",
                Map.of(
                        "/message_id", new Json("\"m9\""),
                        "/content", new Json("\"Hi\""),
                        "/expires_at", new Json("\"2026-02-01T00:00:00Z\"")),
                Optional.empty()));
        store.write(root, List.of(message), this::recorded, () -> {});
        sql(root.resolve(STATE), "UPDATE agent_messages SET content = 'Hello' WHERE message_id = 'm9'");

        fixture.run(root);

        assertThat(now(message)).contains("\"content\":\"Hello\"", "\"expires_at\":\"2026-02-01T00:00:00Z\"");
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    /** As it would have saved it itself: a row of a session, and a file that is what its hash says. */
    @Test
    void what_is_remembered_stands_in_the_hive_as_its_own_snapshots_do() throws IOException, SQLException {
        Path root = copy("valid/v1-hive");
        Files.move(root.resolve(".claude/agent_hive.db"), root.resolve(STATE));
        FileStore store = HiveSamplesTest.format().store(Limits.DEFAULT);
        var memory = new StreamId("memory", "mem-1");
        fixture.run(root);
        user(new MemoryEvent.Recorded(
                "mem-1",
                Map.of(
                        "/snapshot_id", new Json("\"mem-1\""),
                        "/agent_id", new Json("\"frontend-Aug-02-0915\""),
                        "/text", new Json("\"Über the hedge\""),
                        "/created_at", new Json("\"2026-01-01T10:11:12Z\""),
                        "/tags", new Json("[\"hedge\"]")),
                Optional.empty()));

        assertThat(store.write(root, List.of(memory), this::recorded, () -> {}))
                .as("what the row has besides is news")
                .isEmpty();

        assertThat(root.resolve(".claude/memory_snapshots/mem-1.json"))
                .hasContent("{\"text\": \"\\u00dcber the hedge\"}");
        assertThat(bytes(
                        root,
                        "SELECT session_id || ' ' || memory_type || ' ' || content_path || ' ' || tags"
                                + " FROM memory_snapshots WHERE snapshot_id = 'mem-1'"))
                .containsExactly("ctx_frontend-Aug-02-0915_20250802_091501 working memory_snapshots/mem-1.json"
                        + " [\"hedge\"]");
        assertThat(rows(exported(), "memory_snapshots")).isEqualTo(rows(root, "memory_snapshots"));
        Report report = fixture.run(root);
        assertThat(report.findings()).noneMatch(finding -> finding.where().contains("mem-1"));
        assertThat(now(memory)).contains("Über the hedge", "\"content_path\":\"memory_snapshots/mem-1.json\"");
        assertThat(store.write(root, List.of(memory), this::recorded, () -> {})).isEmpty();
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void what_stands_in_brackets_in_a_message_is_no_context_of_its_log_entry() throws IOException {
        Path root = copy("valid/v0-files");
        Files.writeString(root.resolve(LOG), """
                2025-08-02 09:15:00 INFO     leanvibe.startup                                    [1/3] Loading
                2025-08-02 09:15:01 INFO     leanvibe.startup     [task=task-7]                  Done
                """);

        fixture.run(root);

        assertThat(fixture.told().values().stream().map(List::getFirst))
                .anyMatch(it -> it.contains("[1/3] Loading"))
                .anyMatch(it -> it.contains("\"context\":\"[task=task-7]\"") && it.contains("Done"))
                .noneMatch(it -> it.contains("\"context\":\"[1/3]\""));
    }

    /** Hears of a hive on two days, the second time after it was changed; returns when its last facts have happened. */
    private Map<StreamId, Instant> secondDay(Path root, Changing changing) throws IOException, SQLException {
        var now = new AtomicReference<>(FIRST_DAY);
        try (var hive = new ImportFixture(HiveSamplesTest.format().source(Limits.DEFAULT), now::get)) {
            hive.run(root);
            changing.of(root);
            now.set(SECOND_DAY);
            hive.run(root);
            var last = new HashMap<StreamId, Instant>();
            hive.journal
                    .readForward(Selection.all(), Position.START, Integer.MAX_VALUE)
                    .forEach(entry -> last.put(entry.stream(), entry.occurredAt()));
            return last;
        }
    }

    private interface Changing {
        void of(Path root) throws IOException, SQLException;
    }

    @Test
    void what_a_later_import_does_not_find_any_more_was_taken_out_when_its_file_was_written()
            throws IOException, SQLException {
        Path root = copy("valid/v2-full");
        Instant rows = FIRST_DAY.plusSeconds(1);
        Instant folders = FIRST_DAY.plusSeconds(2);

        Map<StreamId, Instant> last = secondDay(root, hive -> {
            sql(hive.resolve(STATE), "DELETE FROM agent_messages WHERE message_id = 'm1'");
            Files.setLastModifiedTime(hive.resolve(STATE), FileTime.from(rows));
            Path content = hive.resolve(".claude/memory_snapshots/snap_full_1.json");
            Files.delete(content);
            Files.setLastModifiedTime(content.getParent(), FileTime.from(folders));
        });

        assertThat(last.get(new StreamId("message", "m1"))).isEqualTo(rows);
        assertThat(last.get(new StreamId("item", "hive.memory-file/snap_full_1.json")))
                .isEqualTo(folders);
    }

    @Test
    void what_a_file_has_lost_whose_time_is_to_come_was_taken_out_by_now() throws IOException, SQLException {
        Map<StreamId, Instant> last = secondDay(copy("valid/v2-full"), hive -> {
            sql(hive.resolve(STATE), "DELETE FROM agent_messages WHERE message_id = 'm1'");
            Files.setLastModifiedTime(hive.resolve(STATE), FileTime.from(SECOND_DAY.plusSeconds(1)));
        });

        assertThat(last.get(new StreamId("message", "m1"))).isEqualTo(SECOND_DAY);
    }

    @Test
    void a_row_that_was_changed_and_keeps_its_time_was_changed_when_its_file_was_written()
            throws IOException, SQLException {
        Instant rows = FIRST_DAY.plusSeconds(1);

        Map<StreamId, Instant> last = secondDay(copy("valid/v2-full"), hive -> {
            sql(hive.resolve(STATE), "UPDATE agent_messages SET content = 'another' WHERE message_id = 'm1'");
            Files.setLastModifiedTime(hive.resolve(STATE), FileTime.from(rows));
        });

        assertThat(last.get(new StreamId("message", "m1"))).isEqualTo(rows);
    }

    @Test
    void a_row_that_was_changed_and_says_when_was_changed_then() throws IOException, SQLException {
        Map<StreamId, Instant> last = secondDay(
                copy("valid/v2-full"),
                hive -> sql(
                        hive.resolve(STATE),
                        "UPDATE agent_messages SET acknowledged_at = '2026-01-01 11:30:00' WHERE message_id = 'm1'"));

        assertThat(last.get(new StreamId("message", "m1"))).isEqualTo(Instant.parse("2026-01-01T11:30:00Z"));
    }

    @Test
    void what_agents_remember_in_a_file_of_its_own_is_a_record() throws IOException {
        Path root = copy("valid/v1-hive");
        var content = new StreamId(
                "item", "hive.memory-file/snap_ctx_frontend-Aug-02-0915_20250802_091501_20250802_110000_000002.json");

        Report report = fixture.run(root);

        assertThat(report.entities()).containsEntry("memory_files", 3L);
        assertThat(now(content)).isEqualTo("{\"lesson\":\"verify pushes\"}");
    }

    @Test
    void what_agents_remember_in_a_damaged_file_is_reported_once_and_no_record_is_lost() throws IOException {
        Path root = copy("bad/01-truncated-json");
        Files.writeString(root.resolve(".claude/memory_snapshots/list.json"), "[1, 2]");

        Report report = fixture.run(root);

        assertThat(report.findings())
                .filteredOn(it -> it.file().startsWith(".claude/memory_snapshots/"))
                .extracting(Finding::file, Finding::severity, Finding::code)
                .containsExactlyInAnyOrder(
                        tuple(".claude/memory_snapshots/snap_cut.json", Finding.Severity.WARN, "TRUNCATED_JSON"),
                        tuple(".claude/memory_snapshots/snap_cut.json", Finding.Severity.WARN, "CHECKSUM_MISMATCH"),
                        tuple(".claude/memory_snapshots/list.json", Finding.Severity.INFO, "ORPHAN_FILE"));
        assertThat(now(new StreamId("item", "hive.memory-file/list.json"))).isEqualTo("{\"body\":\"[1, 2]\"}");
    }

    @Test
    void a_file_that_is_there_already_is_not_written_over_by_what_is_remembered() throws IOException, SQLException {
        Path root = copy("valid/v1-hive");
        Files.move(root.resolve(".claude/agent_hive.db"), root.resolve(STATE));
        Path theirs = root.resolve(".claude/memory_snapshots/mem-1.json");
        Files.createDirectories(theirs.getParent());
        Files.writeString(theirs, "{\"of\": \"another\"}");
        FileStore store = HiveSamplesTest.format().store(Limits.DEFAULT);
        var memory = new StreamId("memory", "mem-1");
        fixture.run(root);
        user(new MemoryEvent.Recorded(
                "mem-1",
                Map.of("/snapshot_id", new Json("\"mem-1\""), "/text", new Json("\"The hedge\"")),
                Optional.empty()));

        assertThatThrownBy(() -> store.write(root, List.of(memory), this::recorded, () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mem-1.json is there already")
                .hasMessageContaining("set it aside, then try again");

        assertThat(theirs).hasContent("{\"of\": \"another\"}");
        assertThat(bytes(root, "SELECT count(*) FROM memory_snapshots WHERE snapshot_id = 'mem-1'"))
                .containsExactly("0");
        Files.move(theirs, theirs.resolveSibling("aside.json"));
        store.write(root, List.of(memory), this::recorded, () -> {});
        assertThat(theirs).hasContent("{\"text\": \"The hedge\"}");
    }

    @Test
    void what_is_remembered_leaves_no_file_if_its_row_is_not_written() throws IOException {
        Path root = copy("valid/v1-hive");
        Files.move(root.resolve(".claude/agent_hive.db"), root.resolve(STATE));
        FileStore store = HiveSamplesTest.format().store(Limits.DEFAULT);
        var memory = new StreamId("memory", "mem-1");
        fixture.run(root);
        user(new MemoryEvent.Recorded(
                "mem-1",
                Map.of("/snapshot_id", new Json("\"mem-1\""), "/text", new Json("\"The hedge\"")),
                Optional.empty()));

        assertThatThrownBy(() -> store.write(root, List.of(memory), this::recorded, () -> {
                    throw new FilesChanged(root);
                }))
                .isInstanceOf(FilesChanged.class);

        assertThat(root.resolve(".claude/memory_snapshots/mem-1.json")).doesNotExist();
    }

    private String now(StreamId stream) {
        return AgentSlice.mapping(Hive.TOOL)
                .said(recorded(stream), _ -> Optional.empty())
                .now()
                .orElseThrow()
                .text();
    }

    static Stream<Path> all_samples() throws IOException {
        var samples = new ArrayList<Path>();
        for (Path folder : HiveSamplesTest.SAMPLES) {
            try (var all = Files.list(folder)) {
                all.filter(Files::isDirectory).forEach(samples::add);
            }
        }
        return samples.stream().sorted();
    }

    /** Only then its users can move: a file of several records that is damaged has to be mended before. */
    @ParameterizedTest
    @MethodSource("all_samples")
    void while_a_hive_is_in_use_its_files_say_what_was_read_from_them(Path sample) throws IOException {
        Path root = Folder.copy(sample, folder.resolve("root"));
        fixture.run(root);
        FileStore store = HiveSamplesTest.format().store(Limits.DEFAULT);
        var mapping = AgentSlice.mapping(Hive.TOOL);
        var said = new TreeMap<String, Map<String, Object>>();
        var told = new TreeMap<String, Map<String, Object>>();
        for (String key : fixture.told().keySet()) {
            StreamId stream = StreamId.parse(key);
            if (store.holds(stream)) {
                mapping.said(recorded(stream), _ -> Optional.empty())
                        .now()
                        .ifPresent(record -> said.put(key, mapping.fields(record)));
            }
        }

        try {
            store.each(root, "main", (thing, fields) -> told.put(thing.toString(), fields));
            assertThat(told).containsExactlyEntriesOf(said);
        } catch (IOException e) {
            assertThat(sample).asString().contains("/bad/");
            assertThat(e).hasMessageContaining("is damaged");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void what_the_tool_commits_after_its_news_were_taken_is_not_written_over(String mode)
            throws IOException, SQLException {
        Path root = copy("valid/v2-full");
        sql(root.resolve(STATE), "PRAGMA journal_mode = " + mode);
        FileStore store = HiveSamplesTest.format().store(Limits.DEFAULT);
        var task = new StreamId("task", TASK);
        fixture.run(root);
        user(new TaskEvent.Revised(
                TASK, Map.of("/status", new Json("\"completed " + mode + "\"")), List.of(), Optional.empty()));
        FileStore.Check asNow = Stores.asNow(store, root, "main");
        sql(root.resolve(STATE), "UPDATE tasks SET status = 'theirs' WHERE task_id = '" + TASK + "'");

        assertThatThrownBy(() -> store.write(root, List.of(task), this::recorded, asNow))
                .isInstanceOf(FilesChanged.class);
        assertThat(status(root)).containsExactly("theirs");

        FileStore.Check again = Stores.asNow(store, root, "main");
        List<Written> written = store.write(
                root,
                List.of(task),
                stream -> {
                    assertThatThrownBy(() -> sql(
                                    root.resolve(STATE),
                                    "PRAGMA busy_timeout = 0",
                                    "UPDATE tasks SET status = 'theirs' WHERE task_id = '" + TASK + "'"))
                            .hasMessageContaining("locked");
                    return recorded(stream);
                },
                again);
        assertThat(status(root)).containsExactly("completed " + mode);
        assertThat(written.stream()
                        .filter(it -> it.file().equals(root.resolve(STATE)))
                        .flatMap(it -> it.after().stream()))
                .as("how it stands there")
                .containsExactly(FileStamp.at(root.resolve(STATE)).orElseThrow());
        store.write(root, List.of(task), this::recorded, Stores.asNow(store, root, "main"));
    }

    private static List<String> status(Path root) throws SQLException {
        return bytes(root, "SELECT status FROM tasks WHERE task_id = '" + TASK + "'");
    }

    @Test
    void a_database_to_which_a_link_leads_out_of_the_tree_is_not_written() throws IOException {
        Path root = copy("valid/v2-full");
        FileStore store = HiveSamplesTest.format().store(Limits.DEFAULT);
        fixture.run(root);
        user(new TaskEvent.Revised(TASK, Map.of("/status", new Json("\"completed\"")), List.of(), Optional.empty()));
        Path outside = Files.move(root.resolve(STATE), folder.resolve("outside.db"));
        Files.createSymbolicLink(root.resolve(STATE), outside);
        byte[] before = Files.readAllBytes(outside);
        var task = new StreamId("task", TASK);

        assertThatThrownBy(() -> Stores.write(store, root, task, recorded(task)))
                .hasMessageContaining("a link leads");
        assertThat(Files.readAllBytes(outside)).isEqualTo(before);
    }

    @Test
    void what_somebody_said_since_the_files_did_is_rightly_shown_otherwise() throws IOException, SQLException {
        Path root = copy("valid/v2-full");
        fixture.run(root);
        var witness = new HiveWitness();
        var task = new StreamId("task", TASK);
        var stated = new Statement(task, Map.of());
        var fields = Set.of("/status", "/title");

        assertThat(witness.changedSince(new Root(root, ""), stated, fields, recorded(task)))
                .isEmpty();

        user(new TaskEvent.Claimed(
                TASK, "web-1", ImportFixture.CLOCK.instant(), 1, Map.of("/status", new Json("\"in_progress\""))));
        assertThat(witness.changedSince(new Root(root, ""), stated, fields, recorded(task)))
                .containsExactly("/status");

        sql(root.resolve(STATE), "UPDATE tasks SET status = 'failed' WHERE task_id = '" + TASK + "'");
        fixture.run(root);
        assertThat(witness.changedSince(new Root(root, ""), stated, fields, recorded(task)))
                .isEmpty();
    }

    @Test
    void a_damaged_database_is_neither_compared_nor_written() throws IOException {
        Path root = copy("valid/v2-full");
        FileStore store = HiveSamplesTest.format().store(Limits.DEFAULT);
        fixture.run(root);
        byte[] damaged = Arrays.copyOf(Files.readAllBytes(root.resolve(STATE)), 3_000);
        Files.write(root.resolve(STATE), damaged);
        var task = new StreamId("task", TASK);

        assertThatThrownBy(() -> store.things(root, "main")).hasMessageContaining("state.db is damaged");
        assertThatThrownBy(() -> Stores.write(store, root, task, recorded(task)))
                .hasMessageContaining("nothing was changed; try again");
        assertThat(Files.readAllBytes(root.resolve(STATE))).isEqualTo(damaged);
    }

    @Test
    void a_setting_of_nothing_but_comments_is_kept() throws IOException {
        Path root = copy("valid/v0-files");
        Files.writeString(root.resolve(".claude/config/config.yaml"), "# none yet\n");

        Report report = fixture.run(root);

        assertThat(report.failure()).isEmpty();
        assertThat(report.findings()).extracting(Finding::file).contains(".claude/config/config.yaml");
        assertThat(exported().resolve(".claude/config/config.yaml")).hasContent("# none yet\n");
    }

    @Test
    void an_inbox_from_which_messages_were_taken_has_no_more_of_them() throws IOException {
        Path root = copy("generated/odd");
        Path inboxes = root.resolve("message_bus/inboxes");
        Path inbox;
        try (var files = Files.list(inboxes)) {
            inbox = files.sorted().findFirst().orElseThrow();
        }
        fixture.run(root);
        Files.writeString(inbox, "[]");

        fixture.run(root);

        var first = new StreamId("item", "hive.inbox-message/%s/1".formatted(inbox.getFileName()));
        assertThat(fixture.events(first).getLast()).isInstanceOf(ItemEvent.Removed.class);
        assertThat(Folder.bytes(exported()))
                .containsEntry(
                        root.relativize(inbox).toString(),
                        Folder.bytes(root).get(root.relativize(inbox).toString()));
    }

    @Test
    void a_project_is_a_hive_by_what_only_hives_write() throws IOException {
        var source = HiveSamplesTest.format().source(Limits.DEFAULT);
        Path root = folder.resolve("project");
        Folder.write(root, ".claude/settings.json", "{}");
        Folder.write(root, ".claude/commands/review.md", "Review it.\n");
        Folder.write(root, ".claude/debug.log", "x\n");
        Folder.write(root, "checkpoints/model.json", "{}");
        Folder.write(root, "test_report.json", "{}");
        assertThat(source.recognizes(root)).isFalse();

        Folder.write(root, ".claude/agents/pm.json", "{\"agent_id\": \"pm\"}");
        assertThat(source.recognizes(root)).isTrue();
    }

    @Test
    void the_witness_states_what_the_reader_finds() throws IOException {
        Path root = copy("generated/odd");
        var stated = new ArrayList<Statement>();

        HiveSamplesTest.format().source(Limits.DEFAULT).witness().orElseThrow().read(Root.of(root), stated::add);

        fixture.run(root);
        assertThat(stated).hasSizeGreaterThan(50);
        assertThat(fixture.told().keySet())
                .containsAll(stated.stream().map(it -> it.stream().toString()).toList());
    }
}
