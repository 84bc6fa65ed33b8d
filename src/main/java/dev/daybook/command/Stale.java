package dev.daybook.command;

/** The stream has moved on since the caller looked. */
@SuppressWarnings("serial")
public final class Stale extends RuntimeException {

    public Stale(String message) {
        super(message, null, false, false); // an answer, not an accident
    }
}
