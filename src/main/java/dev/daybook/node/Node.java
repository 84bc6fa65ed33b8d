package dev.daybook.node;

import java.time.Instant;

/**
 * A process that serves a journal. Its times are those of the database.
 *
 * @param about what it tells of itself, as JSON
 * @param seen when it gave its last sign of life
 * @param isGone whether it has given none for longer than a lease lasts
 */
public record Node(String id, String name, String about, Instant since, Instant seen, boolean isGone) {}
