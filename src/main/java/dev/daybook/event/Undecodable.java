package dev.daybook.event;

/** A stored entry that this program cannot read: of an unknown type, a newer version, or damaged. */
@SuppressWarnings("serial")
public final class Undecodable extends RuntimeException {

    public Undecodable(String message) {
        super(message);
    }

    public Undecodable(String message, Throwable cause) {
        super(message, cause);
    }
}
