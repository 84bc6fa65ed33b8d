package dev.daybook.journal;

import java.util.List;
import java.util.Map;

/**
 * Facts that are written together or not at all.
 *
 * @param expectations what must hold for streams, of the drafts or others; a stream that is not named may hold anything
 * @param erasure what the last draft says is no more from now on
 */
public record Append(List<Draft> drafts, Map<StreamId, Expectation> expectations, Erasure erasure) {

    public Append(List<Draft> drafts, Map<StreamId, Expectation> expectations) {
        this(drafts, expectations, Erasure.NOTHING);
    }

    public static Append of(List<Draft> drafts, StreamId stream, Expectation expectation) {
        return new Append(drafts, Map.of(stream, expectation));
    }
}
