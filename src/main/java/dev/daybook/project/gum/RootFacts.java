package dev.daybook.project.gum;

import java.time.Instant;
import java.util.Optional;

/** What one record says of a folder below which projects are looked for. */
record RootFacts(String origin, Optional<Instant> scannedAt, Optional<Long> repositories) {

    /** What gum's own migration could not read it set to nothing: no repositories in a folder that nobody looked into. */
    RootFacts {
        boolean looked = scannedAt.isPresent();
        repositories = repositories.filter(count -> count > 0 || (count == 0 && looked));
    }

    static final String CONFIG = "config";
    static final String LIST = "list";
    static final String CACHE = "cache";

    /** Returns how much it counts who says that a folder is one: what its user wrote down is no mere cache. */
    static int weight(String origin) {
        return switch (origin) {
            case CACHE, "found" -> 0;
            case LIST -> 1;
            case CONFIG -> 2;
            default -> 3; // said to Daybook
        };
    }
}
