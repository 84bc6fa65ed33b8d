package dev.daybook.journal;

/** What an append expects of a stream before it. */
public sealed interface Expectation {

    /** Nothing was ever written to it. */
    record NoStream() implements Expectation {}

    /** Its last entry, void or not, has this revision; -1 is the same as {@link NoStream}. */
    record Exactly(long revision) implements Expectation {}

    /** Whatever it holds. */
    record Any() implements Expectation {}
}
