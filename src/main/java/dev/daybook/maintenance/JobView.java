package dev.daybook.maintenance;

import dev.daybook.upkeep.Jobs;
import dev.daybook.upkeep.Jobs.Job;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A job as the contract has it.
 *
 * @param of what it is about, if the operation does not say it all
 */
public record JobView(
        String id,
        String operation,
        Optional<String> of,
        String state,
        Instant startedAt,
        Optional<Instant> endedAt,
        Done progress,
        Optional<Object> result,
        Optional<Object> problem) {

    /** How far it is. */
    public record Done(long done, long total, Optional<Long> etaSeconds, String message) {}

    /** @param told what is told of a failure */
    public static JobView of(Job job, Function<RuntimeException, ?> told) {
        Jobs.View it = job.view();
        return new JobView(
                it.id(),
                it.operation(),
                Optional.of(it.of()).filter(of -> !of.isEmpty()),
                it.state().name().toLowerCase(Locale.ROOT),
                it.startedAt(),
                it.endedAt(),
                new Done(it.done(), it.total(), it.secondsLeft(), it.message()),
                job.result(),
                job.failure().map(told));
    }
}
