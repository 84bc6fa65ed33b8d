package dev.daybook.slice;

import dev.daybook.domain.Domain;
import dev.daybook.event.Codec;
import dev.daybook.event.Facts;
import dev.daybook.event.Timelines;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacyWriter;
import dev.daybook.journal.Journal;
import dev.daybook.projection.Projection;
import dev.daybook.query.Reads;
import dev.daybook.rollout.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Kinds of things that belong together, and all that the engines have to know of them. Immutable. */
public interface Slice {

    /** What can happen to them. */
    Facts facts();

    /** Their rules. */
    default List<Domain> domains() {
        return List.of();
    }

    /** Their tables. */
    default List<Supplier<? extends Projection>> projections() {
        return List.of();
    }

    /**
     * What the read models show of an imported thing, by the category of its stream: from its key to its fields, named
     * as {@link LegacySource.Entity#expected} names them.
     */
    default Map<String, Function<String, Optional<Map<String, Object>>>> fields(Reads reads) {
        return Map.of();
    }

    /** The tools whose files are read. */
    default List<LegacySource> sources() {
        return List.of();
    }

    /** The tools whose files are written. */
    default List<LegacyWriter> writers() {
        return List.of();
    }

    /** The tools whose users can move. */
    default List<Tool> tools(Journal journal, Codec codec, Timelines timelines) {
        return List.of();
    }
}
