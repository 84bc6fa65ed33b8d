package dev.daybook.session;

import dev.daybook.domain.Rejected;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which sessions a list shows, and in which order.
 *
 * @param workspace only of this one, by its key or that of an alias; of all if absent
 * @param types only these, all if empty
 * @param statuses only these, all if empty; {@code running} are also debates in a round, {@code round_2} only those in
 *     that one
 * @param from only those begun then or later, {@code to} then or earlier
 * @param text only those that have it in their task, their id or the name of an agent, in whatever letter case
 */
public record SessionFilter(
        Optional<String> workspace,
        Set<String> types,
        Set<String> statuses,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<String> text,
        Sort sort,
        boolean descending) {

    /** What the order of a list goes by; of equals, the one begun first is first. */
    public enum Sort {
        CREATED_AT("createdAt"),
        UPDATED_AT("updatedAt"),
        DURATION("duration"),
        FILES_CHANGED("filesChanged");

        private final String text;

        Sort(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** Returns the order of that name in any letter case. */
        public static Sort of(String name) {
            for (Sort sort : values()) {
                if (sort.text.equalsIgnoreCase(name)) {
                    return sort;
                }
            }
            throw Rejected.invalidAt(
                    "/sort", "'%s' is no order: want createdAt, updatedAt, duration or filesChanged", name);
        }
    }

    /** All sessions of a workspace, changed last first. */
    public static SessionFilter of(String workspace) {
        return new SessionFilter(
                Optional.of(workspace),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Sort.UPDATED_AT,
                true);
    }
}
