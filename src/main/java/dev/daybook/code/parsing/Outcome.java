package dev.daybook.code.parsing;

/** What came of parsing a file. */
public sealed interface Outcome {

    /** It was read, as far as it is code. */
    record Parsed(ParsedFile file) implements Outcome {}

    /**
     * It is better not tried again before it has changed.
     *
     * @param reason what a person is told
     */
    record SetAside(String reason) implements Outcome {}
}
