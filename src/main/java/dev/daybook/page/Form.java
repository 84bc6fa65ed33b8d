package dev.daybook.page;

import java.util.List;
import java.util.Map;

/**
 * What somebody may ask to be done.
 *
 * @param action where it is sent
 * @param hidden values that nobody sees and that are sent with it
 * @param problem why it was not done; empty if it was not tried
 * @param wrong the field that has to be mended first; empty if it is none of them
 */
public record Form(
        String title,
        String action,
        List<Field> fields,
        Map<String, String> hidden,
        String problem,
        String wrong,
        boolean takesAway) {

    /** Returns whether it has to be mended first. */
    public boolean isWrong(Field field) {
        return !wrong.isEmpty() && field.name().equals(wrong);
    }

    /** Returns whether it only asks whether somebody is sure. */
    public boolean isLast() {
        return fields.isEmpty() && hidden.containsKey(Forms.SURE);
    }

    /** How a value is given. */
    public enum Kind {
        LINE,
        TEXT,
        FLAG,
        /** It stands already. */
        FIXED
    }

    /**
     * A value.
     *
     * @param says what it is: the rest of a sentence
     * @param words its only values; none: any
     * @param chosenAt where a value is chosen; empty: nowhere
     */
    public record Field(
            String name, String says, String value, List<String> words, Kind kind, boolean required, String chosenAt) {}
}
