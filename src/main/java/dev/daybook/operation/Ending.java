package dev.daybook.operation;

import com.fasterxml.jackson.databind.JsonNode;

/** How a command ends that did its work: what its exit code says of the answer. */
public enum Ending {
    WELL,
    /** There is something to look at. */
    FINDINGS,
    /** It was done but for something that could not be. */
    ERRORS,
    /** What is stored does not prove itself. */
    UNPROVEN,
    FAILED;

    /** Returns what the gravest of some findings makes of what was done. */
    public static Ending of(JsonNode findings) {
        return any(findings, "ERROR") ? ERRORS : any(findings, "WARN") ? FINDINGS : WELL;
    }

    private static boolean any(JsonNode findings, String severity) {
        return findings.valueStream()
                .anyMatch(node -> node.path("severity").asText().equals(severity));
    }
}
