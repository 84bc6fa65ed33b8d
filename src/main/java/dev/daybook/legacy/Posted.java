package dev.daybook.legacy;

import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.util.Map;
import java.util.Optional;

/** What the read model shows of an imported thing. The house wires it to the queries. */
public interface Posted {

    /** Waits until the read model has posted everything up to {@code position}. */
    void await(Position position);

    /** Returns the fields of a thing by the names that {@link LegacySource.Entity#expected} uses, or nothing. */
    Optional<Map<String, Object>> fields(StreamId stream);
}
