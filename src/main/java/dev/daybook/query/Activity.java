package dev.daybook.query;

import java.time.Instant;

/**
 * How much somebody did in an hour or a day.
 *
 * @param at when it begins
 * @param changes how many facts there are of it
 */
public record Activity(Instant at, String actor, long changes) {}
