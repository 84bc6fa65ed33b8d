package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.http.Caller.Reply;
import dev.daybook.session.Workspaces;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The seven commands, as an editor calls them. */
class Ait42Test {

    private static final String HOME = "/srv/repos/legacy-billing";

    /** What the tool writes of a session with one instance and one message, on one line. */
    private static final String RECORD = """
            {"id":"s-1","type":"competition","task":"Retry","status":"running","createdAt":"2025-11-10T02:01:09.044Z",\
            "updatedAt":"2025-11-10T02:01:09.044Z","completedAt":null,"instances":[{"instanceId":0,"worktreePath":"/w/0",\
            "branch":"b-0","agentName":"tester","status":"running","tmuxSessionId":"t-0","output":null,"startTime":null,\
            "endTime":null,"filesChanged":null,"linesAdded":null,"linesDeleted":null,"runtime":"claude","model":"sonnet",\
            "runtimeLabel":"Claude Code"}],"chatHistory":[{"id":"msg-1","role":"user","content":"go",\
            "timestamp":"2025-11-10T02:01:09.044Z","instanceId":null}],"model":null,"timeoutSeconds":300,\
            "preserveWorktrees":false,"winnerId":null,"runtimeMix":["claude"],"totalDuration":null,\
            "totalFilesChanged":null,"totalLinesAdded":null,"totalLinesDeleted":null}""";

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(folder);
        caller = house.caller;
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void a_session_that_is_created_comes_back_as_it_was_sent_with_its_revision() {
        Reply created = created();

        assertThat(created.text()).isEqualTo(RECORD.substring(0, RECORD.length() - 1) + ",\"revision\":1}");
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(get().text()).isEqualTo(created.text());
        assertThat(all()).hasSize(1);
        assertThat(all().get(0)).isEqualTo(created.json());
    }

    @Test
    void the_second_record_of_an_id_is_answered_as_given_and_changes_nothing() {
        created();
        String second = RECORD.replace(
                "\"instanceId\":0,\"worktreePath\":\"/w/0\"", "\"instanceId\":1,\"worktreePath\":\"/tmp/x\"");

        Reply again = command("create_session", "\"session\":" + second).is(200);

        assertThat(again.json().at("/instances/0/worktreePath").asText()).isEqualTo("/tmp/x");
        assertThat(get().json().at("/instances/0/worktreePath").asText()).isEqualTo("/w/0");
        assertThat(all()).hasSize(1);
    }

    @Test
    void an_update_replaces_the_session_with_all_that_its_writer_says() {
        created();
        String changed = RECORD.replace("\"status\":\"running\",\"createdAt\"", "\"status\":\"paused\",\"createdAt\"")
                .replace("09.044Z\",\"completedAt\"", "10.000Z\",\"completedAt\"");

        Reply updated = command("update_session", "\"session\":" + changed).is(200);

        assertThat(updated.json().path("status").asText()).isEqualTo("paused");
        assertThat(updated.json().path("updatedAt").asText()).isEqualTo("2025-11-10T02:01:10.000Z");
        assertThat(get().json()).isEqualTo(updated.json());
    }

