package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_MESSAGES;
import static dev.daybook.readmodel.Tables.EVENTS;
import static dev.daybook.readmodel.Tables.MEMORY_SNAPSHOTS;
import static dev.daybook.readmodel.Tables.PERFORMANCE_METRICS;
import static dev.daybook.readmodel.Tables.TASKS;

import dev.daybook.agent.Periods.Measure;
import dev.daybook.agent.Periods.MessageState;
import dev.daybook.agent.Periods.TaskState;
import dev.daybook.agent.Periods.What;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;

/**
 * A row as it is counted: it says itself when what happened. A time without an offset is taken for UTC.
 *
 * @param recordedAt when its record came to be, for rows that do not say it
 */
record Counted(RowTable table, List<Optional<Object>> values, Optional<Instant> recordedAt) {

    private static final int TENTHS_MAX = 9;

    /** Counts it; with -1 for {@code times} it counts no more. */
    void in(Periods periods, int times) {
        switch (table.name()) {
            case "tasks" -> task(periods, times);
            case "agent_messages" -> message(periods, times);
            case "memory_snapshots" ->
                began(MEMORY_SNAPSHOTS.CREATED_AT)
                        .ifPresent(at -> periods.count(What.REMEMBERED, text(MEMORY_SNAPSHOTS.AGENT_ID), at, times));
            case "performance_metrics" ->
                time(PERFORMANCE_METRICS.RECORDED_AT)
                        .ifPresent(at -> periods.count(What.MEASURED, text(PERFORMANCE_METRICS.AGENT_ID), at, times));
            case "events" ->
                time(EVENTS.TIMESTAMP).ifPresent(at -> periods.count(What.LOGGED, text(EVENTS.AGENT_ID), at, times));
            default -> {} // of these nothing is counted
        }
    }

    private void task(Periods periods, int times) {
        Optional<String> agent = text(TASKS.AGENT_ID);
        String status = text(TASKS.STATUS).orElse("");
        Optional<Instant> added = began(TASKS.CREATED_AT);
        Optional<Instant> started = time(TASKS.STARTED_AT);
        TaskState state = TaskState.of(status);
        added.ifPresent(at -> {
            periods.count(What.ADDED, agent, at, times);
            periods.spread(Measure.TASKS, agent, at, state.bucket, times);
        });
        started.ifPresent(at -> {
            periods.count(What.STARTED, agent, at, times);
            added.ifPresent(before -> periods.spread(Measure.WAITED, agent, at, Duration.between(before, at), times));
        });
        if (state != TaskState.COMPLETED && state != TaskState.FAILED) {
            return;
        }
        Optional<Instant> ended = time(TASKS.COMPLETED_AT);
        ended.or(() -> started).or(() -> added).ifPresent(at -> {
            boolean completed = state == TaskState.COMPLETED;
            periods.count(completed ? What.COMPLETED : What.FAILED, agent, at, times);
            periods.spread(completed ? Measure.COMPLETED : Measure.FAILED, agent, at, tenth(), times);
            started.flatMap(before -> ended.map(end -> Duration.between(before, end)))
                    .or(() -> table.value(TASKS.ACTUAL_DURATION, values)
                            .map(minutes -> Duration.ofMinutes(((Number) minutes).longValue())))
                    .ifPresent(took -> periods.spread(Measure.WORKED, agent, at, took, times));
        });
    }

    private int tenth() {
        return table.value(TASKS.CONFIDENCE_SCORE, values)
                .map(share -> (int) Math.clamp(((Number) share).doubleValue() * 10, 0, TENTHS_MAX))
                .orElse(Periods.NOT_SAID);
    }

    private void message(Periods periods, int times) {
        Optional<String> receiver = text(AGENT_MESSAGES.TO_AGENT);
        Optional<Instant> sent = began(AGENT_MESSAGES.SENT_AT);
        Optional<Instant> delivered = time(AGENT_MESSAGES.DELIVERED_AT);
        Optional<Instant> acknowledged = time(AGENT_MESSAGES.ACKNOWLEDGED_AT);
        Optional<Instant> dead = time(AGENT_MESSAGES.DEAD_AT);
        delivered.ifPresent(at -> periods.count(What.DELIVERED, receiver, at, times));
        acknowledged.ifPresent(at -> periods.count(What.ACKNOWLEDGED, receiver, at, times));
        dead.ifPresent(at -> periods.count(What.DEAD, receiver, at, times));
        sent.ifPresent(at -> periods.count(What.SENT, text(AGENT_MESSAGES.FROM_AGENT), at, times));
        if (table.isOfItems()) {
            return; // nobody says what became of it, so that it would wait for ever
        }
        MessageState state = acknowledged.isPresent()
                ? MessageState.ACKNOWLEDGED
                : dead.isPresent() ? MessageState.DEAD : MessageState.UNACKNOWLEDGED;
        sent.ifPresent(at -> {
            periods.spread(Measure.MESSAGES, receiver, at, state.bucket, times);
            delivered.ifPresent(
                    then -> periods.spread(Measure.DELIVERED, receiver, at, Duration.between(at, then), times));
            acknowledged.ifPresent(
                    then -> periods.spread(Measure.ACKNOWLEDGED, receiver, at, Duration.between(at, then), times));
        });
    }

    private Optional<String> text(Field<String> column) {
        return table.value(column, values).map(Object::toString);
    }

    private Optional<Instant> began(Field<String> column) {
        return time(column).or(() -> recordedAt);
    }

    private Optional<Instant> time(Field<String> column) {
        return text(column).flatMap(Counted::time);
    }

    /** Returns the time that a text of a record means. */
    static Optional<Instant> time(String text) {
        try {
            return Optional.of(Times.instant(text));
        } catch (java.time.DateTimeException _) {
            return Timestamps.ANY.read(text).instant();
        }
    }
}
