package dev.daybook.text;

/** How much room a text takes where characters have a fixed width: Japanese ones take two columns. */
public final class DisplayWidth {

    private static final int SOFT_HYPHEN = 0xAD;

    private DisplayWidth() {}

    /** Returns how many columns a text takes that has no control characters. */
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
        if (isAbove(character)) {
            return 0;
        }
        return isWide(character) ? 2 : 1;
    }

    /** Whether it stands on the character before it, or nowhere. */
    private static boolean isAbove(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            case Character.FORMAT -> character != SOFT_HYPHEN;
            default -> character >= 0x1160 && character <= 0x11FF; // the rest of a Korean syllable
        };
    }

    /** As the Unicode standard has it: East_Asian_Width is wide or full. */
    private static boolean isWide(int character) {
        return character >= 0x1100
                && ((character <= 0x115F)
                        || (character >= 0x2E80 && character <= 0xA4CF && character != 0x303F)
                        || (character >= 0xA960 && character <= 0xA97F)
                        || (character >= 0xAC00 && character <= 0xD7A3)
                        || (character >= 0xF900 && character <= 0xFAFF)
                        || (character >= 0xFE10 && character <= 0xFE19)
                        || (character >= 0xFE30 && character <= 0xFE6F)
                        || (character >= 0xFF01 && character <= 0xFF60)
                        || (character >= 0xFFE0 && character <= 0xFFE6)
                        || (character >= 0x16FE0 && character <= 0x1B2FF)
                        || (character >= 0x1F200 && character <= 0x1F265)
                        || (character >= 0x20000 && character <= 0x3FFFD)
                        || character == 0x2329
                        || character == 0x232A
                        || (Character.isEmojiPresentation(character) && !isRegional(character)));
    }

    /** Two of them are one flag. */
    private static boolean isRegional(int character) {
        return character >= 0x1F1E6 && character <= 0x1F1FF;
    }
}
