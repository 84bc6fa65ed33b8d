package dev.daybook.cli;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Settings of the program that a command has flags of its own for, each said in the words of its setting. */
final class SettingFlags {

    private final CommandSpec spec;
    private final Map<ProgramSetting, String> flags = new LinkedHashMap<>();

    SettingFlags(CommandSpec spec) {
        this.spec = spec;
    }

    /** A flag with a value. */
    SettingFlags one(ProgramSetting setting, String flag, String label) {
        return add(setting, OptionSpec.builder(flag).paramLabel(label).type(String.class), standard(setting));
    }

    /** A flag that may be repeated. */
    SettingFlags many(ProgramSetting setting, String flag, String label) {
        return add(
                setting,
                OptionSpec.builder(flag).paramLabel(label).type(List.class).auxiliaryTypes(String.class),
                "; may be repeated");
    }

    /** A flag that stands for true. */
    SettingFlags yes(ProgramSetting setting, String flag) {
        return add(setting, OptionSpec.builder(flag).type(boolean.class), "");
    }

    private SettingFlags add(ProgramSetting setting, OptionSpec.Builder option, String more) {
        OptionSpec built = option.description(setting.meaning() + more).build();
        spec.addOption(built);
        flags.put(setting, built.longestName());
        return this;
    }

    private static String standard(ProgramSetting setting) {
        return setting.byDefault().isEmpty() ? "" : " (default: %s)".formatted(setting.byDefault());
    }

    /** Returns the settings that were given so. */
    Map<ProgramSetting, String> given() {
        var given = new EnumMap<ProgramSetting, String>(ProgramSetting.class);
        flags.forEach((setting, flag) -> {
            Object value = spec.findOption(flag).getValue();
            if (value instanceof List<?> list && !list.isEmpty()) {
                given.put(
                        setting,
                        String.join(",", list.stream().map(String::valueOf).toList()));
            } else if (value != null && !(value instanceof List<?>) && !value.equals(false)) {
                given.put(setting, value.toString());
            }
        });
        return given;
    }
}
