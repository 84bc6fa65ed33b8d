package dev.daybook.domain;

import java.util.Optional;

/** A request that the rules refuse. Expected, and therefore an answer to the caller, never logged as a failure. */
@SuppressWarnings("serial")
public final class Rejected extends RuntimeException {

    /** What the caller can do about it. */
    public enum Reason {
        /** The request itself is wrong: change it. */
        INVALID,
        /** It names something that is not there. */
        NOT_FOUND,
        /** It names something that is not there any more, for good. */
        GONE,
        /** It does not fit what has happened so far: look again, then decide again. */
        CONFLICT
    }

    private final Reason reason;
    private final Optional<String> pointer;

    private Rejected(Reason reason, Optional<String> pointer, String message) {
        super(message, null, false, false); // no stack trace: this is an answer, not an accident
        this.reason = reason;
        this.pointer = pointer;
    }

    public static Rejected invalid(String message, Object... args) {
        return new Rejected(Reason.INVALID, Optional.empty(), message.formatted(args));
    }

    /** As {@link #invalid}, with the JSON pointer of the offending field in the request. */
    public static Rejected invalidAt(String pointer, String message, Object... args) {
        return new Rejected(Reason.INVALID, Optional.of(pointer), message.formatted(args));
    }

    public static Rejected notFound(String message, Object... args) {
        return new Rejected(Reason.NOT_FOUND, Optional.empty(), message.formatted(args));
    }

    public static Rejected gone(String message, Object... args) {
        return new Rejected(Reason.GONE, Optional.empty(), message.formatted(args));
    }

    public static Rejected conflict(String message, Object... args) {
        return new Rejected(Reason.CONFLICT, Optional.empty(), message.formatted(args));
    }

    public Reason reason() {
        return reason;
    }

    /** Returns the JSON pointer of the field that is wrong, if one is. */
    public Optional<String> pointer() {
        return pointer;
    }
}
