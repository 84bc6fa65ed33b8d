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
import java.util.Optional;

/** Says in words why a file or folder cannot be read or written. */
public final class IoReasons {

    private static final String DENIED = "permission denied";

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

    private IoReasons() {}
}
