package dev.daybook.importing.file;

import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file as it was read, to be replaced as a whole. Whoever reads it meanwhile sees the old one or the new one.
 *
 * <p>It is replaced only as long as it stands there as it was read: another writer's word is never overwritten unseen.
 * The moment between that look and the renaming cannot be closed, as the tools take no locks.
 */
public final class FileSwap {

    /** A file may take this part of the heap: who else works needs the rest. */
    private static final int HEAP_PART = 4;

    private final Path base;
    private final Path file;
    private final Optional<FileStamp> stamp;
    private final Optional<byte[]> bytes;

    /** Who may do what with it, as far as that is known. */
    private Optional<Set<PosixFilePermission>> rights;

    /** Whether it was replaced or removed. */
    private boolean done;

    /** How what was put in its place stands there; nothing if it was removed. */
    private Optional<FileStamp> put = Optional.empty();

    private FileSwap(
            Path base,
            Path file,
            Optional<FileStamp> stamp,
            Optional<byte[]> bytes,
            Optional<Set<PosixFilePermission>> rights) {
        this.base = base;
        this.file = file;
        this.stamp = stamp;
        this.bytes = bytes;
        this.rights = rights;
    }

    private FileSwap(Path base, Path file, Optional<FileStamp> stamp, Optional<byte[]> bytes) {
        this(base, file, stamp, bytes, Optional.empty());
    }

    /** As {@link #read(Path, Path)}, of a file whose folder may be anywhere. */
    public static FileSwap read(Path file) throws IOException {
        return read(folder(file), file);
    }

    /**
     * Reads a file, which need not be there.
     *
     * @param base is not left when it is written or removed, wherever links lead
     * @throws IOException if something else stands in its place, or it cannot be read
     */
    public static FileSwap read(Path base, Path file) throws IOException {
        Optional<FileStamp> stamp = FileStamp.at(file);
        if (stamp.isEmpty()) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("%s is no plain file: a link or a folder is never replaced".formatted(file));
            }
            return new FileSwap(base, file, stamp, Optional.empty());
        }
        checkRoom(file, stamp.get(), Runtime.getRuntime().maxMemory());
        try {
            return new FileSwap(base, file, stamp, Optional.of(Files.readAllBytes(file)));
        } catch (NoSuchFileException _) {
            return new FileSwap(base, file, Optional.empty(), Optional.empty());
        }
    }

    static void checkRoom(Path file, FileStamp stamp, long heapBytes) throws IOException {
        if (stamp.sizeBytes() > heapBytes / HEAP_PART) {
            throw new IOException(
                    "%s has %d MB, too much for a heap of %d MB: give it %d MB or more, as with DAYBOOK_JAVA_OPTS=-Xmx%dm"
                            .formatted(file, stamp.sizeBytes() >> 20, heapBytes >> 20, heapMb(stamp), heapMb(stamp)));
        }
    }

    private static long heapMb(FileStamp stamp) {
        return ((stamp.sizeBytes() >> 20) + 1) * HEAP_PART;
    }

    public Path file() {
        return file;
    }

    /** Returns what it holds, not to be changed; nothing if it is not there. */
    public Optional<byte[]> bytes() {
        return bytes;
    }

    /** Returns whether it holds exactly that. */
    public boolean holds(byte[] other) {
        return bytes.filter(bytes -> Arrays.equals(bytes, other)).isPresent();
    }

    /** As {@link #replace(List)}. */
    public boolean replace(byte[] with) throws IOException {
        return replace(List.of(ByteBuffer.wrap(with)));
    }

    /**
     * Puts another in its place, with the same rights, and on the disk when this returns.
     *
     * @return false if it does not stand there any more as it was read: nothing was done
     */
    public boolean replace(List<ByteBuffer> with) throws IOException {
        checkInside();
        Path folder = folder(file);
        DurableFiles.makeFolders(folder);
        Path temporary = Temporary.in(folder);
        try {
            write(temporary, with);
            Optional<FileStamp> written = FileStamp.at(temporary);
            if (!FileStamp.at(file).equals(stamp)) {
                return false;
            }
            put = written;
            done = true;
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        DurableFiles.syncFolder(folder);
        return true;
    }

    /** Removes it; returns false if it does not stand there any more as it was read. */
    public boolean remove() throws IOException {
        checkInside();
        if (!FileStamp.at(file).equals(stamp)) {
            return false;
        }
        rights = rights();
        done = true;
        if (Files.deleteIfExists(file)) {
            DurableFiles.syncFolder(folder(file));
        }
        return true;
    }

    /** Returns what was put in its place. */
    FileStore.Written written() {
        return new FileStore.Written(file, stamp, put);
    }

    /**
     * Brings those files back as they were read that were replaced or removed and stand so still, the last one first: what
     * another wrote, before or after, is never overwritten.
     */
    public static void restore(List<FileSwap> done) {
        for (FileSwap it : done.reversed()) {
            try {
                var now = new FileSwap(it.base, it.file, it.put, Optional.empty(), it.rights);
                if (it.done && it.bytes.isPresent()) {
                    now.replace(it.bytes.get());
                } else if (it.done && it.put.isPresent()) {
                    now.remove();
                }
            } catch (IOException _) {
                // what it could not be written before, it cannot be now; the first failure is told
            }
        }
    }

    private void checkInside() throws IOException {
        if (Files.exists(base) && !isInside(base.toRealPath(), folder(file))) {
            throw new IOException("a link leads %s out of %s: it is left as it is".formatted(file, base));
        }
    }

    /**
     * Returns whether a folder, as far as it is there, stands in another one, links resolved.
     *
     * @param base a real path
     */
    public static boolean isInside(Path base, Path folder) throws IOException {
        Path there = folder;
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
            there = there.getParent();
        }
        return there.toRealPath().startsWith(base);
    }

    private static Path folder(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException("%s stands in no folder".formatted(file));
        }
        return folder;
    }

    private void write(Path temporary, List<ByteBuffer> with) throws IOException {
        Optional<Set<PosixFilePermission>> rights = rights();
        FileAttribute<?>[] from = rights.map(PosixFilePermissions::asFileAttribute).stream()
                .toArray(FileAttribute<?>[]::new); // from its first byte on: what it holds may be a secret
        try (FileChannel out =
                FileChannel.open(temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), from)) {
            if (rights.isPresent()) {
                Files.setPosixFilePermissions(temporary, rights.get()); // all of them, whatever the mask of the process
            }
            ByteBuffer[] rest = with.stream().map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
            long left = with.stream().mapToLong(ByteBuffer::remaining).sum();
            while (left > 0) {
                left -= out.write(rest);
            }
            out.force(true);
        }
    }

    /** Returns who may do what with the file as it stands there, if it does. */
    private Optional<Set<PosixFilePermission>> rights() throws IOException {
        try {
            return stamp.isEmpty()
                    ? rights
                    : Optional.of(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        } catch (UnsupportedOperationException | NoSuchFileException _) {
            return Optional.empty(); // a file system without them; or the file is gone, which is noticed next
        }
    }
}
