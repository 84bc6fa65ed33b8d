package dev.daybook.importing.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What tells a folder from all others, whichever machine looks at it: its path and the number that its file system gave it.
 * Machines that see the same folder, as over a network, see the same; one that has another folder of that path does not.
 */
public final class RootIdentity {

    private RootIdentity() {}

    /** Returns it; the path alone where nothing is there, or the system gives no numbers. */
    public static String of(Path root) {
        Path path = root.toAbsolutePath().normalize();
        try {
            Path real = path.toRealPath();
            return "%s#%s".formatted(real, Files.getAttribute(real, "unix:ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return path.toString();
        }
    }
}
