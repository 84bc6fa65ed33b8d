package dev.daybook.projection;

/** A read model is built anew: what it lacks would be told to be nowhere. */
@SuppressWarnings("serial")
public final class RowsMissing extends RuntimeException {

    RowsMissing(String name, String why) {
        super("the read model %s %s".formatted(name, why), null, false, false); // an answer, not an accident
    }
}
