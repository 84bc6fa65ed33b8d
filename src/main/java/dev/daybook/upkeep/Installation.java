package dev.daybook.upkeep;

import java.nio.file.Path;

/**
 * What is installed, and where it keeps what it is told.
 *
 * @param version of the program
 * @param data the data directory
 * @param journal its journal's file
 */
public record Installation(String version, Path data, Path journal) {

    /** Returns the folder of a data directory with the commands that files have, or are about to, and the journal does not. */
    public static Path pending(Path data) {
        return data.resolve("pending");
    }

    /** Returns the folder of a data directory with the journals that were replaced by a new one. */
    public static Path setAside(Path data) {
        return data.resolve("set-aside");
    }
}
