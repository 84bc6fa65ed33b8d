package dev.daybook.query;

import java.util.List;

/**
 * What contradicts itself in the read models: told, never refused, as the files it came from contradicted themselves
 * too.
 *
 * @param found how many there are that should be looked at, {@code items} or not
 * @param items the first of each check, sorted by what they are about
 */
public record Consistency(long found, List<Item> items) {

    /**
     * One contradiction.
     *
     * @param check the word for what was looked for
     * @param legitimate whether it only looks like a contradiction: nobody has to look at it
     */
    public record Item(String check, String entity, boolean legitimate, String message) {}
}
