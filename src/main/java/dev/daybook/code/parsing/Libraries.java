package dev.daybook.code.parsing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * The native libraries of the parsers, unpacked once and kept. Left alone, each process would unpack its own into the
 * system's folder for temporary files, and leave it there when it is killed.
 */
final class Libraries {

    private static final List<String> NAMES = List.of(
            "tree-sitter",
            "tree-sitter-typescript",
            "tree-sitter-tsx",
            "tree-sitter-javascript",
            "tree-sitter-python",
            "tree-sitter-java",
            "tree-sitter-go");

    private Libraries() {}

    /**
     * Returns the folder that they are looked for in; unpacks what is not there from before. Several processes may do so
     * at once.
     *
     * @throws IOException if they cannot be written there, or there are none for this system
     */
    static Path unpackInto(Path folder) throws IOException {
        for (String name : NAMES) {
            String resource = "lib/" + fileName(name);
            byte[] content = content(resource);
            Path library = folder.resolve(resource);
            if (!isWhole(library, content)) {
                Files.createDirectories(library.getParent());
                Path unfinished = Files.createTempFile(library.getParent(), "unpacking", "");
                Files.write(unfinished, content);
                Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return folder;
    }

    /** Returns where one of them is. */
    static Path file(Path folder, String name) {
        return folder.resolve("lib/" + fileName(name));
    }

    private static byte[] content(String resource) throws IOException {
        try (InputStream in = Libraries.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IOException("there are no parsers for this operating system and processor: no " + resource);
            }
            return in.readAllBytes();
        }
    }

    /** Another version has the same name. */
    private static boolean isWhole(Path library, byte[] content) throws IOException {
        return Files.isRegularFile(library)
                && Files.size(library) == content.length
                && checksum(Files.readAllBytes(library)) == checksum(content);
    }

    private static long checksum(byte[] bytes) {
        var checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }

    /** As the library of the parsers spells them. That for Windows keeps its functions to itself. */
    private static String fileName(String name) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        boolean isIntel = processor.contains("amd64") || processor.contains("x86_64");
        boolean isMac = system.contains("mac");
        return "%s-%s-%s.%s"
                .formatted(
                        isIntel ? "x86_64" : "aarch64",
                        isMac ? "macos" : system.contains("windows") ? "unusable-windows" : "linux-gnu",
                        name,
                        isMac ? "dylib" : "so");
    }
}
