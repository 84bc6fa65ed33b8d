package dev.daybook.config;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;

/** What can happen to a setting. */
public sealed interface ConfigEvent extends Event {

    String key();

    @EventType(name = "config.set")
    record Set(String key, Json value) implements ConfigEvent {}

    @EventType(name = "config.removed")
    @Part(removes = true)
    record Removed(String key) implements ConfigEvent {}
}
