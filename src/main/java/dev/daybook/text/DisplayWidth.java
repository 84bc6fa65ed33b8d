package dev.daybook.text;

/** How much room a text takes where characters have a fixed width: Japanese ones take two columns. */
public final class DisplayWidth {

    private DisplayWidth() {}

    /** Returns how many columns a text takes; escape sequences for bold take none. */
    public static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            width += columns(text.codePointAt(i));
        }
        return width;
    }

    /** Returns the text, cut to {@code width} columns with an ellipsis if it is longer. */
    public static String cut(String text, int width) {
        if (of(text) <= width) {
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
    public static String cutStart(String text, int width) {
        if (of(text) <= width) {
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
}
