package dev.daybook.page;

import dev.daybook.operation.Column.Holds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A value as it is shown.
 *
 * @param link where it leads; empty: nowhere
 * @param holds what it is
 */
public record Cell(String text, String link, Holds holds, List<Piece> pieces) {

    private static final String BEFORE = "<mark>";
    private static final String AFTER = "</mark>";

    /**
     * Some of a text, which was sought or stands beside it.
     *
     * @param link where it leads; empty: nowhere
     */
    public record Piece(String text, boolean marked, String link) {

        Piece(String text, boolean marked) {
            this(text, marked, "");
        }
    }

    Cell(String text, String link, Holds holds) {
        this(text, link, holds, List.of());
    }

    /** Returns a text as HTML in which nothing but {@code mark} is more than text. */
    static Cell marked(String html) {
        var pieces = new ArrayList<Piece>();
        for (String part : html.split("(?=<mark>)|(?<=</mark>)")) {
            boolean marked = part.startsWith(BEFORE) && part.endsWith(AFTER);
            pieces.add(new Piece(
                    text(marked ? part.substring(BEFORE.length(), part.length() - AFTER.length()) : part), marked));
        }
        return new Cell("", "", Holds.MARKED, pieces);
    }

    private static String text(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    /** Returns a text that leads somewhere. */
    public static Cell to(String text, String link) {
        return new Cell(text, link, Holds.TEXT);
    }

    /** Returns a text that leads nowhere. */
    static Cell of(String text) {
        return new Cell(text, "", Holds.TEXT);
    }

    /** Returns the name of its style. */
    public String style() {
        return holds.name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether it is a text of several lines, which are shown as they stand. */
    public boolean isLong() {
        return text.indexOf('\n') >= 0;
    }

    public boolean isTime() {
        return holds == Holds.TIME && !text.isEmpty();
    }
}
