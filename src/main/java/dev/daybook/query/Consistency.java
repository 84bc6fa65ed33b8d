package dev.daybook.query;

import java.util.List;

/**
 * What contradicts itself in the record of work: told, never refused, as the files it came from contradicted
 * themselves too.
 *
 * @param found how many there are that should be looked at, {@code items} or not
 * @param items the first of each check, sorted by what they are about
 */
public record Consistency(long found, List<Item> items) {

    /** What was looked for. */
    public enum Check {
        /** What hangs on a task that is not there, or is known only from what hangs on it. */
        ORPHAN("orphan"),
        /** Several executions of one step in one turn. */
        DUPLICATE_TURN("duplicate-turn"),
        /** A task that is done, though no execution of it succeeded. */
        DONE_WITHOUT_SUCCEEDED("done-without-succeeded");

        private final String text;

        Check(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** @param legitimate whether it only looks like a contradiction: nobody has to look at it */
    public record Item(Check check, String entity, boolean legitimate, String message) {}
}
