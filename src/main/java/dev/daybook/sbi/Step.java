package dev.daybook.sbi;

import dev.daybook.domain.Worded;
import java.util.Locale;
import java.util.Optional;

/** What a turn does. */
public enum Step implements Worded {
    PLAN,
    IMPLEMENT,
    TEST,
    REVIEW,
    /** The closing record of a task; written by the tool, never asked of an agent. */
    DONE;

    /** Returns the word used in files, events and requests, such as {@code implement}. */
    @Override
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the step of that name in any letter case, or nothing. */
    public static Optional<Step> of(String text) {
        for (Step step : values()) {
            if (step.name().equalsIgnoreCase(text)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }
}
