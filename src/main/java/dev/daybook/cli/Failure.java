package dev.daybook.cli;

import java.util.Optional;

/** A command that cannot be carried out: why, and what to do next. Shown to the user as two lines, never as a trace. */
@SuppressWarnings("serial")
public final class Failure extends RuntimeException {

    private final Exit exit;
    private final Optional<String> next;

    private Failure(Exit exit, String message, Optional<String> next, Optional<Throwable> cause) {
        super(message, cause.orElse(null));
        this.exit = exit;
        this.next = next;
    }

    /** @param next what the user can do about it, as a sentence or a command */
    public static Failure because(String message, String next) {
        return new Failure(Exit.FAILED, message, Optional.of(next), Optional.empty());
    }

    public static Failure because(String message, String next, Throwable cause) {
        return new Failure(Exit.FAILED, message, Optional.of(next), Optional.of(cause));
    }

    /** What is stored is not what was left there. */
    public static Failure integrity(String message, String next, Throwable cause) {
        return new Failure(Exit.INTEGRITY, message, Optional.of(next), Optional.of(cause));
    }

    static Failure because(String message) {
        return new Failure(Exit.FAILED, message, Optional.empty(), Optional.empty());
    }

    public static Failure usage(String message, String next) {
        return new Failure(Exit.USAGE, message, Optional.of(next), Optional.empty());
    }

    static Failure of(Exit exit, String message, Optional<String> next) {
        return new Failure(exit, message, next, Optional.empty());
    }

    Exit exit() {
        return exit;
    }

    Optional<String> next() {
        return next;
    }
}
