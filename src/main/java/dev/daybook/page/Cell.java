package dev.daybook.page;

import dev.daybook.operation.Column.Holds;
import java.util.Locale;

/**
 * A value as it is shown.
 *
 * @param link where it leads; empty: nowhere
 * @param holds what it is
 */
public record Cell(String text, String link, Holds holds) {

    /** Returns a text that leads nowhere. */
    static Cell of(String text) {
        return new Cell(text, "", Holds.TEXT);
    }

    /** Returns the name of its style. */
    public String style() {
        return holds.name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether it is a text of several lines, which are shown as they stand. */
    public boolean isLong() {
        return text.indexOf('\n') >= 0;
    }

    public boolean isTime() {
        return holds == Holds.TIME && !text.isEmpty();
    }
}
