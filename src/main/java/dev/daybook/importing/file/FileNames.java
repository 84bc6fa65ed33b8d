package dev.daybook.importing.file;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Names of files as text, and back. To the system a name is bytes: they need not be UTF-8, and the JDK shows all that is
 * not as the same letter, in a locale without UTF-8 even more. Here each such byte is U+FFFD and its two hex digits; a
 * name that is UTF-8 stays as it is, except that its own letters U+FFFD are told by their bytes, too. So different names
 * have different texts, and the text gives the very name again.
 */
public final class FileNames {

    private static final char MARK = '\uFFFD';

    /** Only then the JDK shows and takes all other letters of names. */
    private static final boolean UTF_8 = StandardCharsets.UTF_8.equals(
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.US_ASCII));

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Returns the name of what stands at a path. */
    public static String of(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            return "";
        }
        String shown = name.toString();
        return isPlain(shown) ? shown : text(bytes(name));
    }

    /** Returns the path from {@code base} to a file below it, with {@code /}. */
    public static String relative(Path base, Path file) {
        var text = new StringBuilder();
        for (Path part : base.relativize(file)) {
            text.append(text.isEmpty() ? "" : "/").append(of(part));
        }
        return text.toString();
    }

    /** Returns whether a name is told by some of its bytes. */
    public static boolean isOdd(String name) {
        return name.indexOf(MARK) >= 0;
    }

    /**
     * Returns the path of that text below a folder.
     *
     * @throws InvalidPathException if no file can have such a name
     */
    public static Path resolve(Path folder, String relative) {
        Path path = folder;
        for (String part : relative.split("/", -1)) {
            path = path.resolve(name(part));
        }
        return path;
    }

    /**
     * Returns the name of that text, without a folder.
     *
     * @throws InvalidPathException if no file can have such a name
     */
    public static Path name(String text) {
        if (isPlain(text)) {
            return Path.of(text);
        }
        var address = new StringBuilder("file:///");
        for (byte it : bytes(text)) {
            address.append('%').append(HEX.toHexDigits(it));
        }
        Path path = Path.of(URI.create(address.toString()));
        return path.getRoot().relativize(path);
    }

    private static boolean isPlain(String name) {
        return UTF_8 ? !isOdd(name) : name.chars().allMatch(character -> character < 0x80);
    }

    /** The address of a file has the bytes of its name. */
    private static byte[] bytes(Path name) {
        String address = name.toUri().getRawPath();
        String end = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        var bytes = new ByteArrayOutputStream();
        for (int at = end.lastIndexOf('/') + 1; at < end.length(); at++) {
            if (end.charAt(at) == '%') {
                bytes.write(HexFormat.fromHexDigits(end, at + 1, at + 3));
                at += 2;
            } else {
                bytes.write(end.charAt(at));
            }
        }
        return bytes.toByteArray();
    }

    /** Returns the bytes of the name of that text. */
    public static byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
            if (at + 2 < text.length()
                    && HexFormat.isHexDigit(text.charAt(at + 1))
                    && HexFormat.isHexDigit(text.charAt(at + 2))) {
                bytes.writeBytes(utf8(text.substring(from, at)));
                bytes.write(HexFormat.fromHexDigits(text, at + 1, at + 3));
                from = at + 3;
            }
        }
        bytes.writeBytes(utf8(text.substring(from)));
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException _) {
            throw new InvalidPathException(text, "half of a letter is no letter of a name");
        }
    }

    /** Returns the text of the name of these bytes. */
    public static String text(byte[] bytes) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        var text = new StringBuilder();
        while (in.hasRemaining()) {
            var result = decoder.reset().decode(in, out, true);
            out.flip();
            plain(out, text);
            out.clear();
            for (int i = result.isError() ? result.length() : 0; i > 0; i--) {
                text.append(MARK).append(HEX.toHexDigits(in.get()));
            }
        }
        return text.toString();
    }

    private static void plain(CharSequence letters, StringBuilder text) {
        for (int i = 0; i < letters.length(); i++) {
            if (letters.charAt(i) == MARK) {
                for (byte it : String.valueOf(MARK).getBytes(StandardCharsets.UTF_8)) {
                    text.append(MARK).append(HEX.toHexDigits(it));
                }
            } else {
                text.append(letters.charAt(i));
            }
        }
    }

    private FileNames() {}

    /** Returns the folder of a file by its path below a root; empty if it is the root. */
    public static String folder(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }
}
