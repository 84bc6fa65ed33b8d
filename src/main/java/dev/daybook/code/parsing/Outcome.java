package dev.daybook.code.parsing;

import java.util.Optional;

/** What came of parsing a file. */
public sealed interface Outcome {

    /**
     * So many definitions are kept of a file, and as many imports, symbols and names that it uses. More are a table that
     * somebody generated.
     */
    int ITEMS_MAX = 20_000;

    /** Returns what a person is told of a file that is not known as a whole. */
    Optional<String> finding();

    /**
     * It was read, as far as it is code.
     *
     * @param cut how many things it has beyond those that are kept
     */
    record Parsed(ParsedFile file, long cut) implements Outcome {

        @Override
        public Optional<String> finding() {
            return cut == 0
                    ? Optional.empty()
                    : Optional.of(
                            "only its first %d definitions, imports, symbols and used names are kept, each: %d more are not"
                                    .formatted(ITEMS_MAX, cut));
        }
    }

    /**
     * It is better not tried again before it has changed.
     *
     * @param reason what a person is told
     */
    record SetAside(String reason) implements Outcome {

        @Override
        public Optional<String> finding() {
            return Optional.of(reason);
        }
    }
}
