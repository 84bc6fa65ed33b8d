package dev.daybook.cli;

import dev.daybook.text.IoReasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Says in words what went wrong. */
final class Failures {

    /** What systems and SQLite call a full disk. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded", "disk is full");

    /** One that causes itself would have no end. */
    private static final int CAUSES_MAX = 20;

    /** As {@link IoReasons#of}. */
    static String describe(IOException failure) {
        return IoReasons.of(failure);
    }

    /** Refuses what is no folder that this user can read, before anything is begun. */
    static void refuseUnlessFolder(Path path, String next) {
        IoReasons.ofFolder(path).ifPresent(reason -> {
            throw Failure.because("%s %s".formatted(path, reason), next);
        });
    }

    static String describe(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .filter(message -> !message.isBlank())
                .orElse(failure.getClass().getSimpleName());
    }

    /** Says what to do about what nobody has foreseen: a full disk may come anywhere, and is nobody's mistake. */
    static String next(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .limit(CAUSES_MAX)
                        .map(Failures::describe)
                        .anyMatch(text -> FULL.stream().anyMatch(text::contains))
                ? "the disk is full: free some space, then give the same command again"
                : "this is a mistake in Daybook; the same command with --debug shows where";
    }

    private Failures() {}
}
