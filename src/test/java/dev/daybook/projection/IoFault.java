package dev.daybook.projection;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A disk that fails for a while: every descriptor that this process has open on a file, or on one whose name begins as
 * its, leads to a folder until this is closed. The system itself then answers each read and write with an error.
 */
public final class IoFault implements AutoCloseable {

    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle DUP = function("dup", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle DUP2 = function("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle FOLDER = function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final Map<Integer, Integer> kept = new LinkedHashMap<>();

    /** Whether this system can be made to fail. */
    public static boolean isPossible() {
        return Files.isDirectory(OPEN);
    }

    public IoFault(Path file) throws IOException {
        int folder;
        try (Arena arena = Arena.ofConfined()) {
            folder = call(FOLDER, arena.allocateFrom("/"), 0);
        }
        try (Stream<Path> open = Files.list(OPEN)) {
            for (Path descriptor : open.toList()) {
                if (target(descriptor).startsWith(file.toAbsolutePath().toString())) {
                    int number = Integer.parseInt(descriptor.getFileName().toString());
                    kept.put(number, call(DUP, number));
                    call(DUP2, folder, number);
                }
            }
        }
        call(CLOSE, folder);
        if (kept.isEmpty()) {
            throw new IllegalStateException(file + " is not open");
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // the descriptor of the listing itself
        }
    }

    /** Heals those that are still open; a number that was given up meanwhile is someone else's now. */
    @Override
    public void close() {
        kept.forEach((number, copy) -> {
            if (target(OPEN.resolve(number.toString())).equals("/")) {
                call(DUP2, copy, number);
            }
            call(CLOSE, copy);
        });
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            int result = (int) function.invokeWithArguments(arguments);
            if (result < 0) {
                throw new IllegalStateException("a call of the system failed");
            }
            return result;
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // there is no other way to the descriptors of a process
    private static MethodHandle function(String name, FunctionDescriptor as) {
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        return LINKER.downcallHandle(address, as);
    }
}
