package dev.daybook.maintenance;

import dev.daybook.operation.Asker;
import dev.daybook.upkeep.Job;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A job as the contract has it.
 *
 * @param of what it is about, if the operation does not say it all
 * @param node that does it, if it is another one than the one that answers
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
        Optional<Object> problem,
        Optional<String> node) {

    /** How far it is. */
    public record Done(long done, long total, Optional<Long> etaSeconds, String message) {}

    /** Returns all of it for whoever may do what it does; without what came of it for others. */
    public static JobView of(Job job, Asker asker) {
        Job.View view = job.view(); // first: what is over then has its result
        return asker.role().covers(job.role())
                ? of(view, job.result(), job.told())
                : of(view, Optional.empty(), Optional.empty());
    }

    /** Returns how far it is, without what came of it. */
    static JobView outline(Job job) {
        return of(job.view(), Optional.empty(), Optional.empty());
    }

    private static JobView of(Job.View it, Optional<Object> result, Optional<Object> problem) {
        return new JobView(
                it.id(),
                it.operation(),
                Optional.of(it.of()).filter(of -> !of.isEmpty()),
                it.state().name().toLowerCase(Locale.ROOT),
                it.startedAt(),
                it.endedAt(),
                new Done(it.done(), it.total(), it.secondsLeft(), it.message()),
                result,
                problem,
                Optional.empty());
    }
}
