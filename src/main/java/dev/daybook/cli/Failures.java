package dev.daybook.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.daybook.event.JsonReasons;
import dev.daybook.text.IoReasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Says in words what went wrong. */
final class Failures {

    /** As {@link IoReasons#of}. */
    static String describe(IOException failure) {
        return failure instanceof JsonProcessingException it ? JsonReasons.of(it) : IoReasons.of(failure);
    }

    /** Refuses what is no folder that this user can read, before anything is begun. */
    static void refuseUnlessFolder(Path path, String next) {
        IoReasons.ofFolder(path).ifPresent(reason -> {
            throw Failure.because("%s %s".formatted(path, reason), next);
        });
    }

    static String describe(Throwable failure) {
        return failure instanceof JsonProcessingException it
                ? JsonReasons.of(it)
                : Optional.ofNullable(failure.getMessage()) // of a file its name: nobody else says it
                        .filter(message -> !message.isBlank())
                        .orElse(failure.getClass().getSimpleName());
    }

    /** Says what to do about what nobody has foreseen. */
    static String next(Throwable failure) {
        return IoReasons.isDiskFull(failure)
                ? "the disk is full: free some space, then give the same command again"
                : "this is a mistake in Daybook; the same command with --debug shows where";
    }

    private Failures() {}
}
