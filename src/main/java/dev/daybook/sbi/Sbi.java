package dev.daybook.sbi;

import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.lease.Lease;
import dev.daybook.sbi.SbiEvent.DependenciesChanged;
import dev.daybook.sbi.SbiEvent.Described;
import dev.daybook.sbi.SbiEvent.MetadataChanged;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Relabelled;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiShape.Details;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The phases of a task, as its decider sees them. */
public sealed interface Sbi {

    /** What was done so far; imported history may tell of work before it tells of the task. */
    Work work();

    /** Not registered. */
    record Unknown(Work work) implements Sbi {}

    /** No turn is open and more may come. */
    record Idle(Task task, Work work) implements Sbi {}

    /** A turn is open. */
    record Working(Task task, Work work, Run run) implements Sbi {}

    /** Done or failed: only a reset goes on from here. */
    record Ended(Task task, Work work) implements Sbi {}

    /** Off the list. */
    record Deleted(Work work) implements Sbi {}

    /**
     * What a task is. Large values by their fingerprint.
     *
     * @param registration of the registration as it was asked for, whatever was edited since
     */
    record Task(
            Fingerprint registration,
            Details said,
            Optional<Fingerprint> spec,
            List<String> labels,
            List<SbiId> dependsOn,
            Fingerprint metadata) {

        static Task of(Registered it) {
            return new Task(
                    fingerprint(it),
                    Details.of(it),
                    it.spec().map(Fingerprint::of),
                    it.labels(),
                    it.dependsOn(),
                    Fingerprint.of(it.metadata()));
        }

        static Fingerprint fingerprint(Registered it) {
            return Fingerprint.of(
                    it.taskId(),
                    it.title(),
                    it.spec(),
                    it.label(),
                    it.labels(),
                    it.priority(),
                    it.parent(),
                    it.dependsOn(),
                    it.onlyImplement(),
                    it.metadata());
        }

        Task after(Described event) {
            Details now = SbiShape.after(said, event);
            return switch (event) {
                case Respecified it ->
                    new Task(registration, now, it.spec().map(Fingerprint::of), labels, dependsOn, metadata);
                case Relabelled it -> new Task(registration, now, spec, it.labels(), dependsOn, metadata);
                case DependenciesChanged it -> new Task(registration, now, spec, labels, it.dependsOn(), metadata);
                case MetadataChanged it ->
                    new Task(registration, now, spec, labels, dependsOn, Fingerprint.of(it.metadata()));
                default -> new Task(registration, now, spec, labels, dependsOn, metadata);
            };
        }
    }

    /**
     * What was done.
     *
     * @param turn the highest turn so far, 0 before the first
     * @param turnsSinceReset how many turns count against the limit
     * @param attempt of the latest turn, 0 before the first and after a reset
     * @param implemented whether an implementation was finished since the last reset
     * @param refused whether the latest turn was a review that wants changes
     * @param finished the latest finished turn
     * @param attachments name to content
     */
    record Work(
            Status status,
            int turn,
            int turnsSinceReset,
            int attempt,
            boolean implemented,
            boolean refused,
            Optional<Finished> finished,
            Optional<Lease> lease,
            Map<String, Fingerprint> attachments) {

        static final Work NONE =
                new Work(Status.READY, 0, 0, 0, false, false, Optional.empty(), Optional.empty(), Map.of());

        Work standing(Status status) {
            return new Work(status, turn, turnsSinceReset, attempt, implemented, refused, finished, lease, attachments);
        }

        Work leased(Optional<Lease> lease) {
            return new Work(status, turn, turnsSinceReset, attempt, implemented, refused, finished, lease, attachments);
        }

        Work attached(Map<String, Fingerprint> attachments) {
            return new Work(status, turn, turnsSinceReset, attempt, implemented, refused, finished, lease, attachments);
        }

        Work reset(Status status) {
            return new Work(status, turn, 0, 0, false, false, finished, lease, attachments);
        }

        /** Imported turns may repeat a number, go back or leave gaps: the highest one counts. */
        Work started(int turn, int attempt) {
            if (turn < this.turn) {
                return this;
            }
            return new Work(
                    status,
                    turn,
                    turnsSinceReset + (turn > this.turn ? 1 : 0),
                    attempt,
                    implemented,
                    false,
                    finished,
                    lease,
                    attachments);
        }

        /** An import may correct what it told of an older turn: where the task stands follows from the latest. */
        Work finished(Finished it, Step step, Decision decision) {
            boolean latest = it.turn() >= turn;
            return new Work(
                    status,
                    turn,
                    turnsSinceReset,
                    attempt,
                    implemented || step == Step.IMPLEMENT,
                    latest ? step == Step.REVIEW && decision == Decision.NEEDS_CHANGES : refused,
                    latest ? Optional.of(it) : finished,
                    lease,
                    attachments);
        }

        /** Returns the attempt that the next turn belongs to: a refused review opens the next one. */
        int nextAttempt() {
            return Math.max(1, attempt + (refused && status == Status.WIP ? 1 : 0));
        }
    }

    /**
     * The open turn.
     *
     * @param lease the generation of the lease that it was started under, if there was one
     */
    record Run(int turn, Step step, int attempt, Optional<Long> lease) {}

    /** A finished turn, so that finishing it again with the same result is noticed. */
    record Finished(int turn, Fingerprint result) {}
}
