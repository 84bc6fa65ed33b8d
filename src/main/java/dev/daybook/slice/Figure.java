package dev.daybook.slice;

import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Something of a slice that is measured whenever the metrics are read.
 *
 * @param name with dots, such as {@code daybook.freshness.age.seconds}
 * @param tags what tells it from others of the same name
 * @param isCount whether it never falls
 */
public record Figure(
        String name, String says, Map<String, String> tags, boolean isCount, ToDoubleFunction<Ground> value) {}
