package dev.daybook.project.gum;

import java.time.Instant;
import java.util.Optional;

/** What is known of a folder below which projects are looked for. */
record RootFacts(String origin, Optional<Instant> scannedAt, Optional<Long> repositories) {

    static final String CONFIG = "config";
    static final String LIST = "list";
    static final String CACHE = "cache";

    /** Returns the same, with what another one knows beside it; what its user wrote down is no mere cache. */
    RootFacts or(RootFacts other) {
        return new RootFacts(
                origin.equals(CACHE) ? other.origin : origin,
                scannedAt.or(other::scannedAt),
                repositories.or(other::repositories));
    }
}
