package dev.daybook.shape;

/**
 * Something about a text that is not as the shape has it.
 *
 * @param pointer the JSON pointer of the value, or of the one that is missing
 * @param detail what is wrong, and what was made of it or was wanted: the rest of a sentence about the value
 * @param from where the bytes of the value begin in the text; -1 if it is not there
 * @param to where they end
 */
public record Flaw(String pointer, Code code, String detail, long from, long to) {

    /** The kinds of flaws, as reports name them. */
    public enum Code {
        MISSING_FIELD,
        WRONG_TYPE,
        UNKNOWN_FIELD,
        DUPLICATE_KEY,
        /** The text is no JSON, or only to a lenient reader. */
        INVALID_JSON,
        TRUNCATED_JSON,
        TRAILING_DATA,
        RESOURCE_LIMIT,
        /** An argument that is longer, larger or more than is taken. */
        OVER_LIMIT,
        /** An argument of the right type that is none of the values that are taken. */
        NOT_TAKEN,
        /** A record without a key of its own, which is none. */
        ILLEGAL_ID
    }
}
