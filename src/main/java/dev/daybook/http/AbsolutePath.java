package dev.daybook.http;

import dev.daybook.domain.Rejected;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A folder of this machine that a request names: the working folder of a server means nothing to who asks. */
final class AbsolutePath {

    /** @param pointer where in the request it stands */
    static Path of(String pointer, String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException _) {
            // told below
        }
        throw Rejected.invalidAt(pointer, "'%s' is no absolute path: want a folder on this machine", text);
    }

    private AbsolutePath() {}
}
