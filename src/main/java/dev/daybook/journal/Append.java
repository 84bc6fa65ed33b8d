package dev.daybook.journal;

import java.util.List;
import java.util.Map;

/**
 * Facts that are written together or not at all.
 *
 * @param expectations what must hold for streams, of the drafts or others; a stream that is not named may hold anything
 * @param erasure what the last draft says is no more from now on
 * @param fences the leases that have to be held still, by whoever appends; those of the thread if none are named
 */
public record Append(List<Draft> drafts, Map<StreamId, Expectation> expectations, Erasure erasure, List<Fence> fences) {

    /** Appends nothing: once this is done, whoever follows the journal here has heard of all that was in it before. */
    public static final Append NOTHING = new Append(List.of(), Map.of(), Erasure.NOTHING, List.of());

    public Append(List<Draft> drafts, Map<StreamId, Expectation> expectations, Erasure erasure) {
        this(drafts, expectations, erasure, Fence.current());
    }

    public Append(List<Draft> drafts, Map<StreamId, Expectation> expectations) {
        this(drafts, expectations, Erasure.NOTHING);
    }

    public static Append of(List<Draft> drafts, StreamId stream, Expectation expectation) {
        return new Append(drafts, Map.of(stream, expectation));
    }
}
