package dev.daybook;

import dev.daybook.cli.Failure;
import java.io.IOException;
import java.net.JarURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Keeps the native libraries of the drivers in the data directory. Left alone, they would unpack themselves into the
 * system's folder for temporary files, at each start, and stay there after a crash.
 */
final class Natives {

    private static final String ZSTD_LEFTOVERS = "libzstd-jni*";

    /** Call it before the first use of a driver; the caller holds the data directory's lock. */
    static void unpackInto(Path folder) {
        try {
            Files.createDirectories(folder);
            removeLeftovers(folder);
            System.setProperty("ZstdTempFolder", folder.toString()); // it unpacks itself if it is needed at all
            if (System.getProperty("org.sqlite.lib.path") == null) {
                var library = sqlite(folder);
                System.setProperty("org.sqlite.lib.path", folder.toString());
                System.setProperty("org.sqlite.lib.name", library.getFileName().toString());
                System.setProperty("org.sqlite.tmpdir", folder.toString());
            }
        } catch (IOException e) {
            throw Failure.because(
                    "the native libraries cannot be put into %s: %s".formatted(folder, e.getMessage()),
                    "free space on its disk, or choose another data directory with --data DIR",
                    e);
        }
    }

    private static void removeLeftovers(Path folder) throws IOException {
        try (var leftovers = Files.newDirectoryStream(folder, ZSTD_LEFTOVERS)) {
            for (Path file : leftovers) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Returns SQLite's library for this system, unpacked unless it is there from before. */
    private static Path sqlite(Path folder) throws IOException {
        var name = LibraryLoaderUtil.getNativeLibName();
        var resource = Natives.class.getResource(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name);
        if (resource == null) {
            throw new IOException("there is no SQLite for this operating system and processor");
        }
        // Another version has another checksum, and therefore another name.
        var version = resource.openConnection() instanceof JarURLConnection jar
                ? Long.toHexString(jar.getJarEntry().getCrc())
                : "unpacked";
        var library = folder.resolve(version + "-" + name);
        if (Files.notExists(library)) {
            var unfinished = Files.createTempFile(folder, "unpacking", "");
            try (var content = resource.openStream()) {
                Files.copy(content, unfinished, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
        }
        return library;
    }

    private Natives() {}
}
