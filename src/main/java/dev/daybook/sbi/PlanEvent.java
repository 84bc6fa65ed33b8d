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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can happen to a PBI or an EPIC. */
@Titled("title")
public sealed interface PlanEvent extends Event {

    /** What a plan is: an EPIC holds PBIs, a PBI holds tasks. */
    enum Kind {
        EPIC,
        PBI
    }

    String plan();

    /** {@code status} is one of pending, planning, planned, in_progress, done, failed. */
    @EventType(name = "plan.registered")
    @Words("registered the {kind} {thing}")
    record Registered(
            String plan,
            Kind kind,
            String title,
            Optional<String> body,
            String status,
            Optional<Integer> points,
            int priority,
            Optional<String> parent)
            implements PlanEvent, Beginning, Changing {

        @Override
        public Set<String> ends() {
            return Set.of("deleted");
        }
    }

    @EventType(name = "plan.retitled")
    @Words("renamed[ \"{old.title}\" to] {thing}")
    record Retitled(String plan, String title) implements PlanEvent {}

    @EventType(name = "plan.rewritten")
    @Words("rewrote the text of {thing}")
    record Rewritten(String plan, Optional<String> body) implements PlanEvent {}

    @EventType(name = "plan.status-changed")
    @Words("set {thing}[ from {old.status}] to {status}[ ({original})]")
    record StatusChanged(String plan, String status, Optional<String> original) implements PlanEvent {}

    @EventType(name = "plan.estimated")
    @Words("estimated {thing}[ at {points} points][, which was {old.points}]")
    record Estimated(String plan, Optional<Integer> points) implements PlanEvent {}

    @EventType(name = "plan.reprioritized")
    @Words("set the priority of {thing}[ from {old.priority}] to {priority}")
    record Reprioritized(String plan, int priority) implements PlanEvent {}

    @EventType(name = "plan.moved")
    @Words("moved {thing}[ from {old.parent}][ to {parent}]")
    record Moved(String plan, Optional<String> parent) implements PlanEvent {}

    /**
     * The tool's files say that it was made at another time than they said before.
     *
     * @param was when it was made by what was known
     */
    @EventType(name = "plan.creation-dated")
    @Words("dated the creation of {thing}[ from {old.createdAt}] to {createdAt}")
    @Part(of = "createdAt", was = "was")
    record CreationDated(String plan, Instant createdAt, Optional<Instant> was) implements PlanEvent {}

    @EventType(name = "plan.deleted")
    @Words("deleted {thing}[: {why}]")
    @Part(own = "why")
    record Deleted(String plan, Optional<String> why) implements PlanEvent, Ending, Changing {

        @Override
        public Map<String, Object> also() {
            return Map.of("deleted", true);
        }
    }

    /** A file that belongs to the plan; {@code encoding} is {@code utf-8} or {@code base64}. */
    @EventType(name = "plan.attached")
    @Words("attached {name} to {thing}")
    @Part(value = "attachment", key = "name")
    record Attached(String plan, String name, String encoding, String content) implements PlanEvent {}

    /**
     * What was decided about a task that was drafted from the plan.
     *
     * @param file the name of the draft
     * @param status pending, approved, rejected or edited
     * @param original the word of the source when it is none of these
     */
    @EventType(name = "plan.approval-recorded")
    @Words("noted {file} of {thing} as {status}[: {reason}]")
    @Part(value = "approval", key = "file")
    record ApprovalRecorded(
            String plan,
            String file,
            String status,
            Optional<String> original,
            Optional<String> reviewedBy,
            Optional<Instant> reviewedAt,
            Optional<String> reason,
            Optional<String> notes)
            implements PlanEvent {}

    /**
     * What a file or row of the tool says of the plan beyond the model, and how it was written.
     *
     * @param file path below the legacy root; of a row in a database {@code file#table}
     */
    @EventType(name = "plan.claimed")
    @Words("noted how {file} tells of {thing}")
    @Part(value = "claim", key = "file")
    record Claimed(String plan, String file, Json claim, Spelling style) implements PlanEvent {}
}
