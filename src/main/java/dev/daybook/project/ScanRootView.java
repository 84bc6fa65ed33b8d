package dev.daybook.project;

import java.time.Instant;
import java.util.Optional;

/**
 * A folder below which projects are looked for, or that is left out.
 *
 * @param origin who said so: {@code config}, {@code cache}, {@code found}; {@code excluded} if it is left out
 */
public record ScanRootView(
        String path,
        String origin,
        Optional<Instant> scannedAt,
        Optional<Long> repositories,
        long revision,
        long position) {

    static final String CONFIG = "config";
}
