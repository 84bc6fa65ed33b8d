package dev.daybook.importing.run;

import dev.daybook.importing.LegacySource;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the read model shows of an imported thing. Application wires it to the queries.
 *
 * <p>Fields are named as in the answers: of a task {@code /title}, {@code /spec}, {@code /labels} and the other
 * components of its view; {@code /executions/<file>/<component>} for each execution, by the name of its file, else
 * {@code <step>_<turn>.md}; {@code /attachments/<name>/content}. Of a plan also {@code /attachments/<name>/content} and
 * {@code /approvals/<draft>/<component>}; of a file {@code /encoding} and {@code /sha256}; of a setting {@code /value},
 * as compact JSON. Numbers
 * are {@link Long}, times {@link java.time.Instant} in microseconds, lists of texts {@link java.util.List}, JSON and
 * words text; what is absent has no field.
 */
public interface ReadModelLookup {

    /** Waits until the read model has posted everything up to {@code position}. */
    void await(Position position);

    /** Hears how many facts of how many the read model has. */
    interface Posting {
        void at(long done, long total);
    }

    /** As {@link #await(Position)}, and tells how far it is; what {@code listener} throws ends the waiting. */
    default void await(Position position, Posting listener) {
        await(position);
    }

    /** Returns the fields of a thing by the names that {@link LegacySource.Entity#expected} uses, or nothing. */
    Optional<Map<String, Object>> fields(StreamId stream);

    /** Times the questions that users ask most; whoever asks what is returned learns which one takes too long then. */
    default Supplier<Optional<Slower>> timed() {
        return Optional::empty;
    }
}
