package dev.daybook.domain;

/**
 * A JSON value of somebody else's making, carried as its text.
 *
 * <p>The rules never look inside; the text is compact, valid JSON with the writer's key order and number spelling.
 * Whoever makes one from outside parses it first.
 */
public record Json(String text) {

    public static final Json NULL = new Json("null");
    public static final Json EMPTY_OBJECT = new Json("{}");

    public Json {
        if (text.isBlank()) {
            throw Rejected.invalid("an empty text is not JSON: want a value such as {} or null");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
