package dev.daybook.slice;

import dev.daybook.domain.Domain;
import dev.daybook.event.Facts;
import dev.daybook.importing.LegacySource;
import dev.daybook.journal.Blobs;
import dev.daybook.masking.SecretRules;
import dev.daybook.operation.Operations;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Projection;
import dev.daybook.query.ConsistencyQueries.Check;
import dev.daybook.query.Reads;
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
     * Tables that are made of what happens to things of all kinds.
     *
     * @param rules by which likely secrets are found
     * @param blobs the large values that entries refer to
     */
    default List<Supplier<? extends Projection>> overall(SecretRules rules, Supplier<Blobs> blobs) {
        return List.of();
    }

    /** What can be found of them. */
    default List<Documents.Source> documents() {
        return List.of();
    }

    /**
     * What the read models show of an imported thing, by the category of its stream: from its key to its fields, named
     * as {@link LegacySource.Entity#expected} names them.
     */
    default Map<String, Function<String, Optional<Map<String, Object>>>> fields(Reads reads) {
        return Map.of();
    }

    /** The questions that users ask most, by what they are: after a migration they are not to take too long. */
    default Map<String, Runnable> questions(Reads reads) {
        return Map.of();
    }

    /** What may contradict itself in their tables. */
    default List<Check> checks() {
        return List.of();
    }

    /** By which fields they name others, and cannot do without them. */
    default List<Reference> references() {
        return List.of();
    }

    /** What is measured of them, as they are on that ground. */
    default List<Figure> figures(Ground ground) {
        return List.of();
    }

    /** What is said of them where somebody asks how all of it stands. */
    default List<Summary> summaries() {
        return List.of();
    }

    /** What an agent is told of them that begins to work. */
    default List<Briefing> briefings() {
        return List.of();
    }

    /** What users are warned of. */
    default List<Health> health() {
        return List.of();
    }

    /** What a server does to them by itself. */
    default List<Chore> chores() {
        return List.of();
    }

    /** What may be asked of them. */
    default List<Operations<Ground>> operations() {
        return List.of();
    }

    /** The files of their tools. */
    default List<ToolFiles> files() {
        return List.of();
    }
}
