package dev.daybook.command;

/** A request with this idempotency key is being carried out right now. */
@SuppressWarnings("serial")
public final class KeyInFlight extends RuntimeException {

    public KeyInFlight(String message) {
        super(message, null, false, false); // an answer, not an accident
    }
}
