package dev.daybook.importing.file;

import java.io.IOException;
import java.nio.file.Path;

/** Somebody else wrote files after they were read: they stand as that one left them, and whoever would write reads anew. */
public final class FilesChanged extends IOException {

    private static final long serialVersionUID = 1;

    public FilesChanged(Path where) {
        super("%s is being written by somebody else: nothing was changed; try again".formatted(where));
    }
}
