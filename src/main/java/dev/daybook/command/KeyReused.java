package dev.daybook.command;

/** An idempotency key came again with another request. */
@SuppressWarnings("serial")
public final class KeyReused extends RuntimeException {

    public KeyReused(String message) {
        super(message, null, false, false); // an answer, not an accident
    }
}
