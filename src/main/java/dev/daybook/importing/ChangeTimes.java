package dev.daybook.importing;

import dev.daybook.importing.StreamHistory.Known;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;

/**
 * Says when a change of watched files has happened: after the last thing that is on record of it, and not later than
 * now. The time that the file tells counts if it lies there, else the time at which the file was written, else now: an
 * edit of tonight is one of tonight, though the record that it stands in may be of last year.
 *
 * <p>What was not known at all tells its own history, and is dated by that.
 */
record ChangeTimes(Path base, InstantSource clock) implements FactWriter.Dating {

    @Override
    public Instant at(Fact fact, Known known) {
        if (fact.exact() || known.entries().isEmpty()) {
            return fact.occurredAt();
        }
        Instant since = known.entries().getLast().entry().recordedAt();
        Instant now = clock.instant();
        return Stream.concat(Stream.of(fact.occurredAt()), FileTimes.writtenAt(base, fact.file()).stream())
                .filter(instant -> !instant.isBefore(since) && !instant.isAfter(now))
                .findFirst()
                .orElse(now);
    }
}
