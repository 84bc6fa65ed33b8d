package dev.daybook.projection;

import java.util.Optional;
import java.util.function.Supplier;

/** A read model is built anew: what it lacks would be told to be nowhere. */
@SuppressWarnings("serial")
public final class RowsMissing extends RuntimeException {

    RowsMissing(String name, String why) {
        super("the read model %s %s".formatted(name, why), null, false, false); // an answer, not an accident
    }

    /** Returns what is asked for, or nothing while rows for it are missing: for who tells beside it that this is so. */
    public static <T> Optional<T> orNothing(Supplier<T> asked) {
        try {
            return Optional.of(asked.get());
        } catch (RowsMissing _) {
            return Optional.empty();
        }
    }
}
