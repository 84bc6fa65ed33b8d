package dev.daybook.domain.lease;

import java.time.Instant;

/**
 * Who works on a thing, until when, under which fence.
 *
 * @param generation greater than that of every lease of the thing before
 */
public record Lease(String holder, Instant expiresAt, long generation) {

    /** Returns whether it lasts: one that has expired is held by nobody. */
    public boolean isHeldAt(Instant at) {
        return at.isBefore(expiresAt);
    }
}
