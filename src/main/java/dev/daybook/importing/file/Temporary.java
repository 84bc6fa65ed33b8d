package dev.daybook.importing.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Files that are to be renamed into the place of others, beside them. No two writers share one, in whatever processes they
 * are; what one that was killed has left is removed by a later one in the same folder.
 */
public final class Temporary {

    private static final Pattern NAME = Pattern.compile("\\.daybook-[0-9a-f]{32}\\.tmp");

    /** Nobody writes one file for longer. */
    private static final Duration LEFT_AFTER = Duration.ofDays(1);

    /** Returns one that is not there, in a folder that is. */
    public static Path in(Path folder) throws IOException {
        return in(folder, Instant.now());
    }

    static Path in(Path folder, Instant now) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, ".daybook-*.tmp")) {
            for (Path it : all) {
                if (NAME.matcher(String.valueOf(it.getFileName())).matches() && isLeft(it, now)) {
                    Files.deleteIfExists(it);
                }
            }
        }
        return folder.resolve(
                ".daybook-%s.tmp".formatted(UUID.randomUUID().toString().replace("-", "")));
    }

    private static boolean isLeft(Path it, Instant now) {
        try {
            return Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS)
                    && changedAt(it).toInstant().isBefore(now.minus(LEFT_AFTER));
        } catch (IOException _) {
            return false; // its writer has just renamed it
        }
    }

    /** What is put back bears the time that it had: only the system's own tells when it was written. */
    private static FileTime changedAt(Path it) throws IOException {
        try {
            return (FileTime) Files.getAttribute(it, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException | IllegalArgumentException _) {
            return Files.getLastModifiedTime(it, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private Temporary() {}
}
