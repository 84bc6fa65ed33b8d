package dev.daybook.importing;

import dev.daybook.text.IoReasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A file or folder that the caller named cannot be written: the message says which, why, and what to do. */
@SuppressWarnings("serial")
public final class Unwritable extends UncheckedIOException {

    public Unwritable(Path path, IOException cause) {
        super(
                "%s cannot be written (%s): name another place, free the disk or give this user the right to"
                        .formatted(path, IoReasons.of(cause)),
                cause);
    }
}
