package dev.daybook.slice;

import java.util.Map;
import java.util.function.Function;

/**
 * What a slice has to say where somebody asks how all of it stands. Quick.
 *
 * @param name such as {@code agentTasks}
 * @param says what is counted, in words
 * @param counts how many are so, by words such as {@code inWork}, in the order in which they are told
 */
public record Summary(String name, String says, Function<Ground, Map<String, Long>> counts) {}
