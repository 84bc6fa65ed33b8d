package dev.daybook.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a failing disk does to a file. */
final class Damage {

    /** Changes one letter of {@code text} wherever it stands in the file. */
    static void flip(Path file, String text) throws IOException {
        byte[] content = Files.readAllBytes(file);
        byte[] sought = text.getBytes(StandardCharsets.UTF_8);
        boolean found = false;
        for (int i = 0; i + sought.length <= content.length; i++) {
            if (startsWith(content, i, sought)) {
                content[i] ^= 0x20;
                found = true;
            }
        }
        if (!found) {
            throw new AssertionError("'%s' does not stand in %s".formatted(text, file));
        }
        Files.write(file, content);
    }

    private static boolean startsWith(byte[] content, int from, byte[] sought) {
        for (int i = 0; i < sought.length; i++) {
            if (content[from + i] != sought[i]) {
                return false;
            }
        }
        return true;
    }

    private Damage() {}
}
