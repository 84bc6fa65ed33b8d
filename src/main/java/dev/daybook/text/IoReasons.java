package dev.daybook.text;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Says in words why a file or folder cannot be read or written. */
public final class IoReasons {

    private static final String DENIED = "permission denied";

    /** What systems and SQLite call a full disk. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded", "disk is full");

    /** One that causes itself would have no end. */
    private static final int CAUSES_MAX = 20;

    /** Returns the reason of an I/O error without the file name, which the caller's sentence has already. */
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> DENIED;
            case FileAlreadyExistsException it -> "%s is there and no folder".formatted(it.getFile());
            case CharacterCodingException _ -> "it is not UTF-8";
            case FileSystemException it when it.getReason() != null -> it.getReason();
            default ->
                Optional.ofNullable(failure.getMessage())
                        .filter(message -> !message.isBlank())
                        .orElse(failure.getClass().getSimpleName());
        };
    }

    /**
     * Returns why a folder cannot be listed, if this user may not do so or if it is none. {@link Files#exists} and
     * {@link Files#isDirectory} cannot tell: they answer no for what lies in a folder that may not be entered.
     */
    public static Optional<String> ofFolder(Path folder) {
        try {
            if (!Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
                return Optional.of("is no folder");
            }
        } catch (NoSuchFileException _) {
            return Optional.of(Files.isSymbolicLink(folder) ? "is a link to nothing" : "is not there");
        } catch (IOException e) {
            return Optional.of("cannot be read: " + of(e));
        }
        return Files.isReadable(folder) && Files.isExecutable(folder)
                ? Optional.empty()
                : Optional.of("cannot be read: " + DENIED);
    }

    /** Returns whether a failure, or one that caused it, is that of a full disk: it may come anywhere, and is nobody's mistake. */
    public static boolean isDiskFull(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(CAUSES_MAX)
                .map(each -> String.valueOf(each.getMessage()))
                .anyMatch(text -> FULL.stream().anyMatch(text::contains));
    }

    private IoReasons() {}
}
