package dev.daybook.session;

import static dev.daybook.session.Samples.extended;
import static dev.daybook.session.Samples.instance;
import static dev.daybook.session.Samples.measured;
import static dev.daybook.session.Samples.message;
import static dev.daybook.session.Samples.profile;
import static dev.daybook.session.Samples.record;
import static dev.daybook.session.Samples.totals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionShapeTest {

    private static final Profile FULL = extended(
            totals(profile("debate", "Half \uD83D of a pair, \"quoted\"\n", "round_1"), 90, 3)
                    .evaluated(Optional.of(new Json("{\"scores\":[1.50,1e5],\"a\":null}")))
                    .won(Optional.of(0L))
                    .integrated(Optional.of("pending"), Optional.of(4L)),
            "{\"x\":1.50,\"x\":null,\"y\":{\"z\":\"\\uD83D\"}}");

    private static final SessionRecord RECORD = record(
            FULL,
            List.of(
                    instance(0, "Claude", "idle"),
                    instance(0, "", "odd", Optional.of("")),
                    measured(2, "failed", 3, 1, "1.50", "1e2", 7)),
            message("m", "user", "再試行"),
            new Message(
                    "", "", message("m", "", "").content(), "", Optional.of(3L), Optional.of(new Json("{\"a\":[]}"))));

    @Test
    void a_session_comes_back_as_it_was() {
        String json = SessionShape.RECORD.compact(RECORD);

        assertThat(SessionShape.RECORD.of(json)).isEqualTo(RECORD);
        assertThat(json).contains("Half \\ud83d of").contains("\"z\":\"\\ud83d\"");
        assertThat(SessionShape.RECORD.of(SessionShape.RECORD.compact(record(profile(), List.of()))))
                .isEqualTo(record(profile(), List.of()));
    }

    @Test
    void its_parts_come_back_alone() {
        assertThat(SessionShape.Halves.of("id", FULL).profile()).isEqualTo(FULL);
        RECORD.instances()
                .forEach(it -> assertThat(SessionShape.INSTANCE.of(SessionShape.INSTANCE.compact(it)))
                        .isEqualTo(it));
        RECORD.messages()
                .forEach(it -> assertThat(SessionShape.MESSAGE.of(SessionShape.MESSAGE.compact(it)))
                        .isEqualTo(it));
    }

    @Test
    void an_evaluation_that_is_null_is_none() {
        assertThat(profile().evaluated(Optional.of(Json.NULL))).isEqualTo(profile());
    }

    @Test
    void a_key_that_the_journal_could_not_be_read_with_is_no_json() {
        assertThatThrownBy(() -> JsonText.parse("{\"\\uD83D\":1}")).isInstanceOf(Rejected.class);
    }

    @Test
    void a_session_has_a_field_for_each_value_that_is_there() {
        var fields = SessionShape.RECORD.fields(RECORD);

        assertThat(fields)
                .containsEntry("/task", "Half \uD83D of a pair, \"quoted\"\n")
                .containsEntry("/winnerId", 0L)
                .containsEntry("/preserveWorktrees", true)
                .containsEntry("/runtimeMix", List.of("claude", "codex", "claude"))
                .containsEntry("/extra", "{\"x\":1.50,\"x\":null,\"y\":{\"z\":\"\\uD83D\"}}")
                .containsEntry("/instances/1/output", "")
                .containsEntry("/instances/2/codeComplexity", "1.50")
                .containsEntry("/chatHistory/0/content", "再試行")
                .containsEntry("/chatHistory/1/instanceId", 3L)
                .doesNotContainKeys("/completedAt", "/model", "/instances/0/output", "/chatHistory/0/extra");
    }
}
