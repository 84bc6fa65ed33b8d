package dev.daybook.cli;

import dev.daybook.text.DisplayWidth;
import java.util.ArrayList;
import java.util.List;

/** Lines of a fixed width: on a terminal, Japanese characters take two columns. */
final class Text {

    private Text() {}

    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - DisplayWidth.of(text)));
    }

    /** Returns the text in lines of at most {@code width} columns, broken between words. */
    static List<String> wrapped(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && DisplayWidth.of(line.toString()) + 1 + DisplayWidth.of(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Returns the text as one line. */
    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ").replace('\t', ' ');
    }

    /**
     * Returns the text as a terminal may get it: what would move its cursor, ring, answer, or turn the direction of
     * writing stands there as {@code \\u001b}. Within JSON it is the same value.
     */
    static String shown(String text) {
        if (text.codePoints().noneMatch(Text::acts)) {
            return text;
        }
        var shown = new StringBuilder();
        text.replace("\r\n", "\n").codePoints().forEach(character -> {
            if (acts(character)) {
                shown.append("\\u%04x".formatted(character));
            } else {
                shown.appendCodePoint(character);
            }
        });
        return shown.toString();
    }

    private static boolean acts(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\n' && character != '\t';
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            case Character.FORMAT ->
                character == 0x061C
                        || (character >= 0x200E && character <= 0x200F)
                        || (character >= 0x202A && character <= 0x202E)
                        || (character >= 0x2066 && character <= 0x2069);
            default -> false;
        };
    }

    /**
     * Returns a text as the user gave it.
     *
     * @throws Failure if it is not as the user gave it: the JVM puts U+FFFD for bytes that are not UTF-8
     */
    static String given(String what, String text) {
        if (text.indexOf('\uFFFD') >= 0) {
            throw Failure.usage(
                    "%s is not UTF-8: '%s'".formatted(what, text),
                    "write it in UTF-8; what is not ASCII needs a locale of this system such as LC_ALL=C.UTF-8");
        }
        return text;
    }
}
