package dev.daybook.journal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a journal from its first entry to its last and recomputes everything that proves it. Changes nothing. */
public interface Scrub {

    /** No list of flaws is longer: what is broken in so many places is not repaired one by one. */
    int FLAWS_MAX = 100;

    /**
     * Checks that positions have no gaps, that each entry stands in the hash chain, that each payload and each large
     * value has its hash.
     *
     * @param progress is told positions that were reached, now and then
     */
    default Result run(Consumer<Position> progress) {
        return run(Link.START, reached -> progress.accept(reached.link().position()));
    }

    /**
     * As {@link #run(Consumer)}, of the entries behind {@code after} alone, which was proven before. That it still is the
     * link there is looked at first: if it is not, that is a flaw, and all is read.
     *
     * @param heard is told how far it is, now and then; what it throws ends it
     */
    Result run(Link after, Consumer<Reached> heard);

    /**
     * How far it is.
     *
     * @param link of the last entry that was read
     * @param isProven whether nothing was wrong so far
     * @param sizeBytes what was read since it was told last
     */
    record Reached(Link link, boolean isProven, long sizeBytes) {}

    /**
     * What was read and what was wrong.
     *
     * @param end the last entry that was read
     * @param flaws in the order of their positions, at most {@link #FLAWS_MAX}; empty if all is well
     */
    record Result(long entries, long blobs, Link end, List<Flaw> flaws) {}

    /** Something that does not fit, with the position of its entry if it has one. */
    record Flaw(Optional<Position> position, String what) {

        @Override
        public String toString() {
            return position.map(at -> "position %s: %s".formatted(at, what)).orElse(what);
        }
    }
}
