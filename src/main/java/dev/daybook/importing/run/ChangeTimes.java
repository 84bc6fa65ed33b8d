package dev.daybook.importing.run;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says when a change of files has happened: after what was known before, and not later than now. The time that the file
 * tells counts if it is newer than all that was known, else the time at which the file was written, if that was since it
 * was read last, else now: an edit of tonight is one of tonight, though the record that it stands in may be of last year
 * and its tool leave the time in it as it was.
 *
 * <p>What was not known at all tells its own history, and is dated by that.
 */
public record ChangeTimes(Path base, InstantSource clock) {

    /**
     * Returns when facts of one thing have happened.
     *
     * @param before what counted of it before the files were read; what they told in the same reading is no change of it
     */
    Function<Fact, Instant> after(List<Recorded> before) {
        Optional<Instant> latest =
                before.stream().map(recorded -> recorded.entry().occurredAt()).max(Instant::compareTo);
        return latest.<Function<Fact, Instant>>map(known -> fact -> fact.exact()
                        ? fact.occurredAt()
                        : at(fact, known, before.getLast().entry().recordedAt()))
                .orElse(Fact::occurredAt);
    }

    /**
     * Returns whether a change is of the time that its file tells.
     *
     * @param latest when the newest happened of what counted of the thing before; absent if nothing was known of it
     */
    public static boolean isOf(Instant told, Optional<Instant> latest, Instant now) {
        // The journal keeps microseconds: nanoseconds of the time that is known already would make it a newer one.
        return latest.isEmpty() || (told.truncatedTo(ChronoUnit.MICROS).isAfter(latest.get()) && !told.isAfter(now));
    }

    private Instant at(Fact fact, Instant known, Instant recorded) {
        Instant now = clock.instant();
        return Optional.of(fact.occurredAt())
                .filter(told -> isOf(told, Optional.of(known), now))
                .or(() -> FileTimes.changedAt(base, fact.file())
                        .map(written -> written.truncatedTo(ChronoUnit.MICROS))
                        .filter(written -> !written.isBefore(recorded) && !written.isAfter(now)))
                .orElse(now);
    }
}
