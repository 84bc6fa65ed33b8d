package dev.daybook.config;

import dev.daybook.domain.Command;
import dev.daybook.domain.Json;

/** What a caller may ask of a setting. */
public sealed interface ConfigCommand extends Command {

    @Override
    default String category() {
        return "config";
    }

    record Set(String key, Json value) implements ConfigCommand {}

    record Remove(String key) implements ConfigCommand {}
}
