package dev.daybook.domain.lease;

import java.time.Instant;
import java.util.Optional;

/**
 * Who works on a thing, and when.
 *
 * @param generation the lease that the work is done under; if it is not said, one that lasts must be the holder's
 */
public record Worker(Optional<String> holder, Optional<Long> generation, Instant at) {}
