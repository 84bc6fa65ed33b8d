package dev.daybook.domain.plan;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import java.util.Optional;

/** What can happen to a PBI or an EPIC. */
public sealed interface PlanEvent extends Event {

    /** What a plan is: an EPIC holds PBIs, a PBI holds tasks. */
    enum Kind {
        EPIC,
        PBI
    }

    String plan();

    /** {@code status} is one of pending, planning, planned, in_progress, done, failed. */
    @EventType(name = "plan.registered")
    record Registered(
            String plan,
            Kind kind,
            String title,
            Optional<String> body,
            String status,
            Optional<Integer> points,
            int priority,
            Optional<String> parent)
            implements PlanEvent {}

    @EventType(name = "plan.retitled")
    record Retitled(String plan, String title) implements PlanEvent {}

    @EventType(name = "plan.rewritten")
    record Rewritten(String plan, Optional<String> body) implements PlanEvent {}

    @EventType(name = "plan.status-changed")
    record StatusChanged(String plan, String status, Optional<String> original) implements PlanEvent {}

    @EventType(name = "plan.estimated")
    record Estimated(String plan, Optional<Integer> points) implements PlanEvent {}

    @EventType(name = "plan.reprioritized")
    record Reprioritized(String plan, int priority) implements PlanEvent {}

    @EventType(name = "plan.moved")
    record Moved(String plan, Optional<String> parent) implements PlanEvent {}

    @EventType(name = "plan.deleted")
    record Deleted(String plan, Optional<String> why) implements PlanEvent {}
}
