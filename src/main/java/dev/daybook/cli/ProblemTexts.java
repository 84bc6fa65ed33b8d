package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Turns the server's problem documents into sentences with a way out. */
final class ProblemTexts {

    private static final int VALUE_COLUMNS_MAX = 60;

    /** @param times puts the times in a sentence as the user reads them */
    static Failure failure(int status, JsonNode problem, UnaryOperator<String> times) {
        var text = new StringBuilder(
                problem.path("detail").asText(problem.path("title").asText("status " + status)));
        for (JsonNode error : problem.path("errors")) {
            text.append("\n  ")
                    .append(error.path("pointer").asText())
                    .append(": ")
                    .append(error.path("detail").asText());
        }
        for (JsonNode conflict : problem.path("conflicts")) {
            text.append("\n  ")
                    .append(conflict.path("pointer").asText())
                    .append(": stored ")
                    .append(value(conflict.path("stored")))
                    .append(", sent ")
                    .append(value(conflict.path("sent")));
        }
        var type = problem.path("type").asText();
        return Failure.of(Exit.FAILED, times.apply(text.toString()), next(type.substring(type.lastIndexOf('/') + 1)));
    }

    private static String value(JsonNode value) {
        return value.isMissingNode() ? "nothing" : Text.cut(Text.oneLine(value.toString()), VALUE_COLUMNS_MAX);
    }

    private static Optional<String> next(String slug) {
        return switch (slug) {
            case "not-found" ->
                Optional.of(
                        "daybook sbi list, daybook session list, daybook item list, daybook search TEXT and daybook checkpoints show what there is");
            case "stale-revision" -> Optional.of("somebody was faster: look again, then repeat the command");
            case "conflict" -> Optional.of("daybook history KIND/ID shows what happened to it");
            case "position-timeout" ->
                Optional.of("daybook projections shows how far the read models are; repeat the command");
            case "read-only" -> Optional.of("daybook verify checks what is stored; reading goes on meanwhile");
            case "internal" -> Optional.of("the server's log says more");
            default -> Optional.empty();
        };
    }

    private ProblemTexts() {}
}
