package dev.daybook.sbi;

import dev.daybook.domain.Rejected;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which tasks a list shows, and in which order.
 *
 * @param statuses only these, all if empty
 * @param dependsOn only those that wait for this task, or did
 * @param assignee only those that this one is to work on
 * @param blocked only those that are to be worked on, that nobody has leased at that time, and that wait for others
 */
public record SbiFilter(
        Set<Status> statuses,
        Optional<String> label,
        Optional<String> parent,
        Optional<Integer> priority,
        Optional<String> dependsOn,
        Optional<String> assignee,
        Optional<Instant> blocked,
        Sort sort) {

    /** The order of a list; ties are broken by id. */
    public enum Sort {
        /** Oldest first. */
        CREATED,
        NEWEST,
        /** Changed last first. */
        UPDATED,
        /** Most urgent first, then in the order of registration. */
        PRIORITY;

        /** Returns the order of that name in any letter case. */
        public static Sort of(String name) {
            for (Sort sort : values()) {
                if (sort.name().equalsIgnoreCase(name)) {
                    return sort;
                }
            }
            throw Rejected.invalidAt("/sort", "'%s' is no order: want created, newest, updated or priority", name);
        }
    }

    /** Those that wait for others, the most urgent first. */
    static SbiFilter blocked(Instant now) {
        return all(Optional.of(now), Sort.PRIORITY);
    }

    public static SbiFilter all() {
        return all(Optional.empty(), Sort.CREATED);
    }

    private static SbiFilter all(Optional<Instant> blockedAt, Sort sort) {
        return new SbiFilter(
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                blockedAt,
                sort);
    }
}
