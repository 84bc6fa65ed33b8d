package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Moments;
import dev.daybook.projection.AsOf;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the places in the journal that people name: checkpoints, positions and times. */
public final class RollbackTargets {

    /** What may be a stream; what is not is refused with all else that is wrong. */
    private static final Pattern STREAM = Pattern.compile("[^/]+/.+", Pattern.DOTALL);

    private final Journal journal;
    private final Ground ground;
    private final Instant now;

    RollbackTargets(Ground ground, Instant now) {
        this.journal = ground.journal();
        this.ground = ground;
        this.now = now;
    }

    /**
     * Returns the position of a checkpoint.
     *
     * @throws Rejected if there is none of that name
     */
    public static long checkpoint(String name, Ground ground) {
        return CheckpointOperations.position(name, ground)
                .orElseThrow(
                        () -> Rejected.notFound("there is no checkpoint '%s': daybook checkpoints lists them", name));
    }

    /**
     * Goes back to a checkpoint; where there is none of that name and it looks like a time, to what was written down then.
     *
     * @throws Rejected if it is neither
     */
    RolledBack to(String checkpoint, Optional<String> why) {
        if (isTime(checkpoint)) {
            return RolledBack.of(new Target.To(end(Moments.of("to", checkpoint, When.LAST, now))), why);
        }
        return new RolledBack(
                new Target.To(checkpoint(checkpoint, ground)), Optional.of(checkpoint), why, List.of(), List.of());
    }

    private boolean isTime(String text) {
        return Moments.isOne(text)
                && CheckpointOperations.position(text, ground).isEmpty();
    }

    /** @throws Rejected if nothing ever happened to it */
    Target entity(String thing, long after) {
        if (STREAM.matcher(thing).matches() && journal.revision(StreamId.parse(thing)) < 0) {
            throw Rejected.notFound("nothing ever happened to %s", thing);
        }
        return new Target.Entity(thing, after);
    }

    /**
     * Returns the position before which {@code since} begins.
     *
     * @param since a position, a checkpoint, or a time at which things were written down
     */
    long before(String since) {
        if (since.matches("[0-9]{1,18}")) {
            return Math.max(0, Long.parseLong(since) - 1);
        }
        if (isTime(since)) {
            Instant time = Moments.of("since", since, When.FROM, now);
            return end(time.minusNanos(1_000)); // times are written down to the microsecond
        }
        return checkpoint(since, ground);
    }

    private long end(Instant time) {
        return AsOf.recorded(time, journal, ground.timelines()).end().value();
    }
}
