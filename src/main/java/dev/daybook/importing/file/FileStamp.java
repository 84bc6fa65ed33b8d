package dev.daybook.importing.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How a file stands there: another writing of it has another stamp, also when it was renamed into place. */
public record FileStamp(long sizeBytes, long modifiedNs, int place) {

    public static FileStamp of(BasicFileAttributes it) {
        Object key = it.fileKey();
        return new FileStamp(
                it.size(), it.lastModifiedTime().to(TimeUnit.NANOSECONDS), key == null ? 0 : key.hashCode());
    }

    /** Returns that of the file at {@code path}; nothing if there is none, or something that is no file. */
    public static Optional<FileStamp> at(Path path) {
        return attributes(path).filter(BasicFileAttributes::isRegularFile).map(FileStamp::of);
    }

    /** Returns what is known of what stands at {@code path}, of a link itself. */
    public static Optional<BasicFileAttributes> attributes(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
