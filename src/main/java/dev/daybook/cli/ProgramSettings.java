package dev.daybook.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The effective settings: flag before {@code DAYBOOK_*} before {@code daybook.properties} of the data directory before
 * default. Immutable; every value is valid.
 */
public final class ProgramSettings {

    public static final String FILE = "daybook.properties";

    /** @param source where it comes from, in words */
    public record Value(String text, String source, boolean byDefault) {}

    private final Map<ProgramSetting, Value> values;

    private ProgramSettings(Map<ProgramSetting, Value> values) {
        this.values = values;
    }

    /**
     * Settles every setting.
     *
     * @throws Failure if a value or a name in the file is wrong: says where it stands and what was wanted
     */
    public static ProgramSettings of(Map<ProgramSetting, String> flags, Map<String, String> environment, Path data) {
        var file = data.resolve(FILE);
        var stored = read(file);
        for (String name : stored.stringPropertyNames()) {
            if (ProgramSetting.ofProperty(name).isEmpty()) {
                throw Failure.usage(
                        "%s sets '%s', which is no setting".formatted(file, name),
                        "the settings are " + ProgramSetting.properties());
            }
        }
        var values = new EnumMap<ProgramSetting, Value>(ProgramSetting.class);
        for (ProgramSetting setting : ProgramSetting.values()) {
            var value = settle(setting, flags, environment, stored, file);
            setting.complaint(value.text()).ifPresent(wanted -> {
                throw Failure.usage(
                        "%s is '%s' (%s): want %s"
                                .formatted(setting.property(), setting.shown(value.text()), value.source(), wanted),
                        "daybook config shows every setting and where it comes from");
            });
            values.put(setting, value);
        }
        return new ProgramSettings(values);
    }

    private static Value settle(
            ProgramSetting setting,
            Map<ProgramSetting, String> flags,
            Map<String, String> environment,
            Properties stored,
            Path file) {
        var flag = flags.get(setting);
        if (flag != null) {
            return new Value(flag, "flag", false);
        }
        var variable = environment.get(setting.variable());
        if (variable != null && !variable.isBlank()) {
            return new Value(Text.given(setting.variable(), variable).strip(), setting.variable(), false);
        }
        var original = setting.original().map(environment::get).filter(text -> !text.isBlank());
        if (original.isPresent()) {
            return new Value(original.get().strip(), setting.original().orElseThrow(), false);
        }
        var property = stored.getProperty(
                setting.property(), setting.original().map(stored::getProperty).orElse(null));
        return property != null
                ? new Value(property.strip(), file.toString(), false)
                : new Value(setting.byDefault(), "default", true);
    }

    private static Properties read(Path file) {
        var stored = new Properties();
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                stored.load(reader);
            } catch (IllegalArgumentException e) {
                throw unreadable(file, Failures.describe(e), e);
            } catch (IOException e) {
                throw unreadable(file, Failures.describe(e), e);
            }
        }
        return stored;
    }

    private static Failure unreadable(Path file, String why, Exception cause) {
        return Failure.because("%s cannot be read: %s".formatted(file, why), "mend the file or remove it", cause);
    }

    public Value value(ProgramSetting setting) {
        return Optional.ofNullable(values.get(setting)).orElseThrow();
    }

    /** Returns the parts of a value that are separated by commas, in their order. */
    public List<String> list(ProgramSetting setting) {
        return Stream.of(text(setting).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    public String text(ProgramSetting setting) {
        return value(setting).text();
    }

    /** Returns a length of time, such as {@code 48h}. */
    public Duration time(ProgramSetting setting) {
        var text = text(setting);
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    public boolean flag(ProgramSetting setting) {
        return Boolean.parseBoolean(text(setting));
    }

    public int number(ProgramSetting setting) {
        return Integer.parseInt(text(setting));
    }

    /** As {@link #number(ProgramSetting)}, of the setting that has that name in files. */
    public int number(String property) {
        return number(ProgramSetting.ofProperty(property).orElseThrow());
    }
}
