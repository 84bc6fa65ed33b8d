package dev.daybook.slice;

import java.util.Optional;
import java.util.function.Function;

/**
 * Something of a slice that whoever asks for the health of the service is warned of. Quick.
 *
 * @param warning what is not as it should be, and what helps; nothing if all is well
 */
public record Health(String name, Function<Ground, Optional<String>> warning) {}