    @Test
    void a_message_is_added_and_the_whole_session_comes_back() {
        created();

        Reply added = command("add_chat_message", """
                        "sessionId":"s-1","message":{"id":"msg-1","role":"assistant","content":"done",\
                        "timestamp":"2025-11-10T02:02:00.000Z","instanceId":0}""").is(200);

        assertThat(added.json().path("chatHistory")).hasSize(2);
        assertThat(added.json().at("/chatHistory/1/instanceId").asInt()).isZero();
        assertThat(added.json().path("updatedAt").asText())
                .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.(\\d{3}){1,3})?\\+00:00");
    }

    @Test
    void an_instance_gets_its_status_and_the_whole_session_comes_back() {
        created();

        Reply set = command(
                        "update_instance_status", "\"sessionId\":\"s-1\",\"instanceId\":0,\"newStatus\":\"archived\"")
                .is(200);

        assertThat(set.json().at("/instances/0/status").asText()).isEqualTo("archived");
        assertThat(set.json().path("updatedAt").asText()).endsWith("+00:00");
        Reply unknown = command(
                        "update_instance_status", "\"sessionId\":\"s-1\",\"instanceId\":7,\"newStatus\":\"idle\"")
                .is(404);
        assertThat(error(unknown)).isEqualTo("Instance 7 not found in session s-1");
        command("update_instance_status", "\"sessionId\":\"s-1\",\"instanceId\":0,\"newStatus\":\"asleep\"")
                .isProblem(422, "invalid-request");
    }

    @Test
    void a_deleted_session_is_gone_and_deleting_nothing_succeeds() {
        created();

        assertThat(command("delete_session", "\"sessionId\":\"s-1\"").is(200).text())
                .isEqualTo("null");
        assertThat(command("delete_session", "\"sessionId\":\"s-1\"").is(200).text())
                .isEqualTo("null");
        assertThat(command("delete_session", "\"sessionId\":\"never\"").is(200).text())
                .isEqualTo("null");

        assertThat(error(command("get_session", "\"sessionId\":\"s-1\"").is(404)))
                .isEqualTo("Session s-1 not found");
        assertThat(all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    update_session         | "session":RECORD
                    get_session            | "sessionId":"s-1"
                    add_chat_message       | "sessionId":"s-1","message":{"id":"m","role":"user","content":"","timestamp":"2025-11-10T02:01:09Z"}
                    update_instance_status | "sessionId":"s-1","instanceId":0,"newStatus":"idle"
                    """)
    void what_needs_a_session_says_in_the_words_of_the_original_that_there_is_none(String command, String arguments) {
        Reply refused = command(command, arguments.replace("RECORD", RECORD)).isProblem(404, "not-found");

        assertThat(error(refused)).isEqualTo("Session s-1 not found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create_session",
                "update_session",
                "get_session",
                "delete_session",
                "add_chat_message",
                "update_instance_status"
            })
    void six_commands_refuse_to_work_without_a_workspace(String command) {
        for (String path : List.of("", "  ")) {
            Reply refused = call(
                            command,
                            "{\"workspacePath\":\"%s\",\"session\":%s,\"sessionId\":\"s-1\"}".formatted(path, RECORD))
                    .isProblem(422, "invalid-request");
            assertThat(error(refused)).startsWith("Cannot ").contains(": workspace path is empty");
        }
    }

    @Test
    void the_text_of_a_creation_without_a_workspace_is_that_of_the_original() {
        Reply refused = call("create_session", "{\"workspacePath\":\"\",\"session\":%s}".formatted(RECORD))
                .is(422);

        assertThat(error(refused))
                .isEqualTo("Cannot create session: workspace path is empty. Please open a valid Git repository.");
    }

    @Test
    void the_list_of_no_workspace_is_empty() {
        assertThat(call("get_all_sessions", "{\"workspacePath\":\"\"}").is(200).text())
                .isEqualTo("[]");
        assertThat(call("get_all_sessions", "{\"workspacePath\":\" \"}").is(200).text())
                .isEqualTo("[]");
        assertThat(call("get_all_sessions", "{\"workspacePath\":\"/no/such\"}")
                        .is(200)
                        .text())
                .isEqualTo("[]");
    }

    @Test
    void a_path_with_control_characters_is_refused() {
        Reply refused = call("get_session", "{\"workspacePath\":\"/srv/re\\npos\",\"sessionId\":\"s-1\"}")
                .is(422);

        assertThat(error(refused)).contains("control characters");
        call("get_all_sessions", "{\"workspacePath\":\"/srv\\u0007\"}").isProblem(422, "invalid-request");
    }

    @Test
    void one_folder_is_one_workspace_with_and_without_a_slash_at_its_end() {
        created();

        assertThat(call("get_session", "{\"workspacePath\":\"%s/\",\"sessionId\":\"s-1\"}".formatted(HOME))
                        .is(200)
                        .json())
                .isEqualTo(get().json());
        Reply byHash = caller.get("/workspaces/%s/sessions/s-1?after=%d".formatted(Workspaces.key(HOME), house.head()));
        assertThat(byHash.is(200).json()).isEqualTo(get().json());
        assertThat(error(call("get_session", "{\"workspacePath\":\"/srv/repos\",\"sessionId\":\"s-1\"}")
                        .is(404)))
                .isEqualTo("Session s-1 not found");
    }

    @Test
    void wrong_arguments_are_named() {
        assertThat(error(call("get_session", "{\"workspacePath\":\"/srv\"}").is(422)))
                .contains("`sessionId`", "`get_session`");
        assertThat(error(command("create_session", "\"session\":{\"id\":\"s-1\"}")
                        .is(422)
                        .at("/session/task")))
                .contains("/session/type is missing");
        assertThat(error(command("forget_session", "\"sessionId\":\"s-1\"").is(404)))
                .isEqualTo("Command forget_session not found");
    }

    @Test
    void an_editor_that_sends_back_what_it_got_never_undoes_what_another_window_wrote() {
        ObjectNode first = (ObjectNode) created().json();
        command("update_instance_status", "\"sessionId\":\"s-1\",\"instanceId\":0,\"newStatus\":\"failed\"")
                .is(200);
        first.put("status", "paused");

        Reply stale = command("update_session", "\"session\":" + first).isProblem(412, "stale-revision");

        JsonNode conflict = stale.json().at("/conflicts/0");
        assertThat(conflict.path("pointer").asText()).isEqualTo("/instances/0/status");
        assertThat(conflict.path("stored").asText()).isEqualTo("failed");
        assertThat(conflict.path("sent").asText()).isEqualTo("running");
        assertThat(error(stale)).contains("/instances/0/status");
        Reply merged = call("update_session?merge=true", arguments("\"session\":" + first))
                .is(200);
        assertThat(merged.json().path("status").asText()).isEqualTo("paused");
        assertThat(merged.json().at("/instances/0/status").asText()).isEqualTo("failed");
    }

    @Test
    void an_update_without_a_revision_wins_but_keeps_the_messages_of_others() {
        created();
        command(
                        "add_chat_message",
                        "\"sessionId\":\"s-1\",\"message\":{\"id\":\"m\",\"role\":\"user\",\"content\":\"more\",\"timestamp\":\"2025-11-10T02:03:00Z\"}")
                .is(200);

        Reply updated = command(
                        "update_session", "\"session\":" + RECORD.replace("\"task\":\"Retry\"", "\"task\":\"Try\""))
                .is(200);

        assertThat(updated.json().path("task").asText()).isEqualTo("Try");
        assertThat(updated.json().path("chatHistory").findValuesAsText("content"))
                .containsExactly("go", "more");
    }

    @Test
    void a_command_with_a_key_is_carried_out_once() {
        created();
        String message =
                "\"sessionId\":\"s-1\",\"message\":{\"id\":\"m\",\"role\":\"user\",\"content\":\"more\",\"timestamp\":\"2025-11-10T02:03:00Z\"}";

        Reply once = caller.post("/ait42/add_chat_message", arguments(message), "Idempotency-Key", "k-1")
                .is(200);
        Reply twice = caller.post("/ait42/add_chat_message", arguments(message), "Idempotency-Key", "k-1")
                .is(200);

        assertThat(twice.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(twice.text()).isEqualTo(once.text());
        assertThat(get().json().path("chatHistory")).hasSize(2);
    }

    private Reply created() {
        return command("create_session", "\"session\":" + RECORD).is(200);
    }

    private Reply get() {
        return command("get_session", "\"sessionId\":\"s-1\"").is(200);
    }

    private JsonNode all() {
        return call("get_all_sessions", "{\"workspacePath\":\"%s\"}".formatted(HOME))
                .is(200)
                .json();
    }

    private Reply command(String command, String arguments) {
        return call(command, arguments(arguments));
    }

    private static String arguments(String arguments) {
        return "{\"workspacePath\":\"%s\",%s}".formatted(HOME, arguments);
    }

    private Reply call(String command, String body) {
        return caller.post("/ait42/" + command, body);
    }

    private static String error(Reply reply) {
        assertThat(reply.json().path("detail")).isEqualTo(reply.json().path("error"));
        return reply.json().path("error").asText();
    }
}
