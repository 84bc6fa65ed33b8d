package dev.daybook.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * What kind of file system a folder lies on, as far as SQLite's write-ahead log cares: all who use a database have to
 * share memory and locks, which they do on one machine only.
 *
 * @see <a href="https://www.sqlite.org/wal.html">Write-Ahead Logging, “all processes … on the same host”</a>
 */
public enum FileSystemKind {
    /** On a disk of this machine. */
    LOCAL,
    /** In memory: gone when the machine is switched off. */
    MEMORY,
    /** On another machine, or of the machine that this one is a guest of. */
    REMOTE;

    /** A folder's file system. */
    public record Found(FileSystemKind kind, String type) {}

    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private static final Set<String> NETWORKS = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afs",
            "afpfs",
            "ceph",
            "glusterfs",
            "lustre",
            "gpfs",
            "beegfs",
            "orangefs",
            "ncpfs",
            "davfs",
            "webdav",
            "9p",
            "drvfs",
            "vboxsf",
            "vmhgfs",
            "prl_fs",
            "fakeowner",
            "grpcfuse",
            "osxfs",
            "sshfs",
            "s3fs",
            "rclone",
            "goofys",
            "gcsfuse",
            "blobfuse",
            "mountpoint-s3");

    /** Returns the kind of a type as the system names it, such as {@code ext4} or {@code fuse.sshfs}. */
    public static FileSystemKind of(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        String plain = name.startsWith("fuse.") ? name.substring("fuse.".length()) : name;
        return IN_MEMORY.contains(plain)
                ? MEMORY
                : NETWORKS.contains(plain) || plain.startsWith("vmhgfs") ? REMOTE : LOCAL;
    }

    /** @throws IOException if the folder cannot be looked at */
    public static Found at(Path folder) throws IOException {
        String type = Files.getFileStore(folder).type();
        return new Found(of(type), type);
    }
}
