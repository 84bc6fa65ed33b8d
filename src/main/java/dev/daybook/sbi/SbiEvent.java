package dev.daybook.sbi;

import dev.daybook.domain.Beginning;
import dev.daybook.domain.Changing;
import dev.daybook.domain.Ending;
import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Titled;
import dev.daybook.domain.Words;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can happen to a task. The record is the fact; the stored name and version are its contract. */
@Titled("title")
public sealed interface SbiEvent extends Event {

    /** What says who holds it. */
    Set<String> LEASE = Set.of("holder", "expiresAt", "generation");

    SbiId sbi();

    @EventType(name = "sbi.registered")
    @Words("registered {thing}")
    record Registered(
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
            Json metadata)
            implements SbiEvent, Beginning, Changing {

        @Override
        public Set<String> ends() {
            return Set.of("assignee", "deleted");
        }

        @Override
        public Map<String, Object> initially() {
            return Map.of("status", Status.READY.text());
        }
    }

    /** What is said of a task is said otherwise. */
    sealed interface Described extends SbiEvent {}

    @EventType(name = "sbi.retitled")
    @Words("renamed[ \"{old.title}\" to] {thing}")
    record Retitled(SbiId sbi, String title) implements Described {}

    @EventType(name = "sbi.respecified")
    @Words("changed the specification of {thing}")
    record Respecified(SbiId sbi, Optional<String> spec) implements Described {}

    /** {@code label} is the one main label, empty if none; {@code labels} is the ordered list. */
    @EventType(name = "sbi.relabelled")
    @Words("labelled {thing}[ as {label}][, in all {labels}]")
    record Relabelled(SbiId sbi, String label, List<String> labels) implements Described {}

    @EventType(name = "sbi.reprioritized")
    @Words("set the priority of {thing}[ from {old.priority}] to {priority}")
    record Reprioritized(SbiId sbi, int priority) implements Described {}

    /** It belongs to another PBI or EPIC, or to none. */
    @EventType(name = "sbi.moved")
    @Words("moved {thing}[ from {old.parent}][ to {parent}]")
    record Moved(SbiId sbi, Optional<String> parent) implements Described {}

    /** Somebody else is to work on it, or nobody in particular. */
    @EventType(name = "sbi.assigned")
    @Words("assigned {thing}[ to {assignee}][, which {old.assignee} had]")
    record Assigned(SbiId sbi, Optional<String> assignee) implements Described {}

    @EventType(name = "sbi.dependencies-changed")
    @Words("changed what {thing} depends on[: {dependsOn}]")
    record DependenciesChanged(SbiId sbi, List<SbiId> dependsOn) implements Described {}

    @EventType(name = "sbi.metadata-changed")
    @Words("changed the metadata of {thing}")
    record MetadataChanged(SbiId sbi, Json metadata) implements Described {}

    /** The tool's own name of it is another one. */
    @EventType(name = "sbi.task-id-changed")
    @Words("changed the task id of {thing}[ from {old.taskId}] to {taskId}")
    record TaskIdChanged(SbiId sbi, String taskId) implements Described {}

    @EventType(name = "sbi.only-implement-changed")
    @Words("set onlyImplement of {thing} to {onlyImplement}")
    record OnlyImplementChanged(SbiId sbi, boolean onlyImplement) implements Described {}

    /**
     * The tool's files say that it was made at another time than they said before.
     *
     * @param was when it was made by what was known
     */
    @EventType(name = "sbi.creation-dated")
    @Words("dated the creation of {thing}[ from {old.createdAt}] to {createdAt}")
    @Part(of = "createdAt", was = "was")
    record CreationDated(SbiId sbi, Instant createdAt, Optional<Instant> was) implements Described {}

    /**
     * The tool's files say that it was completed at another time than that of the fact which says so.
     *
     * @param was when it was completed by what was known
     */
    @EventType(name = "sbi.completion-dated")
    @Words("dated the completion of {thing}[ from {old.completedAt}] to {completedAt}")
    @Part(of = "completedAt", was = "was")
    record CompletionDated(SbiId sbi, Instant completedAt, Optional<Instant> was) implements Described {}

