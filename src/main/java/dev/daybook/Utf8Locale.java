package dev.daybook;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.daybook.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes arguments, variables and file names UTF-8, whatever the locale.
 *
 * <p>The JVM decodes them by the locale, once, at its start. In the locale C, which cron, containers and ssh give, it
 * loses every byte beyond ASCII, and opens no file of such a name. A process that finds itself in a locale that is not
 * UTF-8 therefore replaces itself (execve: same process id, same outputs) by one in {@code C.UTF-8}. What was typed in
 * the charset of the locale is converted. Needs Linux: on macOS the JVM uses UTF-8 in any locale.
 */
final class Utf8Locale {

    private static final String LOCALE = "LC_ALL=";
    private static final String WANTED = "C.UTF-8";
    private static final Path PROCESS = Path.of("/proc/self");

    /** Returns only if there is nothing to replace, or no way to: then arguments that were lost are refused. */
    static void ensure() {
        boolean done = WANTED.equals(System.getenv("LC_ALL")); // replaced already, and this system lacks the locale
        if (!done && !Charset.forName(System.getProperty("sun.jnu.encoding")).equals(StandardCharsets.UTF_8)) {
            replace(Charset.forName(System.getProperty("native.encoding")));
        }
    }

    private static void replace(Charset locale) {
        try {
            var arguments = words("cmdline");
            arguments.replaceAll(argument -> utf8(argument, locale));
            var variables = words("environ");
            variables.removeIf(variable -> text(variable).startsWith(LOCALE));
            variables.replaceAll(variable -> text(variable).startsWith("DAYBOOK_") ? utf8(variable, locale) : variable);
            variables.add((LOCALE + WANTED).getBytes(StandardCharsets.US_ASCII));
            execute(arguments, variables);
        } catch (IOException _) {
            // no /proc: the process goes on as it is
        }
    }

    /** Returns the words of a file of the process, each of which ends with a zero byte. */
    private static List<byte[]> words(String file) throws IOException {
        var words = new ArrayList<byte[]>();
        var word = new ByteArrayOutputStream();
        for (byte each : Files.readAllBytes(PROCESS.resolve(file))) {
            if (each == 0) {
                words.add(word.toByteArray());
                word.reset();
            } else {
                word.write(each);
            }
        }
        return words;
    }

    /** Returns a word as UTF-8 if it is in the charset of the locale, else as it is. */
    private static byte[] utf8(byte[] word, Charset locale) {
        if (Utf8.decode(word).isPresent()) {
            return word;
        }
        try {
            return locale.newDecoder().decode(ByteBuffer.wrap(word)).toString().getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException _) {
            return word;
        }
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    @SuppressWarnings("restricted") // the manifest allows it, as for the drivers
    private static void execute(List<byte[]> arguments, List<byte[]> variables) {
        var linker = Linker.nativeLinker();
        var execve = linker.defaultLookup()
                .find("execve")
                .map(memorySegment -> linker.downcallHandle(
                        memorySegment, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS)));
        if (execve.isEmpty()) {
            return;
        }
        try (var arena = Arena.ofConfined()) {
            var program = word(arena, (PROCESS + "/exe").getBytes(StandardCharsets.US_ASCII));
            int _ = (int) execve.get().invokeExact(program, words(arena, arguments), words(arena, variables));
            // It has returned, so it has failed, and nothing has changed.
        } catch (Throwable e) {
            throw new IllegalStateException("a native call with three pointers failed in the JVM", e);
        }
    }

    private static MemorySegment words(Arena arena, List<byte[]> words) {
        var pointers = arena.allocate(ADDRESS, words.size() + 1L); // the last one stays null
        for (int i = 0; i < words.size(); i++) {
            pointers.setAtIndex(ADDRESS, i, word(arena, words.get(i)));
        }
        return pointers;
    }

    private static MemorySegment word(Arena arena, byte[] word) {
        var bytes = arena.allocate(word.length + 1L); // zeroed, so it ends with a zero byte
        MemorySegment.copy(word, 0, bytes, JAVA_BYTE, 0, word.length);
        return bytes;
    }

    private Utf8Locale() {}
}
