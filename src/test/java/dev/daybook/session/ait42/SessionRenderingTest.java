package dev.daybook.session.ait42;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionRenderingTest {

    private static final Profile PLAIN = new Profile(
            "debate",
            "Debate in progress",
            "round_2",
            "2025-11-10T01:12:30.481223917+00:00",
            "2025-11-10T02:01:09.044Z",
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

    private static final Profile FULL = new Profile(
            "ensemble",
            "帳票 \uD83D\uDC1B \u007F é \u2028 a/b <&> \\ \"quoted\" \b\f\n\r\t\u0001\u001F",
            "completed",
            "2025-11-10T01:12:30.481223917+00:00",
            "2025-11-10 02:01:09",
            Optional.of("2025-11-10T02:01:09.044Z"),
            Optional.of("opus"),
            Optional.of(3600L),
            Optional.of(false),
            Optional.of(0L),
            Optional.of(List.of("claude", "claude", "codex")),
            Optional.of(Long.MAX_VALUE),
            Optional.of(-1L),
            Optional.of(2L),
            Optional.of(3L),
            Optional.of(
                    new Json("{\"scores\":[{\"instanceId\":1,\"total\":87.50},[],{}],\"recommendedWinnerId\":null}")),
            Optional.of("in_progress"),
            Optional.of(4L),
            Optional.of(new Json("{\"zeta\":1e5,\"alpha\":{\"deep\":[1,[2,{\"é\":\"\\u0001\"}]]}}")));

    private static final Instance INSTANCE = new Instance(
            1,
            "/w",
            "b",
            "claude",
            "archived",
            "ait42-claude-competition-7f0c2b1e-1",
            Optional.of(new LongText("Fixed 3 files.\n合計 OK ✅\n")),
            Optional.of("2025-11-10T01:12:30.481223917+00:00"),
            Optional.empty(),
            Optional.of(3L),
            Optional.empty(),
            Optional.of(12L),
            Optional.of("claude"),
            Optional.empty(),
            Optional.of("Claude Code"),
            Optional.of(7L),
            Optional.of(0L),
            Optional.of(new Json("1.5")),
            Optional.of(new Json("12")),
            Optional.of(new Json("{\"note\":\"x\"}")));

    private static final Message MESSAGE = new Message(
            "msg-1",
            "user",
            new LongText("npm test"),
            "2025-11-10T02:15:00.000Z",
            Optional.of(0L),
            Optional.of(new Json("{\"tokens\":[1,2]}")));

    @Test
    void a_session_without_anything_is_written_as_the_tool_writes_it() {
        String text = text(new SessionRecord("comp-1", PLAIN, List.of(), List.of()));

        assertThat(text).isEqualTo("""
                        {
                            "id": "comp-1",
                            "type": "debate",
                            "task": "Debate in progress",
                            "status": "round_2",
                            "createdAt": "2025-11-10T01:12:30.481223917+00:00",
                            "updatedAt": "2025-11-10T02:01:09.044Z",
                            "completedAt": null,
                            "instances": [],
                            "chatHistory": [],
                            "model": null,
                            "timeoutSeconds": null,
                            "preserveWorktrees": null,
                            "winnerId": null,
                            "runtimeMix": null,
                            "totalDuration": null,
                            "totalFilesChanged": null,
                            "totalLinesAdded": null,
                            "totalLinesDeleted": null
                          }""");
    }

    @Test
    void a_session_with_everything_is_its_compact_text_with_line_breaks() throws IOException {
        var record = new SessionRecord("é\uD83D\uDC1B", FULL, List.of(INSTANCE, INSTANCE), List.of(MESSAGE, MESSAGE));

        String text = text(record);

        assertThat(text).isEqualTo(printed(SessionShape.RECORD.compact(record)));
    }

    @Test
    void only_what_must_be_escaped_is() {
        String text = text(new SessionRecord("x", FULL, List.of(), List.of()));

        assertThat(text)
                .contains("\"task\": \"帳票 \uD83D\uDC1B \u007F é \u2028 a/b <&> \\\\ \\\"quoted\\\""
                        + " \\b\\f\\n\\r\\t\\u0001\\u001f\"");
    }

    @Test
    void half_a_surrogate_pair_is_written_as_an_escape() {
        String text = text(new SessionRecord("a\uD83D", PLAIN, List.of(), List.of()));

        assertThat(text).contains("\"id\": \"a\\ud83d\"");
    }

    private static String text(SessionRecord record) {
        return new String(SessionRendering.bytes(record), UTF_8);
    }

    /** Another printer of the same form, over the record in a list. */
    private static String printed(String compact) throws IOException {
        var indent = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indent)
                .withArrayIndenter(indent);
        var mapper = new ObjectMapper()
                .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(com.fasterxml.jackson.core.JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
        String list = mapper.writer(printer).writeValueAsString(mapper.readTree("[" + compact + "]"));
        return list.substring("[\n  ".length(), list.length() - "\n]".length())
                .replace("\\u001F", "\\u001f")
                .replace("\"zeta\": 100000", "\"zeta\": 1e5")
                .replace("\"total\": 87.5,", "\"total\": 87.50,")
                .replace("\"total\": 87.5\n", "\"total\": 87.50\n");
    }
}
