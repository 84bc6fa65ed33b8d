package dev.daybook.session;

import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import java.util.Optional;

/**
 * One agent at work in a session. Which one it is, is its place in the list: {@code instanceId} is what the tool calls
 * it, counted from 0 or from 1, and may repeat.
 *
 * @param status {@code idle}, {@code running}, {@code completed}, {@code failed}, {@code paused}, {@code archived}, or
 *     what the file says
 * @param output what its terminal showed
 * @param codeComplexity a number
 * @param executionTime a number
 * @param extra an object of the members that nobody knows, in their order
 */
public record Instance(
        long instanceId,
        String worktreePath,
        String branch,
        String agentName,
        String status,
        String tmuxSessionId,
        Optional<LongText> output,
        Optional<String> startTime,
        Optional<String> endTime,
        Optional<Long> filesChanged,
        Optional<Long> linesAdded,
        Optional<Long> linesDeleted,
        Optional<String> runtime,
        Optional<String> model,
        Optional<String> runtimeLabel,
        Optional<Long> testsPassed,
        Optional<Long> testsFailed,
        Optional<Json> codeComplexity,
        Optional<Json> executionTime,
        Optional<Json> extra) {

    public Instance {
        codeComplexity = codeComplexity.filter(number -> !number.equals(Json.NULL));
        executionTime = executionTime.filter(number -> !number.equals(Json.NULL));
    }

    /** A shorter output is kept as it is: its fingerprint would not be shorter. */
    private static final int OUTLINE_CHARS_MAX = 80;

    /** Returns the same with another status. */
    public Instance become(String status) {
        return with(status, output);
    }

    /** Returns the same with a fingerprint in place of a long output: enough to tell whether another one differs. */
    public Instance outlined() {
        return output.filter(longText -> longText.text().length() > OUTLINE_CHARS_MAX)
                .map(longText -> with(
                        status,
                        Optional.of(new LongText(
                                "sha256:" + Fingerprint.of(longText.text()).sha256()))))
                .orElse(this);
    }

    private Instance with(String status, Optional<LongText> output) {
        return new Instance(
                instanceId,
                worktreePath,
                branch,
                agentName,
                status,
                tmuxSessionId,
                output,
                startTime,
                endTime,
                filesChanged,
                linesAdded,
                linesDeleted,
                runtime,
                model,
                runtimeLabel,
                testsPassed,
                testsFailed,
                codeComplexity,
                executionTime,
                extra);
    }
}
