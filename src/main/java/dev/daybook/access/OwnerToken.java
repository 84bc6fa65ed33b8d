package dev.daybook.access;

import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The token of whoever owns a data directory: a file in it that only its owner can read, so that the programs of the
 * same user come in without being asked for anything.
 */
public final class OwnerToken {

    /** Its name in the data directory. */
    public static final String FILE = "token";

    private OwnerToken() {}

    /**
     * Returns the text, made now if there is none yet. Called by whoever holds the lock of the directory.
     *
     * @throws IOException if the file cannot be read or made
     */
    public static String make(Path directory) throws IOException {
        try {
            return read(directory);
        } catch (NoSuchFileException _) {
            // Whole or not there at all: another process may read it at any moment.
            Path part = directory.resolve(FILE + ".part");
            Files.deleteIfExists(part);
            String text = Tokens.random();
            DurableFiles.write(part, (text + "\n").getBytes(StandardCharsets.US_ASCII));
            Path whole = directory.resolve(FILE);
            try {
                Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(part, whole);
            }
            return text;
        }
    }

    /**
     * Returns the text.
     *
     * @throws NoSuchFileException if no process ever served the directory
     */
    public static String read(Path directory) throws IOException {
        String text = Files.readString(directory.resolve(FILE), StandardCharsets.US_ASCII)
                .strip();
        if (text.isEmpty()) {
            throw new NoSuchFileException(directory.resolve(FILE).toString());
        }
        return text;
    }
}
