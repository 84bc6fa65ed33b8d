package dev.daybook.sbi;

import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.domain.lease.Worker;
import dev.daybook.sbi.SbiShape.Change;
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
     * @param changes of fields that are single values
     * @param dependants see {@link Register}; needed only with {@code dependsOn}
     */
    record Edit(
            SbiId sbi,
            List<Change<?>> changes,
            Optional<String> spec,
            Optional<String> label,
            Optional<List<String>> labels,
            Optional<List<SbiId>> dependsOn,
            Optional<Json> metadata,
            Set<SbiId> dependants)
            implements SbiCommand {}

    /** Begins the next turn. At the turn limit this terminates the task instead. */
    record StartExecution(SbiId sbi, Step step, Optional<Integer> turn, int turnsMax, Worker by)
            implements SbiCommand {}

    /** Ends the open turn. {@code attemptsMax}: after so many refused reviews the reviewer finishes the work. */
    record FinishExecution(
            SbiId sbi,
            int turn,
            Decision decision,
            Optional<String> decisionText,
            Optional<String> content,
            List<String> artifacts,
            int attemptsMax,
            Worker by)
            implements SbiCommand {}

    /**
     * Takes the lease; one that has expired is taken over.
     *
     * @param renews whether {@code holder} may have it already and only goes on
     * @param generation what a new lease gets: greater than that of every one before
     */
    record AcquireLease(SbiId sbi, String holder, Instant at, Instant expiresAt, boolean renews, long generation)
            implements SbiCommand {

        /** Leases are numbered by the revisions of their events: a state that was rolled back forgets what it gave. */
        @Override
        public AcquireLease foundAt(long revision) {
            return new AcquireLease(sbi, holder, at, expiresAt, renews, revision + 1);
        }
    }

    /** @param generation which lease, if several that {@code holder} had in turn must be told apart */
    record ReleaseLease(SbiId sbi, String holder, Optional<Long> generation, Instant at) implements SbiCommand {}

    /** Has {@code work} done only while the lease of that generation lasts. */
    record UnderLease(SbiCommand work, long generation, Instant at) implements SbiCommand {

        @Override
        public SbiId sbi() {
            return work.sbi();
        }

        @Override
        public UnderLease foundAt(long revision) {
            return new UnderLease((SbiCommand) work.foundAt(revision), generation, at);
        }
    }

    record AddNote(SbiId sbi, String text, Optional<Integer> turn, Optional<String> author) implements SbiCommand {}

    record Attach(SbiId sbi, String name, String encoding, String content) implements SbiCommand {}

    record ResetTo(SbiId sbi, Status status, Optional<String> why) implements SbiCommand {}

    record Terminate(SbiId sbi, Optional<String> why) implements SbiCommand {}

    record Delete(SbiId sbi, Optional<String> why) implements SbiCommand {}
}
