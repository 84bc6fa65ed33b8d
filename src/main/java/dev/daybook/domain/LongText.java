package dev.daybook.domain;

/**
 * A text that is often large and often the same: output of a terminal, a message. Those of some length are stored once
 * by their content, however many events say them.
 */
public record LongText(String text) {

    public static final LongText EMPTY = new LongText("");

    @Override
    public String toString() {
        return text;
    }
}
