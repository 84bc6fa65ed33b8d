package dev.daybook.importing;

import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.Permission;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The files of one legacy root, and nothing else: links are told of and never followed, nothing is written. What
 * cannot be read is a finding. Thread-safe.
 *
 * <p>For one reading, which opens each file once: a small one that is asked for again soon is held meanwhile, and one
 * that is read piece by piece stays open until the tree is closed.
 */
public final class SourceTree implements Closeable {

    /** Beyond this, files are not held to be asked for again. */
    private static final int HELD_BYTES_MAX = 2 << 20;

    /** What stands at a path. */
    public enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        /** A pipe, a socket or a device: opening it could wait for ever. */
        OTHER
    }

    /** Something in the tree, as it was when it was seen. */
    public sealed interface Node {

        /** Returns its path below the legacy root, as findings name it. */
        String file();

        String name();

        Path path();

        Kind kind();

        long sizeBytes();

        Instant modifiedAt();

        default boolean isFile() {
            return kind() == Kind.FILE;
        }

        default boolean isDirectory() {
            return kind() == Kind.DIRECTORY;
        }

        /** Returns the same bytes, told of as what stands under that name in a directory. */
        default Node as(Node directory, String name) {
            return new At(directory.file() + "/" + name, name, path(), kind(), sizeBytes(), modifiedAt());
        }
    }

    private record At(String file, String name, Path path, Kind kind, long sizeBytes, Instant modifiedAt)
            implements Node {}

    /** There are as many as there are files, and a tree may have a million: what the directory knows is asked of it. */
    private record Below(Node directory, String name, Kind kind, long sizeBytes, Instant modifiedAt) implements Node {

        @Override
        public String file() {
            String around = directory.file();
            return around.isEmpty() ? name : around + "/" + name;
        }

        @Override
        public Path path() {
            return directory.path().resolve(FileNames.name(name));
        }
    }

    private final Node top;
    private final Limits limits;
    private final Map<Path, FileChannel> open = new HashMap<>();
    private final SequencedMap<Path, byte[]> held = new LinkedHashMap<>();
    private long heldBytes;

    /** @param name what findings call {@code directory}: the beginning of all their paths; empty is the root itself */
    public SourceTree(Path directory, String name, Limits limits) {
        this.top = new At(name, name, directory, Kind.DIRECTORY, 0, Instant.EPOCH);
        this.limits = limits;
    }

    public Node top() {
        return top;
    }

    public Limits limits() {
        return limits;
    }

    /** Returns what stands under that name in a directory, which must not contain separators. */
    public Optional<Node> child(Node directory, String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
            return Optional.empty();
        }
        try {
            return Optional.of(node(directory, directory.path().resolve(FileNames.name(name))));
        } catch (IOException | InvalidPathException _) {
            return Optional.empty(); // not there, or not a name on this file system
        }
    }

    /** Returns what stands at a path of plain names below {@code directory}, passing through directories only. */
    public Optional<Node> descend(Node directory, String relative) {
        Optional<Node> at = Optional.of(directory);
        for (String name : relative.split("/", -1)) {
            at = at.filter(Node::isDirectory).flatMap(node -> child(node, name));
        }
        return at;
    }

    /**
     * Returns a file that was seen in a folder of a directory, as it is now. What is gone meanwhile is told of by whoever
     * reads it.
     */
    public Node again(Node directory, String folder, String file) {
        var around = new Below(directory, folder, Kind.DIRECTORY, 0, Instant.EPOCH);
        return child(around, file).orElseGet(() -> new Below(around, file, Kind.FILE, 0, Instant.EPOCH));
    }

    /** Returns what stands in a directory, sorted by name; nothing and a finding if it cannot be listed. */
    public List<Node> list(Node directory, Results results) {
        var nodes = new ArrayList<Node>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.path())) {
            for (Path entry : entries) {
                if (nodes.size() == limits.directoryEntriesMax()) {
                    results.warn(
                            directory.file(),
                            "",
                            "RESOURCE_LIMIT",
                            "has more than %d entries: the others are not looked at",
                            limits.directoryEntriesMax());
                    break;
                }
                nodes.add(node(directory, entry));
            }
        } catch (IOException | DirectoryIteratorException e) {
            results.finding(unreadable(directory, e));
        }
        nodes.sort(Comparator.comparing(Node::name));
        nodes.stream()
                .filter(node -> FileNames.isOdd(node.name()))
                .forEach(node -> results.warn(
                        node.file(),
                        "",
                        "FOREIGN_NAME",
                        "has a name that is no UTF-8: its other bytes are told by their numbers, and written again"));
        return nodes;
    }

    /** Returns whether nothing stands in a directory; not if it cannot be listed. */
    public boolean isEmpty(Node directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.path())) {
            return !entries.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException _) {
            return false;
        }
    }

    /** Returns the bytes of a file; nothing and a finding if it cannot be read or is larger than the limit. */
    public Optional<byte[]> read(Node file, Results results) {
        Optional<byte[]> again = held(file);
        if (again.isPresent()) {
            results.file(file.file(), true);
            return again;
        }
        Optional<byte[]> read = opened(file, results);
        read.ifPresent(bytes -> hold(file, bytes));
        return read;
    }

    /** Returns whether a file is too large to be read at once. */
    public boolean isLarge(Node file) {
        return file.sizeBytes() > limits.fileBytesMax();
    }

    /** Tells of a file whose records are not read, as it is too large, but which is kept. */
    public Finding tooLarge(Node file) {
        return Finding.error(
                file.file(),
                "",
                "RESOURCE_LIMIT",
                "has %d bytes, more than %d: kept as it is, what it says is not read",
                file.sizeBytes(),
                limits.fileBytesMax());
    }

    private Optional<byte[]> held(Node file) {
        synchronized (held) {
            return Optional.ofNullable(held.get(file.path()));
        }
    }

    private void hold(Node file, byte[] bytes) {
        synchronized (held) {
            if (bytes.length < HELD_BYTES_MAX / 8 && held.putIfAbsent(file.path(), bytes) == null) {
                heldBytes += bytes.length;
            }
            while (heldBytes > HELD_BYTES_MAX) {
                heldBytes -= held.pollFirstEntry().getValue().length;
            }
        }
    }

    private Optional<byte[]> opened(Node file, Results results) {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long size = channel.size();
            if (size > limits.fileBytesMax()) {
                results.error(
                        file.file(),
                        "",
                        "RESOURCE_LIMIT",
                        "has %d bytes, more than %d: not read; raise the limit to import it",
                        size,
                        limits.fileBytesMax());
                results.file(file.file(), false);
                return Optional.empty();
            }
            var bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // a file that shrinks meanwhile ends early
            }
            results.file(file.file(), true);
            return Optional.of(bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array());
        } catch (IOException e) {
            results.finding(unreadable(file, e));
            results.file(file.file(), false);
            return Optional.empty();
        }
    }

    /** Opens a file that is too large to be read at once; the caller closes it. */
    public FileChannel open(Node file) throws IOException {
        return FileChannel.open(file.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Returns some bytes from the middle of a file, fewer at its end. It stays open until the tree is closed. */
    public byte[] read(Node file, long offset, int sizeBytes) throws IOException {
        FileChannel channel;
        synchronized (open) {
            channel = open.get(file.path());
            if (channel == null) {
                channel = open(file);
                open.put(file.path(), channel);
            }
        }
        var bytes = ByteBuffer.allocate(sizeBytes);
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
            // at its end it has fewer
        }
        return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
    }

    /** Returns a file from its first byte to its last, as {@link #read(Node, long, int)} does. */
    public InputStream stream(Node file) {
        return new BufferedInputStream(new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                byte[] bytes = SourceTree.this.read(file, at, length);
                System.arraycopy(bytes, 0, into, from, bytes.length);
                at += bytes.length;
                return bytes.length == 0 && length > 0 ? -1 : bytes.length;
            }
        });
    }

    /** Closes the files that are read piece by piece. */
    @Override
    public void close() throws IOException {
        synchronized (open) {
            for (FileChannel it : open.values()) {
                it.close();
            }
            open.clear();
        }
    }

    /** Tells of something that is neither file nor directory, and is therefore not looked into. */
    public void passOver(Node node, Results results) {
        results.file(node.file(), false);
        if (node.kind() != Kind.LINK) {
            results.info(node.file(), "", "FOREIGN_FILE", "is neither a file nor a directory: not opened");
        } else if (leadsOut(node)) {
            results.error(node.file(), "", "SYMLINK", "is a link that leads out of the legacy root: not followed");
        } else {
            results.warn(
                    node.file(),
                    "",
                    "SYMLINK",
                    "is a link to a place inside the legacy root or to nothing: not followed");
        }
    }

    private boolean leadsOut(Node link) {
        try {
            Path inside = top.path().toRealPath();
            Path parent = link.path().toAbsolutePath().getParent();
            if (parent == null) {
                return true;
            }
            Path target = parent.toRealPath()
                    .resolve(Files.readSymbolicLink(link.path()))
                    .normalize();
            if (!target.startsWith(inside)) {
                return true;
            }
            return Files.exists(link.path()) && !link.path().toRealPath().startsWith(inside);
        } catch (IOException _) {
            return false; // a loop or a dead end: leads nowhere
        }
    }

    private static Node node(Node directory, Path path) throws IOException {
        BasicFileAttributes it = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Kind kind = it.isRegularFile()
                ? Kind.FILE
                : it.isDirectory() ? Kind.DIRECTORY : it.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
        return new Below(
                directory,
                FileNames.of(path),
                kind,
                it.size(),
                it.lastModifiedTime().toInstant());
    }

    public static Finding unreadable(Node node, Exception e) {
        return Finding.error(
                node.file(),
                "",
                "UNREADABLE_FILE",
                "cannot be read (%s): %s, and import again",
                e.getClass().getSimpleName(),
                Permission.fix(node.path(), node.isDirectory()));
    }
}
