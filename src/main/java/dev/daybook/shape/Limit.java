package dev.daybook.shape;

import dev.daybook.domain.Texts;

/**
 * What is asked of a value beyond its type. Whoever has it already may keep what breaks it.
 *
 * @param check refuses a value at a JSON pointer with {@link dev.daybook.domain.Rejected}
 * @param schema members of a JSON schema that say the same, such as {@code "maxLength":200}; empty if none can
 */
public record Limit<T>(Check<T> check, String schema) {

    /** Refuses what it does not accept. */
    @FunctionalInterface
    public interface Check<T> {
        void of(String pointer, T value);
    }

    /** One line of 1 to 200 characters. */
    public static final Limit<String> NAME =
            new Limit<>(Texts::name, "\"minLength\":1,\"maxLength\":" + Texts.NAME_CHARS_MAX);

    /** A document that a person writes or reads. */
    public static final Limit<String> DOCUMENT =
            new Limit<>(Texts::document, "\"maxLength\":" + Texts.DOCUMENT_BYTES_MAX);

    /** What a machine writes. */
    public static final Limit<String> CONTENT = new Limit<>(Texts::content, "\"maxLength\":" + Texts.CONTENT_BYTES_MAX);

    /** At most so many characters. */
    public static Limit<String> chars(int max) {
        return new Limit<>((pointer, text) -> Texts.atMost(pointer, text, max), "\"maxLength\":" + max);
    }
}
