package dev.daybook.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines of a fixed width: on a terminal, Japanese characters take two columns. */
final class Text {

    private Text() {}

    /** Returns how many columns a text takes; escape sequences for bold take none. */
    static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            width += columns(text.codePointAt(i));
        }
        return width;
    }

    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /** Returns the text, cut to {@code width} columns with an ellipsis if it is longer. */
    static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        int used = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            used += columns(text.codePointAt(i));
            if (used > width - 1) {
                return text.substring(0, i) + "…";
            }
        }
        return text;
    }

    /** Returns the end of the text, {@code width} columns behind an ellipsis, if it is longer. */
    static String cutStart(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        int used = 0;
        for (int i = text.length(); i > 0; i -= Character.charCount(text.codePointBefore(i))) {
            used += columns(text.codePointBefore(i));
            if (used > width - 1) {
                return "…" + text.substring(i);
            }
        }
        return text;
    }

    /** Returns the text in lines of at most {@code width} columns, broken between words. */
    static List<String> wrapped(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > width) {
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

    private static int columns(int character) {
        if (Character.getType(character) == Character.NON_SPACING_MARK) {
            return 0;
        }
        boolean wide = (character >= 0x1100 && character <= 0x115F)
                || (character >= 0x2E80 && character <= 0xA4CF)
                || (character >= 0xAC00 && character <= 0xD7A3)
                || (character >= 0xF900 && character <= 0xFAFF)
                || (character >= 0xFE30 && character <= 0xFE6F)
                || (character >= 0xFF00 && character <= 0xFF60)
                || (character >= 0xFFE0 && character <= 0xFFE6)
                || (character >= 0x1F300 && character <= 0x1FAFF);
        return wide ? 2 : 1;
    }

    /** Returns a text as one word of a POSIX shell. */
    static String quoted(String text) {
        return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
