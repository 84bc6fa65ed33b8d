package dev.daybook.text;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** What files and folders are made with that are for their owner alone, from their first moment on. */
public final class OwnerOnly {

    /** Returns the rights of a file; none where the file system knows none. */
    public static FileAttribute<?>[] file(Path file) {
        return rights(file, "rw-------");
    }

    /** As {@link #file}, of a folder. */
    public static FileAttribute<?>[] folder(Path folder) {
        return rights(folder, "rwx------");
    }

    private static FileAttribute<?>[] rights(Path of, String text) {
        return of.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }

    private OwnerOnly() {}
}
