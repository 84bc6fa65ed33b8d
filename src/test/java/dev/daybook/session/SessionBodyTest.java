package dev.daybook.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.shape.Flawed;
import org.junit.jupiter.api.Test;

class SessionBodyTest {

    private static final String WHOLE = """
            {"id":"s-1","type":"ensemble","task":"Retry","status":"running","createdAt":"2025-11-10T02:01:09.044Z",\
            "updatedAt":"2025-11-10T02:01:09.044Z","completedAt":null,"instances":[{"instanceId":0,\
            "worktreePath":"/w","branch":"b","agentName":"a","status":"idle","tmuxSessionId":"t","output":"","startTime":null,\
            "endTime":null,"filesChanged":3,"linesAdded":null,"linesDeleted":null,"runtime":"codex","model":"gpt-4",\
            "runtimeLabel":"Codex (OpenAI)","testsPassed":4,"codeComplexity":8.50,"mood":{"a":[1.0]}}],\
            "chatHistory":[{"id":"msg-1","role":"user","content":"","timestamp":"2025-11-10T02:01:09.044Z","instanceId":null,\
            "pinned":true}],"model":null,"timeoutSeconds":300,"preserveWorktrees":false,"winnerId":0,\
            "runtimeMix":["claude","codex","claude"],"totalDuration":null,"totalFilesChanged":null,"totalLinesAdded":null,\
            "totalLinesDeleted":null,"evaluation":{"scores":[]},"integrationPhase":"pending","integrationInstanceId":4,\
            "colour":"red"}""";

    @Test
    void what_is_read_is_written_again_as_it_was() {
        SessionRecord record = SessionBody.session(tree(WHOLE), "");

        assertThat(SessionShape.RECORD.compact(record)).isEqualTo(WHOLE);
        assertThat(record.profile().extra()).contains(new Json("{\"colour\":\"red\"}"));
    }

    @Test
    void null_and_absent_are_the_same() {
        SessionRecord record = SessionBody.session(tree("""
                        {"id":"s-1","type":"debate","task":"","status":"round_1","createdAt":"","updatedAt":"",
                         "instances":[],"chatHistory":[],"preserveWorktrees":null}"""), "");

        assertThat(record.profile().preserveWorktrees()).isEmpty();
        assertThat(record.profile().winnerId()).isEmpty();
    }

    @Test
    void the_revision_that_was_seen_is_no_member_of_the_session() {
        String sent = WHOLE.substring(0, WHOLE.length() - 1) + ",\"revision\":7}";

        assertThat(SessionShape.RECORD.compact(SessionBody.session(tree(sent), "")))
                .isEqualTo(WHOLE);
    }

    @Test
    void all_flaws_are_named_by_where_they_are() {
        assertThatThrownBy(() -> SessionBody.session(tree("""
                                {"id":"","type":7,"task":"t","status":"running","createdAt":"c","winnerId":-1,
                                 "instances":[{"instanceId":"1","worktreePath":"","branch":"","agentName":"",
                                   "status":"idle","tmuxSessionId":"","filesChanged":4294967296},5],
                                 "chatHistory":{},"runtimeMix":["a",null],"preserveWorktrees":"no"}"""), "/session"))
                .isInstanceOfSatisfying(
                        Flawed.class,
                        it -> assertThat(it.flaws())
                                .extracting(flaw -> flaw.pointer() + " " + flaw.detail())
                                .contains(
                                        "/session/updatedAt" + " " + "is missing",
                                        "/session/type" + " " + "is 7: want a text",
                                        "/session/chatHistory" + " " + "is an object: want a list",
                                        "/session/instances/1" + " " + "is 5: want an object")
                                .extracting(flaw -> flaw.substring(0, flaw.indexOf(' ')))
                                .containsExactlyInAnyOrder(
                                        "/session/id",
                                        "/session/type",
                                        "/session/updatedAt",
                                        "/session/winnerId",
                                        "/session/instances/0/instanceId",
                                        "/session/instances/0/filesChanged",
                                        "/session/instances/1",
                                        "/session/chatHistory",
                                        "/session/runtimeMix/1",
                                        "/session/preserveWorktrees"));
    }

    @Test
    void a_message_is_read_by_itself() {
        assertThat(SessionBody.message(
                                tree(
                                        "{\"id\":\"m\",\"role\":\"user\",\"content\":\"hi\",\"timestamp\":\"t\",\"instanceId\":2}"),
                                "")
                        .instanceId())
                .contains(2L);
        assertThatThrownBy(() -> SessionBody.message(tree("[]"), "/message"))
                .isInstanceOf(Flawed.class)
                .hasMessage("/message is a list: want an object");
    }

    private static Json tree(String json) {
        return JsonText.parse(json);
    }
}
