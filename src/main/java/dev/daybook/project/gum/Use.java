package dev.daybook.project.gum;

import java.time.Instant;
import java.util.Optional;

/** How much a directory is used, as one record says. */
record Use(long frequency, Optional<Instant> lastSeen) {}
