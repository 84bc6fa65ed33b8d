package dev.daybook.slice;

import java.util.List;
import java.util.function.Function;

/**
 * What a slice tells an agent that begins to work, where it has anything open. Quick.
 *
 * @param name such as {@code agentTasks}
 * @param readModel that is asked
 * @param says what is told of, in words
 * @param next how an agent goes on with one of them; empty if it is said elsewhere
 * @param bytesMax how long its lines are together at most: an agent reads all of it each time
 */
public record Briefing(
        String name, String readModel, String says, String next, int bytesMax, Function<Ground, Told> told) {

    /**
     * What there is.
     *
     * @param count how many things
     * @param all how many lines there would be
     * @param lines the first of them
     */
    public record Told(long count, long all, List<String> lines) {
        public Told {
            lines = List.copyOf(lines);
        }
    }
}
