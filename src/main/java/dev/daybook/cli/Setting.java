package dev.daybook.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be set, by which names, and what it is if nobody sets it. */
public enum Setting {
    HOST("127.0.0.1", Kind.TEXT, "address that serve listens on"),
    PORT("8420", Kind.PORT, "port that serve listens on; 0 is any free one"),
    ALLOWED_HOSTS("", Kind.TEXT, "names, separated by commas, that requests may use for this server besides loopback"),
    ACTOR(System.getProperty("user.name", "unknown"), Kind.TEXT, "who commands are recorded for"),
    TURNS_MAX("8", Kind.COUNT, "turns of a task before it is ended by force"),
    ATTEMPTS_MAX("3", Kind.COUNT, "refused reviews before the reviewer finishes the work"),
    BODY_BYTES_MAX("16777216", Kind.COUNT, "largest request body"),
    FOLLOW("", Kind.TEXT, "folders with files of other tools, separated by commas, whose changes serve takes over"),
    LOG_LEVEL("warn", Kind.LEVEL, "error, warn, info, debug or trace; serve starts at info");

    /** What a value may look like. */
    private enum Kind {
        TEXT,
        COUNT,
        PORT,
        LEVEL
    }

    private static final int PORT_MAX = 65_535;

    private final String byDefault;
    private final Kind kind;
    private final String meaning;

    Setting(String byDefault, Kind kind, String meaning) {
        this.byDefault = byDefault;
        this.kind = kind;
        this.meaning = meaning;
    }

    /** Returns the name in {@code daybook.properties}, such as {@code turns.max}. */
    public String property() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Returns the name in the environment, such as {@code DAYBOOK_TURNS_MAX}. */
    public String variable() {
        return "DAYBOOK_" + name();
    }

    String byDefault() {
        return byDefault;
    }

    String meaning() {
        return meaning;
    }

    static Optional<Setting> ofProperty(String name) {
        return Arrays.stream(values()).filter(it -> it.property().equals(name)).findFirst();
    }

    static String properties() {
        return Arrays.stream(values()).map(Setting::property).collect(Collectors.joining(", "));
    }

    /** Returns what a value should have looked like, or nothing if it does. */
    Optional<String> complaint(String value) {
        return switch (kind) {
            case TEXT -> Optional.empty();
            case COUNT ->
                value.matches("[1-9][0-9]{0,8}")
                        ? Optional.empty()
                        : Optional.of("a number of at least 1, at most 999999999");
            case PORT ->
                value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= PORT_MAX
                        ? Optional.empty()
                        : Optional.of("a port from 0 to " + PORT_MAX);
            case LEVEL ->
                value.matches("(?i)error|warn|info|debug|trace")
                        ? Optional.empty()
                        : Optional.of("one of error, warn, info, debug, trace");
        };
    }
}
