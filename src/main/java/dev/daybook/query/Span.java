package dev.daybook.query;

import java.time.Instant;
import java.util.Optional;

/** A span of time; open where there is no bound. {@code since} belongs to it, {@code until} does not. */
public record Span(Optional<Instant> since, Optional<Instant> until) {

    public static final Span ALWAYS = new Span(Optional.empty(), Optional.empty());
}
