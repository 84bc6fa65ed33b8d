package dev.daybook.domain;

import java.util.Optional;

/**
 * How a structured text of somebody else's making was written, so that the values can be written so again.
 *
 * @param indent the text of one level; empty if all stands on one line
 * @param newline {@code LF} or {@code CRLF}
 * @param finalNewline whether a line end stands last
 * @param comma what separates members on one line, {@code ,} or {@code , }
 * @param colon what stands between key and value, {@code :} or {@code : }
 * @param escapes which characters are escaped beyond those that have to be
 * @param verbatim the text itself, where the other components do not give it again: a file edited by hand, or YAML. A
 *     changed value is set into it in its place
 */
public record Spelling(
        String indent,
        String newline,
        boolean byteOrderMark,
        boolean finalNewline,
        String comma,
        String colon,
        Escapes escapes,
        Optional<String> verbatim) {

    /** Which characters are escaped beyond those that have to be. */
    public enum Escapes {
        NONE,
        /** All but ASCII, as Python does unless told otherwise. */
        ASCII,
        /** {@code <}, {@code >}, {@code &}, U+2028 and U+2029, as Go does. */
        HTML
    }

    /** One line without blanks, with its line end: a line of a journal. */
    public static final Spelling COMPACT =
            new Spelling("", "LF", false, true, ",", ":", Escapes.NONE, Optional.empty());

    /** Two blanks for each level and no line end behind it, as most tools write their files. */
    public static final Spelling INDENTED =
            new Spelling("  ", "LF", false, false, ",", ": ", Escapes.NONE, Optional.empty());

    /** Returns the same with that text, or with none. */
    public Spelling withVerbatim(Optional<String> text) {
        return new Spelling(indent, newline, byteOrderMark, finalNewline, comma, colon, escapes, text);
    }

    /** Returns the same with those escapes. */
    public Spelling withIndent(String other) {
        return new Spelling(other, newline, byteOrderMark, finalNewline, comma, colon, escapes, verbatim);
    }

    public Spelling withEscapes(Escapes some) {
        return new Spelling(indent, newline, byteOrderMark, finalNewline, comma, colon, some, verbatim);
    }

    /** Returns the line end itself. */
    public String lineEnd() {
        return newline.equals("CRLF") ? "\r\n" : "\n";
    }
}
