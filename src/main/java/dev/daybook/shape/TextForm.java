package dev.daybook.shape;

import java.util.Optional;
import java.util.regex.Pattern;

/** What texts of one kind have in common, whichever argument they are given for. */
public enum TextForm {
    /** Any text. */
    ANY("", Integer.MAX_VALUE, "", ""),

    /** A thing by its kind and its id; longer than the longest key of a stream with the longest kind before it. */
    KIND_AND_ID("KIND/ID", 300, "^[^/]+/.+$", "kind/id"),

    /** A time, a day, or how long ago. */
    TIME(
            "TIME",
            40,
            "^(" + Times.PATTERN + ")$",
            "a time (2026-01-31T12:00:00Z), a day (2026-01-31) or how long ago (7d)"),

    /** A position of the journal, or a {@link #TIME}. */
    MOMENT("WHEN", TIME.charsMax, "^([0-9]+|" + Times.PATTERN + ")$", "a position, " + TIME.want);

    /** A constant that the values above are made of. */
    private static final class Times {
        static final String PATTERN =
                "[0-9]+[smhdw]|[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.,]+(Z|[+-][0-9]{2}:?[0-9]{2})?)?";
    }

    private final String label;
    private final int charsMax;
    private final String pattern;
    private final String want;

    TextForm(String label, int charsMax, String pattern, String want) {
        this.label = label;
        this.charsMax = charsMax;
        this.pattern = pattern;
        this.want = want;
    }

    /** Returns what stands for it in a line of help; empty if nothing does. */
    String label() {
        return label;
    }

    public int charsMax() {
        return charsMax;
    }

    /** Returns what such a text is; nothing if any is taken. */
    public Optional<Pattern> pattern() {
        return pattern.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(pattern));
    }

    /** Returns the same in words. */
    public String want() {
        return want;
    }
}
