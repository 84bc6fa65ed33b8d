package dev.daybook.journal;

/** What an append expects of a stream before it. */
public sealed interface Expectation {

    /** Nothing was ever written to it. */
    record NoStream() implements Expectation {}

    /** Its last entry, void or not, has this revision; -1 is the same as {@link NoStream}. */
    record Exactly(long revision) implements Expectation {}

    /** Whatever it holds. */
    record Any() implements Expectation {}

    /** Returns whether it holds of a stream whose last entry has that revision, -1 if it has none. */
    default boolean isMetBy(long actual) {
        return switch (this) {
            case NoStream _ -> actual == -1;
            case Exactly(long revision) -> actual == revision;
            case Any _ -> true;
        };
    }
}