    /** {@code original} is the word of the source when it is not the status's own. */
    @EventType(name = "sbi.status-changed")
    @Words("set {thing}[ from {old.status}] to {status}[ ({original})][: {why}]")
    @Part(own = "why")
    record StatusChanged(SbiId sbi, Status status, Optional<String> original, Optional<String> why)
            implements SbiEvent, Changing {

        @Override
        public Set<String> ends() {
            return status == Status.DONE ? LEASE : Set.of();
        }
    }

    /**
     * A turn begins.
     *
     * @param file the name of the file it came from, if it came from one
     * @param lease the generation of the lease that it was started under, if there was one
     */
    @EventType(name = "sbi.execution-started", version = 2) // v2: lease
    @Words("started turn {turn} of {thing}: {step}")
    @Part(
            value = "execution",
            key = {"turn", "file"},
            replaces = true)
    record ExecutionStarted(SbiId sbi, int turn, Step step, int attempt, Optional<String> file, Optional<Long> lease)
            implements SbiEvent {}

    /**
     * A turn ended. {@code decision} is absent where no source says how; {@code decisionText} is the word of the source
     * when it is not the decision's own. {@code dated}: whether it is known when it ended: {@code endedAt}, and where that
     * is absent the time of the fact; else the fact stands at the newest time that is known of its task.
     */
    @EventType(name = "sbi.execution-finished", version = 3) // v2: decision may be absent, dated; v3: endedAt
    @Words("finished turn {turn} of {thing}[: {decision}]")
    @Part(
            value = "execution",
            key = {"turn", "file"})
    record ExecutionFinished(
            SbiId sbi,
            int turn,
            Step step,
            int attempt,
            Optional<String> file,
            Optional<Decision> decision,
            Optional<String> decisionText,
            Optional<String> content,
            List<String> artifacts,
            boolean dated,
            Optional<Instant> endedAt)
            implements SbiEvent {

        /** Returns when it ended, of a fact of that time. */
        Instant endedAt(Instant occurredAt) {
            return endedAt.orElse(occurredAt);
        }

        /** Returns the same of a turn that ended then, whenever the fact happened. */
        public ExecutionFinished at(Instant ended) {
            return new ExecutionFinished(
                    sbi,
                    turn,
                    step,
                    attempt,
                    file,
                    decision,
                    decisionText,
                    content,
                    artifacts,
                    dated,
                    Optional.of(ended));
        }

        /** A turn that ended when the fact happened. */
        public ExecutionFinished(
                SbiId sbi,
                int turn,
                Step step,
                int attempt,
                Optional<String> file,
                Optional<Decision> decision,
                Optional<String> decisionText,
                Optional<String> content,
                List<String> artifacts,
                boolean dated) {
            this(sbi, turn, step, attempt, file, decision, decisionText, content, artifacts, dated, Optional.empty());
        }

        /** A turn whose end was seen. */
        public ExecutionFinished(
                SbiId sbi,
                int turn,
                Step step,
                int attempt,
                Optional<String> file,
                Decision decision,
                Optional<String> decisionText,
                Optional<String> content,
                List<String> artifacts) {
            this(sbi, turn, step, attempt, file, Optional.of(decision), decisionText, content, artifacts, true);
        }
    }

    /**
     * A free task was taken.
     *
     * @param generation the fence: greater than that of every lease of the task before; 0 of one that a tool's files
     *     speak of
     */
    @EventType(name = "sbi.lease-acquired", version = 2) // v2: generation
    @Words("leased {thing} to {holder} until {expiresAt}")
    record LeaseAcquired(SbiId sbi, String holder, Instant expiresAt, long generation) implements SbiEvent {}

    /** The holder goes on, under the same generation. */
    @EventType(name = "sbi.lease-renewed", version = 2) // v2: generation
    @Words("renewed the lease of {thing} until {expiresAt}")
    record LeaseRenewed(SbiId sbi, String holder, Instant expiresAt, long generation) implements SbiEvent {}

