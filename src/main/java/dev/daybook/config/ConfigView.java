package dev.daybook.config;

import dev.daybook.domain.Json;
import java.time.Instant;

/** A setting. */
public record ConfigView(String key, Json value, Instant updatedAt, long revision, long position) {}
