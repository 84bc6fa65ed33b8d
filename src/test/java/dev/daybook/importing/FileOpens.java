package dev.daybook.importing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts how often each file of a tree is opened, by whatever means: the kernel of Linux tells it (inotify). Counts from
 * its making on, until {@link #count}.
 */
final class FileOpens implements AutoCloseable {

    private static final int NONBLOCK = 0x800;
    private static final int OPENED = 0x20;
    private static final int CLOSED = 0x8 | 0x10;
    private static final int OVERFLOW = 0x4000;
    private static final int OF_FOLDER = 0x40000000;

    /** Of an event: what is watched, what happened, a cookie, the length of the name. */
    private static final int HEADER_BYTES = 16;

    private static final MethodHandle INIT = function("inotify_init1", ValueLayout.JAVA_INT);
    private static final MethodHandle ADD =
            function("inotify_add_watch", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle READ =
            function("read", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private static final MethodHandle CLOSE = function("close", ValueLayout.JAVA_INT);

    private final Path root;
    private final int watch;
    private final Map<Integer, Path> folders = new HashMap<>();

    FileOpens(Path root) throws IOException {
        this.root = root;
        this.watch = call(INIT, NONBLOCK);
        List<Path> all;
        try (var walked = Files.walk(root)) {
            all = walked.filter(it -> Files.isDirectory(it, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path it : all) {
            try (var arena = Arena.ofConfined()) {
                folders.put(call(ADD, watch, arena.allocateFrom(it.toString()), OPENED | CLOSED), it);
            }
        }
    }

    @SuppressWarnings("restricted") // the test JVM may: it has SQLite
    private static MethodHandle function(String name, java.lang.foreign.MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns how often each file was opened, by its path below the root. */
    SortedMap<String, Integer> count() {
        var opens = new TreeMap<String, Integer>();
        try (var arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(64 << 10, Integer.BYTES);
            for (int size = call(READ, watch, buffer, buffer.byteSize());
                    size > 0;
                    size = call(READ, watch, buffer, buffer.byteSize())) {
                for (int at = 0; at < size; ) {
                    int mask = buffer.get(ValueLayout.JAVA_INT, at + 4L);
                    if ((mask & OVERFLOW) != 0) {
                        throw new IllegalStateException("more happened than the kernel keeps");
                    }
                    if ((mask & OPENED) != 0 && (mask & OF_FOLDER) == 0) {
                        Path folder = Objects.requireNonNull(folders.get(buffer.get(ValueLayout.JAVA_INT, at)));
                        String name = buffer.getString(at + HEADER_BYTES);
                        opens.merge(root.relativize(folder.resolve(name)).toString(), 1, Integer::sum);
                    }
                    at += HEADER_BYTES + buffer.get(ValueLayout.JAVA_INT, at + 12L);
                }
            }
        }
        return opens;
    }

    @Override
    public void close() {
        call(CLOSE, watch);
    }
}
