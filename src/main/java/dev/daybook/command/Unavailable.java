package dev.daybook.command;

/** Nothing can be written at the moment; reading goes on. */
@SuppressWarnings("serial")
public final class Unavailable extends RuntimeException {

    public Unavailable(String message) {
        super(message, null, false, false); // an answer, not an accident
    }
}
