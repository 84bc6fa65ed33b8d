package dev.daybook.session;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.session.Samples.ID;
import static dev.daybook.session.Samples.LATER;
import static dev.daybook.session.Samples.begun;
import static dev.daybook.session.Samples.instance;
import static dev.daybook.session.Samples.measured;
import static dev.daybook.session.Samples.profile;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.domain.Story;
import dev.daybook.session.SessionCommand.Evaluate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests 40, complexity 30, efficiency 20, size of the change 10; the best three are recommended. */
class EvaluationTest {

    private final Story<SessionCommand, Session, SessionEvent> story = Story.of(new SessionDecider());

    private JsonNode evaluation(Instance... instances) throws Exception {
        Session state = story.given(begun(ID, profile(), List.of(instances)))
                .when(new Evaluate(ID, LATER))
                .state();
        assertThat(state).isInstanceOf(Session.Present.class);
        Profile now = ((Session.Present) state).outline().profile();
        assertThat(now.updatedAt()).isEqualTo(LATER);
        return new ObjectMapper().readTree(now.evaluation().orElseThrow().text());
    }

    @Test
    void the_best_that_can_be_has_a_hundred_points() throws Exception {
        JsonNode best = evaluation(measured(1, "completed", 10, 0, "0", "0.000001", 100))
                .path("scores")
                .path(0);

        assertThat(best.path("totalScore").asDouble()).isGreaterThan(99.99);
        assertThat(best.path("scoreBreakdown").path("testScore").asInt()).isEqualTo(40);
        assertThat(best.path("scoreBreakdown").path("complexityScore").asInt()).isEqualTo(30);
        assertThat(best.path("scoreBreakdown").path("changeScore").asInt()).isEqualTo(10);
    }

    @Test
    void each_part_counts_as_the_editor_reckons_it() throws Exception {
        JsonNode it = evaluation(measured(1, "failed", 3, 1, "40", "450", 750))
                .path("scores")
                .path(0);

        assertThat(it.path("scoreBreakdown").toString())
                .isEqualTo("{\"testScore\":30,\"complexityScore\":18,\"efficiencyScore\":5,\"changeScore\":7.5}");
        assertThat(it.path("totalScore").asDouble()).isEqualTo(60.5);
        assertThat(it.path("metrics").toString())
                .isEqualTo("{\"filesChanged\":3,\"linesAdded\":750,\"linesDeleted\":0,\"executionTime\":450,"
                        + "\"testsPassed\":3,\"testsFailed\":1,\"codeComplexity\":40,\"successRate\":0}");
    }

    @Test
    void who_does_not_tell_gets_about_half() throws Exception {
        JsonNode it =
                evaluation(instance(1, "Claude", "running")).path("scores").path(0);

        assertThat(it.path("scoreBreakdown").toString())
                .isEqualTo("{\"testScore\":20,\"complexityScore\":15,\"efficiencyScore\":10,\"changeScore\":0}");
    }

    @Test
    void the_best_three_are_recommended_and_of_equals_the_first_is_first() throws Exception {
        JsonNode it = evaluation(
                instance(7, "A", "failed"),
                instance(3, "B", "completed"),
                instance(5, "C", "completed"),
                instance(4, "\"D\"\n", "running"));

        assertThat(it.path("scores").findValuesAsText("instanceId")).containsExactly("3", "5", "4", "7");
        assertThat(it.path("scores").findValuesAsText("rank")).containsExactly("1", "2", "3", "4");
        assertThat(it.path("scores").findValuesAsText("isRecommended"))
                .containsExactly("true", "true", "true", "false");
        assertThat(it.path("scores").path(2).path("agentName").asText()).isEqualTo("\"D\"\n");
        assertThat(it.path("recommendedWinnerId").asInt()).isEqualTo(3);
        assertThat(it.path("competitionId").asText()).isEqualTo(ID.id());
        assertThat(it.path("evaluatedAt").asText()).isEqualTo(LATER);
    }

    @Test
    void numbers_that_make_no_sense_give_no_more_than_all_and_no_less_than_none() throws Exception {
        JsonNode it = evaluation(
                measured(1, "completed", 1, 0, "-500", "-7", 1_000_000_000),
                measured(2, "completed", 1, 0, "1e300", "1e300", 0));

        assertThat(it.path("scores").path(0).path("scoreBreakdown").toString())
                .isEqualTo("{\"testScore\":40,\"complexityScore\":30,\"efficiencyScore\":10,\"changeScore\":5}");
        assertThat(it.path("scores").path(1).path("scoreBreakdown").toString())
                .isEqualTo("{\"testScore\":40,\"complexityScore\":0,\"efficiencyScore\":0,\"changeScore\":0}");
    }

    @Test
    void without_instances_there_is_nothing_to_evaluate() {
        story.given(begun(ID, profile(), List.of()))
                .when(new Evaluate(ID, LATER))
                .thenRejected(CONFLICT);
    }
}
