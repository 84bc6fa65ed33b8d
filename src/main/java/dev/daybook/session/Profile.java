package dev.daybook.session;

import dev.daybook.domain.Json;
import java.util.List;
import java.util.Optional;

/**
 * What is said of a session as a whole. Times are texts as their writer spelled them; what is {@code null} or absent in
 * a file is empty here.
 *
 * @param type competition, ensemble, debate, or what the file says
 * @param status running, completed, failed, paused, round_1 to round_3, or what the file says
 * @param timeoutSeconds seconds
 * @param winnerId an {@code instanceId}; 0 is one
 * @param runtimeMix one runtime per instance that was launched, in their order, with repeats
 * @param totalDuration seconds
 * @param evaluation the scores as the editor computes them
 * @param integrationPhase pending, in_progress, completed, or what the file says
 * @param extra an object of the members that nobody knows, in their order
 */
public record Profile(
        String type,
        String task,
        String status,
        String createdAt,
        String updatedAt,
        Optional<String> completedAt,
        Optional<String> model,
        Optional<Long> timeoutSeconds,
        Optional<Boolean> preserveWorktrees,
        Optional<Long> winnerId,
        Optional<List<String>> runtimeMix,
        Optional<Long> totalDuration,
        Optional<Long> totalFilesChanged,
        Optional<Long> totalLinesAdded,
        Optional<Long> totalLinesDeleted,
        Optional<Json> evaluation,
        Optional<String> integrationPhase,
        Optional<Long> integrationInstanceId,
        Optional<Json> extra) {

    public Profile {
        evaluation = evaluation.filter(scores -> !scores.equals(Json.NULL));
    }

    /** Returns the same, changed at that time. */
    public Profile at(String now) {
        return with(status, now, completedAt, winnerId, evaluation, integrationPhase, integrationInstanceId);
    }

    /** Returns the same with another status, completed at that time if at any. */
    public Profile become(String other, Optional<String> completed, String now) {
        return with(other, now, completed, winnerId, evaluation, integrationPhase, integrationInstanceId);
    }

    /** Returns the same with another winner, or none. */
    public Profile won(Optional<Long> winner) {
        return with(status, updatedAt, completedAt, winner, evaluation, integrationPhase, integrationInstanceId);
    }

    /** Returns the same with another evaluation, or none. */
    public Profile evaluated(Optional<Json> scores) {
        return with(status, updatedAt, completedAt, winnerId, scores, integrationPhase, integrationInstanceId);
    }

    /** Returns the same in another phase of integration, or in none. */
    public Profile integrated(Optional<String> phase, Optional<Long> instance) {
        return with(status, updatedAt, completedAt, winnerId, evaluation, phase, instance);
    }

    private Profile with(
            String status,
            String updatedAt,
            Optional<String> completedAt,
            Optional<Long> winnerId,
            Optional<Json> evaluation,
            Optional<String> integrationPhase,
            Optional<Long> integrationInstanceId) {
        return new Profile(
                type,
                task,
                status,
                createdAt,
                updatedAt,
                completedAt,
                model,
                timeoutSeconds,
                preserveWorktrees,
                winnerId,
                runtimeMix,
                totalDuration,
                totalFilesChanged,
                totalLinesAdded,
                totalLinesDeleted,
                evaluation,
                integrationPhase,
                integrationInstanceId,
                extra);
    }
}
