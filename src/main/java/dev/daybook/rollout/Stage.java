package dev.daybook.rollout;

import java.util.Locale;
import java.util.Optional;

/** Where the truth of a unit stands while its users move from files to the journal; in the order of the move. */
public enum Stage {
    /** The move has not begun: the journal alone, files only when they are imported, exported or followed. */
    NONE,
    /** The files are the truth, the journal follows. */
    LEGACY,
    /** Every command goes to both. */
    DUAL,
    /** The journal is the truth, the files are written behind it as a fallback. */
    JOURNAL,
    /** No file is written any more. */
    RETIRED;

    /** Returns the word used in events, requests and settings, such as {@code dual}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the stage of that name in any letter case, or nothing. The words of the tools' own plans are understood:
     * {@code json}, {@code hybrid}, {@code sqlite} and {@code FILE_ONLY}, {@code DUAL_WRITE}, {@code SQLITE_PRIMARY}.
     */
    public static Optional<Stage> of(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(NONE);
            case "legacy", "json", "file_only" -> Optional.of(LEGACY);
            case "dual", "hybrid", "dual_write" -> Optional.of(DUAL);
            case "journal", "sqlite", "sqlite_primary" -> Optional.of(JOURNAL);
            case "retired" -> Optional.of(RETIRED);
            default -> Optional.empty();
        };
    }

    public boolean isAfter(Stage other) {
        return compareTo(other) > 0;
    }

    /** Returns the stage that a step back leads to: from {@link #LEGACY} there is none. */
    public Optional<Stage> before() {
        return switch (this) {
            case NONE, LEGACY -> Optional.empty();
            case DUAL -> Optional.of(LEGACY);
            case JOURNAL -> Optional.of(DUAL);
            case RETIRED -> Optional.of(JOURNAL);
        };
    }

    /** Returns the stage that follows; the last one stays. */
    public Stage next() {
        return switch (this) {
            case NONE -> LEGACY;
            case LEGACY -> DUAL;
            case DUAL -> JOURNAL;
            case JOURNAL, RETIRED -> RETIRED;
        };
    }

    /** Returns whether commands are written to the files, at once or behind the journal. */
    public boolean writesFiles() {
        return this == LEGACY || this == DUAL || this == JOURNAL;
    }

    /** Returns whether what the tool itself writes to its files is news, to be taken in, and no discrepancy. */
    public boolean takesNews() {
        return this == LEGACY || this == DUAL;
    }
}
