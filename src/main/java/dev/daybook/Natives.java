package dev.daybook;

import dev.daybook.cli.Failure;
import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.net.JarURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Keeps the native libraries of the drivers in the data directory. Left alone, they would unpack themselves into the
 * system's folder for temporary files, at each start, and stay there after a crash.
 */
final class Natives {

    private static final Logger LOG = LoggerFactory.getLogger(Natives.class);
    private static final String DRIVER_VERSION = "/META-INF/maven/org.xerial/sqlite-jdbc/VERSION";
    /** Another process may be at it. */
    private static final Duration UNPACKING_MAX = Duration.ofMinutes(1);

    private static final String ZSTD_FOLDER = "ZstdTempFolder";
    private static final String LEFTOVERS = "{libzstd-jni,unpacking}*";

    /** Call it before the first use of a driver; several processes may do so at once. */
    static void unpackInto(Path folder) {
        try {
            if (Files.isDirectory(folder.resolveSibling("")) && !Files.isWritable(folder.resolveSibling(""))) {
                return; // they unpack themselves where temporary files are
            }
            Files.createDirectories(folder);
            if (System.getProperty(ZSTD_FOLDER) == null) { // of one process there may be several directories
                System.setProperty(ZSTD_FOLDER, folder.toString()); // it unpacks itself if it is needed at all
            }
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

    /** Removes what processes that were killed have left; the caller holds the data directory's lock. */
    static void removeLeftovers(Path folder) {
        try (var leftovers = Files.newDirectoryStream(folder, LEFTOVERS)) {
            FileTime old = FileTime.from(Instant.now().minus(UNPACKING_MAX));
            for (Path file : leftovers) {
                if (Files.getLastModifiedTime(file).compareTo(old) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.debug("what was left in {} stays: {}", folder, e.getMessage()); // it only takes room
        }
    }

    /** Returns SQLite's library for this system, unpacked unless it is there from before. */
    private static Path sqlite(Path folder) throws IOException {
        var library = folder.resolve("sqlite-%s-%s-%s"
                .formatted(driverChecksum(), System.getProperty("os.name"), System.getProperty("os.arch"))
                .replaceAll("[^A-Za-z0-9_-]", "_"));
        if (Files.notExists(library)) {
            // Asking the driver for the name costs a process of its own, so it is asked once.
            var resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
            var unfinished = Files.createTempFile(folder, "unpacking", "");
            try (var content = Natives.class.getResourceAsStream(resource)) {
                if (content == null) {
                    throw new IOException("there is no SQLite for this operating system and processor");
                }
                Files.copy(content, unfinished, StandardCopyOption.REPLACE_EXISTING);
            }
            // Else a power cut can leave the name with a part of the library, and no later start would get past it.
            DurableFiles.sync(unfinished);
            Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
        }
        return library;
    }

    /** Another version of the driver has another checksum. */
    private static String driverChecksum() throws IOException {
        var version = Natives.class.getResource(DRIVER_VERSION);
        return version != null && version.openConnection() instanceof JarURLConnection jar
                ? Long.toHexString(jar.getJarEntry().getCrc())
                : "unknown";
    }

    private Natives() {}
}
