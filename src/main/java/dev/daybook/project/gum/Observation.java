package dev.daybook.project.gum;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What one record of one file says of a thing.
 *
 * @param counts as what it is counted
 * @param spelled how it spells the path or name of the thing
 * @param at when it was written, as far as that is known
 */
record Observation<F>(Set<String> counts, String spelled, F facts, String file, String where, Instant at) {

    private static final Comparator<Observation<?>> BY_TIME = Comparator.<Observation<?>, Instant>comparing(
                    Observation::at)
            .thenComparing(observation -> Gum.rank(observation.file()));

    /** Returns them in the order in which they were written; of the same time, the one that counts more comes last. */
    static <F> List<Observation<F>> inOrder(List<Observation<F>> sayings) {
        return sayings.size() < 2 ? sayings : sayings.stream().sorted(BY_TIME).toList();
    }
}
