package dev.daybook.config;

import dev.daybook.config.Setting.Present;
import dev.daybook.config.Setting.Removed;
import dev.daybook.config.Setting.Unknown;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.util.List;

/** The life of a setting: set, set otherwise, removed, set again. */
public final class ConfigDecider implements Decider<ConfigCommand, Setting, ConfigEvent> {

    @Override
    public Setting initial() {
        return new Unknown();
    }

    @Override
    public List<ConfigEvent> decide(ConfigCommand command, Setting setting) {
        return switch (command) {
            case ConfigCommand.Set it -> set(it, setting);
            case ConfigCommand.Remove it -> remove(it, setting);
        };
    }

    @Override
    public Setting evolve(Setting setting, ConfigEvent event) {
        return switch (event) {
            case ConfigEvent.Set it -> new Present(Fingerprint.of(it.value()));
            case ConfigEvent.Removed _ -> new Removed();
        };
    }

    private static List<ConfigEvent> set(ConfigCommand.Set it, Setting setting) {
        Texts.key("/key", it.key());
        Texts.json("/value", it.value());
        return setting.equals(new Present(Fingerprint.of(it.value())))
                ? List.of()
                : List.of(new ConfigEvent.Set(it.key(), it.value()));
    }

    private static List<ConfigEvent> remove(ConfigCommand.Remove it, Setting setting) {
        return switch (setting) {
            case Unknown _ -> throw Rejected.notFound("there is no setting '%s'", it.key());
            case Present _ -> List.of(new ConfigEvent.Removed(it.key()));
            case Removed _ -> List.of();
        };
    }
}
