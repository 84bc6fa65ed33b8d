package dev.daybook.project;

import java.time.Instant;
import java.util.Optional;

/** How a synchronisation with a host went, or goes. */
public record SyncRunView(
        String run,
        String type,
        Instant startedAt,
        Optional<Instant> completedAt,
        String status,
        long processed,
        Optional<Long> total,
        Optional<String> error,
        long revision,
        long position) {}
