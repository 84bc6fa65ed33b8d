package dev.daybook.journal;

/**
 * Something that a journal tells of where it is kept, for whoever looks after it.
 *
 * @param what what was looked at
 * @param help what mends it; empty where all is well
 */
public record Condition(String what, String says, String help) {

    public static Condition well(String what, String says) {
        return new Condition(what, says, "");
    }

    public boolean isWell() {
        return help.isEmpty();
    }
}
