package dev.daybook.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Says in words what went wrong. */
final class Failures {

    /** Returns the reason of an I/O error without the file name, which the caller's sentence has already. */
    static String describe(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException it -> "%s is there and no folder".formatted(it.getFile());
            case CharacterCodingException _ -> "it is not UTF-8";
            case FileSystemException it when it.getReason() != null -> it.getReason();
            default -> describe((Throwable) failure);
        };
    }

    static String describe(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .filter(it -> !it.isBlank())
                .orElse(failure.getClass().getSimpleName());
    }

    private Failures() {}
}
