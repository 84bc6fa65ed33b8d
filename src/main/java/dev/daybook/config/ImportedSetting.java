package dev.daybook.config;

import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.ImportedField;
import dev.daybook.importing.ImportedFields;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.journal.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A setting that a file of a tool says, or does not say any more.
 *
 * @param key without the project
 * @param value empty where the file is without it: it is no setting any more if that file told it last
 * @param file that was read, and when it was written
 */
public record ImportedSetting(String tool, Root root, String key, Optional<Json> value, String file, Instant at)
        implements Entity {

    /** Returns what was said of a setting; empty where it was taken away. */
    public static ImportedField<Optional<Json>> told(
            List<Recorded> entries, Function<Recorded, Optional<String>> toldBy) {
        var fields = new ImportedFields(toldBy);
        ImportedField<Optional<Json>> value = fields.at("/value");
        entries.forEach(recorded -> value.tell(
                recorded.event() instanceof ConfigEvent.Set set ? Optional.of(set.value()) : Optional.empty(),
                fields.word(recorded)));
        return value;
    }

    private ImportedField<Optional<Json>> told(List<Recorded> known) {
        return told(known, ProjectHistory.toldIn(tool, root.project()));
    }

    @Override
    public StreamId stream() {
        return new StreamId("config", root.qualified(key));
    }

    @Override
    public Map<String, Integer> counts() {
        return value.isPresent() ? Map.of("config", 1) : Map.of();
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        ImportedField<Optional<Json>> told = told(known);
        boolean isOurs = value.isPresent() || told.file().filter(file::equals).isPresent();
        return isOurs && told.differsFrom(value) ? List.of(new Fact(event(), file, at)) : List.of();
    }

    private ConfigEvent event() {
        String name = root.qualified(key);
        return value.<ConfigEvent>map(json -> new ConfigEvent.Set(name, json))
                .orElseGet(() -> new ConfigEvent.Removed(name));
    }

    @Override
    public Set<String> overridden(List<Recorded> known) {
        return told(known).changedSince() ? expected().keySet() : Set.of();
    }

    @Override
    public Map<String, Object> expected() {
        return value.<Map<String, Object>>map(json -> Map.of("/value", json.text()))
                .orElse(Map.of());
    }
}
