package dev.daybook.project;

import java.time.Instant;
import java.util.Optional;

/** A folder below which projects are looked for. */
public record ScanRootView(
        String path,
        String origin,
        Optional<Instant> scannedAt,
        Optional<Long> repositories,
        long revision,
        long position) {}
