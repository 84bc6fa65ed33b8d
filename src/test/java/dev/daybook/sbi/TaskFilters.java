package dev.daybook.sbi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Says of a list only what matters to a test. */
public final class TaskFilters {

    private Set<Status> statuses = Set.of();
    private Optional<String> label = Optional.empty();
    private Optional<String> parent = Optional.empty();
    private Optional<Integer> priority = Optional.empty();
    private Optional<String> dependsOn = Optional.empty();
    private Optional<String> assignee = Optional.empty();

    private Optional<Instant> blocked = Optional.empty();

    private TaskFilters() {}

    public static TaskFilters tasks() {
        return new TaskFilters();
    }

    public TaskFilters in(Status... wanted) {
        statuses = Set.of(wanted);
        return this;
    }

    public TaskFilters labelled(String wanted) {
        label = Optional.of(wanted);
        return this;
    }

    public TaskFilters of(String plan) {
        parent = Optional.of(plan);
        return this;
    }

    public TaskFilters urgent(int wanted) {
        priority = Optional.of(wanted);
        return this;
    }

    public TaskFilters behind(String task) {
        dependsOn = Optional.of(task);
        return this;
    }

    public TaskFilters assignedTo(String whom) {
        assignee = Optional.of(whom);
        return this;
    }

    public TaskFilters blockedAt(Instant when) {
        blocked = Optional.of(when);
        return this;
    }

    public SbiFilter by(SbiFilter.Sort order) {
        return new SbiFilter(statuses, label, parent, priority, dependsOn, assignee, blocked, order);
    }
}
