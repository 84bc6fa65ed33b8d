package dev.daybook.slice;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Work of a slice that a server does again and again by itself. It may be done once more or once less: a process that
 * begins anew does not know when it was done last. Of several processes of a journal one does it.
 *
 * @param every how long is waited between two times
 */
public record Chore(String name, Function<Ground, Duration> every, Consumer<Ground> work) {}
