package dev.daybook.config;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;

/** What can happen to a setting. */
public sealed interface ConfigEvent extends Event {

    String key();

    @EventType(name = "config.set")
    @Words("set {key} to {value}[, which was {old.value}]")
    record Set(String key, Json value) implements ConfigEvent {}

    @EventType(name = "config.removed")
    @Words("removed the setting {key}[, which was {old.value}]")
    @Part(removes = true)
    record Removed(String key) implements ConfigEvent {}
}
