package dev.daybook.journal;

import java.util.List;
import java.util.Map;

/**
 * Facts that are written together or not at all.
 *
 * @param expectations what must hold for streams, of the drafts or others; a stream that is not named may hold anything
 */
public record Append(List<Draft> drafts, Map<StreamId, Expectation> expectations) {

    public static Append of(List<Draft> drafts, StreamId stream, Expectation expectation) {
        return new Append(drafts, Map.of(stream, expectation));
    }
}
