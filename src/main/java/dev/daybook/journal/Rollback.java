package dev.daybook.journal;

import java.util.Map;
import java.util.Set;

/**
 * What a rollback does to what counts. Immutable.
 *
 * @param target what is meant to count no more, or what is to count again
 * @param kept the streams that it leaves as they are
 * @param also other entries that it takes out: those of a stream that stand behind a position
 */
public record Rollback(Target target, Set<StreamId> kept, Map<StreamId, Position> also) {

    public Rollback {
        kept = Set.copyOf(kept);
        also = Map.copyOf(also);
    }

    /** Makes one that leaves nothing alone and takes out nothing beside its target. */
    public static Rollback of(Target target) {
        return new Rollback(target, Set.of(), Map.of());
    }

    public sealed interface Target {}

    /** What counted at {@code position} counts again, and nothing that came later. */
    public record To(Position position) implements Target {}

    /** The entries of a scope that stand behind {@code after}. */
    public record Without(Scope scope, Position after) implements Target {}

    /** The entries from one position to another. */
    public record WithoutEntries(Range range) implements Target {}

    /** The rollback at {@code position} has never been; all others have, and what has come since goes on counting. */
    public record WithoutRollback(Position position) implements Target {}

    /** Which entries belong together. */
    public sealed interface Scope {}

    /** Those of an import run, or of one request: they have its correlation. */
    public record OfRun(String run) implements Scope {}

    /** Those of a thing. */
    public record OfStream(StreamId stream) implements Scope {}

    /** Those of a person, an agent or a tool. */
    public record OfActor(String actor) implements Scope {}

    /** Those of a session of a caller. */
    public record OfSession(String session) implements Scope {}
}