    @EventType(name = "sbi.lease-released")
    @Words("released the lease of {thing}[ that {old.holder} held]")
    record LeaseReleased(SbiId sbi, String holder) implements SbiEvent, Changing {

        @Override
        public Set<String> ends() {
            return LEASE;
        }
    }

    /** The lease of {@code from} had expired and {@code holder}, perhaps the same, took the task over. */
    @EventType(name = "sbi.lease-taken-over", version = 2) // v2: generation
    @Words("took over {thing} from {from} until {expiresAt}")
    @Part(own = "from")
    record LeaseTakenOver(SbiId sbi, String holder, String from, Instant expiresAt, long generation)
            implements SbiEvent {}

    @EventType(name = "sbi.note-added")
    @Words("noted on {thing}: {text}")
    @Part(value = "note", begins = true)
    record NoteAdded(SbiId sbi, String text, Optional<Integer> turn, Optional<String> author) implements SbiEvent {}

    /** A file that belongs to the task but is no execution; {@code encoding} is {@code utf-8} or {@code base64}. */
    @EventType(name = "sbi.attached")
    @Words("attached {name} to {thing}")
    @Part(value = "attachment", key = "name")
    record Attached(SbiId sbi, String name, String encoding, String content) implements SbiEvent {}

    /** The task starts over with {@code status}: attempts and the turn limit count from here, turn numbers go on. */
    @EventType(name = "sbi.reset")
    @Words("reset {thing}[ from {old.status}] to {status}[: {why}]")
    @Part(own = "why")
    record Reset(SbiId sbi, Status status, Optional<String> why) implements SbiEvent, Changing {

        @Override
        public Set<String> ends() {
            return status == Status.DONE ? Set.of("original", "holder", "expiresAt", "generation") : Set.of("original");
        }
    }

    @EventType(name = "sbi.force-terminated")
    @Words("ended {thing} by force in turn {turn}[: {why}]")
    @Part(value = "end", begins = true)
    record ForceTerminated(SbiId sbi, int turn, Optional<Integer> turnsMax, Optional<String> why) implements SbiEvent {}

    /** Taken off the list. Its history stays. */
    @EventType(name = "sbi.deleted")
    @Words("deleted {thing}[: {why}]")
    @Part(own = "why")
    record Deleted(SbiId sbi, Optional<String> why) implements SbiEvent, Ending, Changing {

        @Override
        public Map<String, Object> also() {
            return Map.of("deleted", true);
        }
    }

    /**
     * What a state file of the tool says beyond the model: its own version counter, claims that the other files may
     * contradict, the original spelling of times, unknown fields, and how the file was written.
     *
     * @param file path below the legacy root; of a row in a database {@code file#table}
     * @param state the whole object as it stood in the file, key order kept
     */
    @EventType(name = "sbi.state-claimed", version = 2) // v2: all of the spelling, once only indent and line ends
    @Words("noted how {file} tells of {thing}")
    @Part(value = "state", key = "file")
    record StateClaimed(SbiId sbi, String file, Json state, Spelling style) implements SbiEvent {}

    /**
     * One entry of the tool's own journal about this task.
     *
     * @param file path below the legacy root
     * @param line where it stands in a file of several entries, from 1: its line, or its place in an array
     * @param style how it was written; absent if as {@link Spelling#COMPACT}
     */
    @EventType(name = "sbi.journal-entry-recorded", version = 2) // v2: line and style
    @Words("noted a line of the tool's journal of {thing}")
    @Part(
            value = "journal-entry",
            key = {"file", "line"})
    record JournalEntryRecorded(SbiId sbi, String file, Optional<Integer> line, Json entry, Optional<Spelling> style)
            implements SbiEvent {}

    /** A write transaction of the tool about this task: {@code outcome} is committed, recovered or discarded. */
    @EventType(name = "sbi.transaction-recorded")
    @Words("noted the transaction {transaction} on {thing}: {outcome}")
    @Part(value = "transaction", key = "transaction")
    record TransactionRecorded(
            SbiId sbi,
            String transaction,
            String folder,
            String outcome,
            Json manifest,
            Optional<Json> intent,
            Optional<Json> commit)
            implements SbiEvent {}
}
