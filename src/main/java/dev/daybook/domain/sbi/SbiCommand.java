package dev.daybook.domain.sbi;

import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a caller may ask of a task. */
public sealed interface SbiCommand extends Command {

    SbiId sbi();

    @Override
    default String category() {
        return "sbi";
    }

    @Override
    default String key() {
        return sbi().value();
    }

    /** @param dependants all tasks that depend on this one, directly or not; whoever depends on them makes a cycle */
    record Register(
            SbiId sbi,
            Optional<String> taskId,
            String title,
            Optional<String> spec,
            String label,
            List<String> labels,
            int priority,
            Optional<String> parent,
            List<SbiId> dependsOn,
            boolean onlyImplement,
            Json metadata,
            Set<SbiId> dependants)
            implements SbiCommand {}

    /**
     * Changes what is given and leaves the rest.
     *
     * @param parent outer: change it or not; inner: to which parent, or to none
     * @param dependants see {@link Register}; needed only with {@code dependsOn}
     */
    record Edit(
            SbiId sbi,
            Optional<String> title,
            Optional<String> spec,
            Optional<String> label,
            Optional<List<String>> labels,
            Optional<Integer> priority,
            Optional<Optional<String>> parent,
            Optional<List<SbiId>> dependsOn,
            Optional<Json> metadata,
            Set<SbiId> dependants)
            implements SbiCommand {}

    /** Begins the next turn. At the turn limit this terminates the task instead. */
    record StartExecution(
            SbiId sbi, Step step, Optional<Integer> turn, int turnsMax, Optional<String> holder, Instant at)
            implements SbiCommand {}

    /** Ends the open turn. {@code attemptsMax}: after so many refused reviews the reviewer finishes the work. */
    record FinishExecution(
            SbiId sbi,
            int turn,
            Decision decision,
            Optional<String> decisionText,
            Optional<String> content,
            List<String> artifacts,
            int attemptsMax)
            implements SbiCommand {}

    /** Takes the lease, or renews it if {@code holder} has it; an expired one of another holder is taken over. */
    record AcquireLease(SbiId sbi, String holder, Instant at, Instant expiresAt) implements SbiCommand {}

    record ReleaseLease(SbiId sbi, String holder) implements SbiCommand {}

    record AddNote(SbiId sbi, String text, Optional<Integer> turn, Optional<String> author) implements SbiCommand {}

    record Attach(SbiId sbi, String name, String encoding, String content) implements SbiCommand {}

    record ResetTo(SbiId sbi, Status status, Optional<String> why) implements SbiCommand {}

    record Terminate(SbiId sbi, Optional<String> why) implements SbiCommand {}

    record Delete(SbiId sbi, Optional<String> why) implements SbiCommand {}
}
