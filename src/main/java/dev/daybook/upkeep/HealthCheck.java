package dev.daybook.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Ending;
import dev.daybook.shape.Says;
import java.util.List;
import java.util.stream.Stream;

/** Something that was looked at, and what helps if it is not well. */
public record HealthCheck(
        @Says("what was looked at") String check,

        @Says("ok, warning or failed") String state,

        String message,

        @Says("what mends it; empty where all is well") String help) {

    private static final String OK = "ok";
    private static final String WARNING = "warning";
    private static final String FAILED = "failed";

    public static HealthCheck ok(String check, String message) {
        return new HealthCheck(check, OK, message, "");
    }

    /** It works, and will not do so for long, or not in every case. */
    public static HealthCheck warning(String check, String message, String help) {
        return new HealthCheck(check, WARNING, message, help);
    }

    public static HealthCheck failed(String check, String message, String help) {
        return new HealthCheck(check, FAILED, message, help);
    }

    /** Returns checks as people read them: a table has no room for what helps. */
    public static Stream<String> lines(List<JsonNode> checks) {
        return checks.stream()
                .flatMap(check -> Stream.of(
                                "%-7s  %s: %s"
                                        .formatted(
                                                check.path("state").asText(),
                                                check.path("check").asText(),
                                                check.path("message").asText()),
                                " ".repeat(9) + check.path("help").asText())
                        .filter(line -> !line.isBlank()));
    }

    /**
     * Returns how a command ends that shows checks.
     *
     * @param stored the check of what is stored: where that failed, nothing there proves itself
     */
    public static Ending ending(JsonNode answer, String stored) {
        List<String> failed = answer.path("items")
                .valueStream()
                .filter(node -> node.path("state").asText().equals(FAILED))
                .map(node -> node.path("check").asText())
                .toList();
        boolean warned = answer.path("items").findValuesAsText("state").contains(WARNING);
        return failed.contains(stored)
                ? Ending.UNPROVEN
                : !failed.isEmpty() ? Ending.ERRORS : warned ? Ending.FINDINGS : Ending.WELL;
    }
}
