package dev.daybook.code;

import java.util.ArrayList;
import java.util.List;

/** Takes names of programs apart: {@code getUserById}, {@code get_user_by_id} and {@code GetUserByID} consist of the same. */
final class Identifiers {

    private Identifiers() {}

    /** Returns the parts of all names in a text, as they are spelled there. */
    static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        int start = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isLetterOrDigit(c) && !Character.isSurrogate(c)) {
                start = end(text, start, i, parts);
            } else if (start < 0) {
                start = i;
            } else if (begins(text, i)) {
                end(text, start, i, parts);
                start = i;
            }
        }
        end(text, start, text.length(), parts);
        return parts;
    }

    private static int end(String text, int start, int end, List<String> parts) {
        if (start >= 0) {
            parts.add(text.substring(start, end));
        }
        return -1;
    }

    /** A capital begins a part, and of several the last one, if small letters follow it: {@code HTTPServer}. */
    private static boolean begins(String text, int at) {
        return Character.isUpperCase(text.charAt(at))
                && (!Character.isUpperCase(text.charAt(at - 1))
                        || (at + 1 < text.length() && Character.isLowerCase(text.charAt(at + 1))));
    }

    /** Returns a text followed by the parts of the names in it that have several, for an index of words. */
    static String withParts(String text) {
        List<String> parts = parts(text);
        String spaced = String.join(" ", parts);
        return spaced.equals(text) ? text : text + " " + spaced;
    }

    /** Returns a name without what separates its parts, in small letters: {@code getuserbyid}. */
    static String squashed(String name) {
        return String.join("", parts(name)).toLowerCase(java.util.Locale.ROOT);
    }
}
