package dev.daybook.text;

/** Texts as words of a POSIX shell, for commands that are told to be typed. */
public final class ShellWord {

    /** Returns a text as one word. */
    public static String of(String text) {
        return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private ShellWord() {}
}
