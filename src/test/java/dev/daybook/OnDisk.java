package dev.daybook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Places the folders of tests that kill processes, or whose figures are those of a disk, on the disk of the build; those
 * of others may lie in memory.
 */
public final class OnDisk implements TempDirFactory {

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        Path disk = Files.createDirectories(Path.of("target", "disk").toAbsolutePath());
        return Files.createTempDirectory(disk, "junit-");
    }
}
