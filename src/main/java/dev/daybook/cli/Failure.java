package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** A command that cannot be carried out: why, and what to do next. Shown to the user as two lines, never as a trace. */
@SuppressWarnings("serial")
public final class Failure extends RuntimeException {

    private final Exit exit;
    private final Optional<String> next;
    private final transient Optional<Problem> problem;

    /** What a server said of a request that it did not carry out. */
    record Problem(int status, JsonNode body) {}

    private Failure(
            Exit exit, String message, Optional<String> next, Optional<Throwable> cause, Optional<Problem> problem) {
        super(message, cause.orElse(null));
        this.exit = exit;
        this.next = next;
        this.problem = problem;
    }

    private Failure(Exit exit, String message, Optional<String> next, Optional<Throwable> cause) {
        this(exit, message, next, cause, Optional.empty());
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

    public static Failure usage(String message, String next) {
        return new Failure(Exit.USAGE, message, Optional.of(next), Optional.empty());
    }

    static Failure of(Exit exit, String message, Optional<String> next, Problem problem) {
        return new Failure(exit, message, next, Optional.empty(), Optional.of(problem));
    }

    /** Returns the same with another way out. */
    Failure withNext(String way) {
        return new Failure(
                exit, String.valueOf(getMessage()), Optional.of(way), Optional.ofNullable(getCause()), problem);
    }

    /** Returns the same with no other way out than it says itself. */
    Failure withoutNext() {
        return new Failure(
                exit, String.valueOf(getMessage()), Optional.empty(), Optional.ofNullable(getCause()), problem);
    }

    Exit exit() {
        return exit;
    }

    /** Returns what the server said, if it was one that failed. */
    Optional<Problem> problem() {
        return problem;
    }

    Optional<String> next() {
        return next;
    }
}
