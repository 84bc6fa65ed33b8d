package dev.daybook.session.ait42;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.shape.JsonSplice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionSpliceTest {

    private static final SessionRecord SAID = new SessionRecord(
            "a",
            new Profile(
                    "debate",
                    "old",
                    "running",
                    "c",
                    "u",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(5L),
                    Optional.empty(),
                    Optional.of(2L),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new Json("{\"note\":{\"a\":1,\"b\":2},\"late\":true}"))),
            List.of(instance(1, "running"), instance(2, "idle")),
            List.of(message("one"), message("two")));

    /** Two blanks a level, the list one level deep; keys out of order, one twice, a number as a text, no UTF-8. */
    private static final String ODD = """
            {
                "updatedAt" : "u", "status": "paused",
                "status": "running",
                "task": "old",
                "winnerId": "2",
                "totalDuration": 12.5,
                "note": { "a" : 1,  "b": 2 },
                "raw": "\u00FF\u0083",
                "instances": [
                  {"instanceId": 1, "status": "running", "output": "\u00E5"},
                  {
                    "status": "idle",
                    "instanceId": 2
                  }
                ],
                "chatHistory": [{"id":"m","content":"one"},{"id":"m","content":"two"}],
                "late": true,
                "id": "a", "timeoutSeconds": 5
              }""";

    @Test
    void nothing_changed_is_the_same_bytes() {
        assertThat(spliced(SAID)).isEqualTo(ODD);
    }

    @Test
    void one_changed_value_changes_only_itself() {
        assertThat(spliced(with(it -> it.become("completed", Optional.empty(), "v"))))
                .isEqualTo(ODD.replace("\"status\": \"running\",\n    \"task", "\"status\": \"completed\",\n    \"task")
                        .replace("\"u\"", "\"v\""));
        assertThat(spliced(with(it -> it.won(Optional.of(1L))))).isEqualTo(ODD.replace("\"2\"", "1"));
        assertThat(spliced(with(it -> it.won(Optional.empty())))).isEqualTo(ODD.replace("\"2\"", "null"));
    }

    @Test
    void an_absent_key_is_added_at_the_end() {
        assertThat(spliced(with(it -> it.become("running", Optional.of("d"), "u"))))
                .isEqualTo(ODD.replace("\"timeoutSeconds\": 5", "\"timeoutSeconds\": 5, \"completedAt\": \"d\""));
    }

    @Test
    void letters_beyond_ascii_are_written_as_utf_8() {
        byte[] bytes = splice(ODD.getBytes(ISO_8859_1), SAID, with(it -> task(it, "帳票\u0001")));

        assertThat(new String(bytes, UTF_8)).contains("\"task\": \"帳票\\u0001\"");
        assertThat(new String(bytes, ISO_8859_1)).contains("\u00FF\u0083");
    }

    @Test
    void an_instance_changes_in_its_place() {
        var now = new SessionRecord(
                "a", SAID.profile(), List.of(instance(1, "archived"), instance(2, "idle")), SAID.messages());

        assertThat(spliced(now)).isEqualTo(ODD.replace("1, \"status\": \"running\"", "1, \"status\": \"archived\""));
    }

    @Test
    void a_message_is_added_as_the_others_are_written() {
        var now = new SessionRecord(
                "a", SAID.profile(), SAID.instances(), List.of(message("one"), message("two"), message("three")));

        assertThat(spliced(now))
                .isEqualTo(ODD.replace(
                        "\"two\"}]",
                        "\"two\"},{\"id\": \"m\", \"role\": \"user\", \"content\": \"three\", \"timestamp\": \"t\","
                                + " \"instanceId\": null}]"));
    }

    @Test
    void an_instance_is_added_on_lines_of_its_own_and_the_last_ones_go() {
        var more = new SessionRecord(
                "a",
                SAID.profile(),
                List.of(instance(1, "running"), instance(2, "idle"), instance(3, "idle")),
                List.of());

        String text = spliced(more);

        assertThat(text)
                .contains("\n      },\n      {\n        \"instanceId\": 3,\n")
                .contains("\"chatHistory\": [],");
    }

    @Test
    void a_list_that_was_none_becomes_one() {
        byte[] text = "{\n    \"id\": \"a\",\n    \"instances\": {\"no\": 1},\n    \"chatHistory\": null\n  }"
                .getBytes(UTF_8);
        SessionRecord said = SessionShape.RECORD.read(text).record().orElseThrow();
        var now = new SessionRecord("a", said.profile(), List.of(instance(1, "idle")), List.of());

        String spliced = new String(SessionShape.RECORD.splice(text, said, now), UTF_8);

        assertThat(spliced)
                .startsWith("{\n    \"id\": \"a\",\n    \"instances\": [")
                .endsWith("\"chatHistory\": null\n  }");
    }

    @Test
    void unknown_members_change_one_by_one() {
        assertThat(spliced(with(it -> extra(it, "{\"note\":{\"a\":1,\"b\":3},\"fresh\":[]}"))))
                .isEqualTo(ODD.replace("{ \"a\" : 1,  \"b\": 2 }", "{\"a\": 1, \"b\": 3}")
                        .replace("    \"late\": true,\n", "")
                        .replace("\"timeoutSeconds\": 5", "\"timeoutSeconds\": 5, \"fresh\": []"));
    }

    private static byte[] splice(byte[] json, SessionRecord said, SessionRecord now) {
        return JsonSplice.of(json, SessionShape.RECORD.diff(said, now));
    }

    private static String spliced(SessionRecord now) {
        return new String(splice(ODD.getBytes(ISO_8859_1), SAID, now), ISO_8859_1);
    }

    private interface Change {
        Profile of(Profile profile);
    }

    private static SessionRecord with(Change change) {
        return new SessionRecord("a", change.of(SAID.profile()), SAID.instances(), SAID.messages());
    }

    private static Profile task(Profile it, String task) {
        return new Profile(
                it.type(),
                task,
                it.status(),
                it.createdAt(),
                it.updatedAt(),
                it.completedAt(),
                it.model(),
                it.timeoutSeconds(),
                it.preserveWorktrees(),
                it.winnerId(),
                it.runtimeMix(),
                it.totalDuration(),
                it.totalFilesChanged(),
                it.totalLinesAdded(),
                it.totalLinesDeleted(),
                it.evaluation(),
                it.integrationPhase(),
                it.integrationInstanceId(),
                it.extra());
    }

    private static Profile extra(Profile it, String extra) {
        return new Profile(
                it.type(),
                it.task(),
                it.status(),
                it.createdAt(),
                it.updatedAt(),
                it.completedAt(),
                it.model(),
                it.timeoutSeconds(),
                it.preserveWorktrees(),
                it.winnerId(),
                it.runtimeMix(),
                it.totalDuration(),
                it.totalFilesChanged(),
                it.totalLinesAdded(),
                it.totalLinesDeleted(),
                it.evaluation(),
                it.integrationPhase(),
                it.integrationInstanceId(),
                Optional.of(new Json(extra)));
    }

    private static Instance instance(long id, String status) {
        return new Instance(
                id,
                "",
                "",
                "",
                status,
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Message message(String content) {
        return new Message("m", "user", new LongText(content), "t", Optional.empty(), Optional.empty());
    }
}
