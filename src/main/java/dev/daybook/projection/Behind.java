package dev.daybook.projection;

/** A read model has not posted in time what somebody waits for. */
@SuppressWarnings("serial")
public final class Behind extends RuntimeException {

    public Behind(String message) {
        super(message, null, false, false); // an answer, not an accident
    }
}
