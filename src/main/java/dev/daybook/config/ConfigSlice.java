package dev.daybook.config;

import dev.daybook.domain.Domain;
import dev.daybook.event.Facts;
import dev.daybook.operation.Operations;
import dev.daybook.query.Reads;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Settings. */
public final class ConfigSlice implements Slice {

    @Override
    public Facts facts() {
        return Facts.of(ConfigEvent.class);
    }

    @Override
    public List<Domain> domains() {
        return List.of(Domain.of("config", Setting.class, new ConfigDecider()));
    }

    @Override
    public Map<String, Function<String, Optional<Map<String, Object>>>> fields(Reads reads) {
        var settings = new ConfigQueries(reads);
        return Map.of(
                "config",
                key -> settings.find(key)
                        .map(setting -> Map.of("/value", setting.value().text())));
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(ConfigOperations.ALL, SqlOperations.ALL);
    }
}
