package dev.daybook.page;

import dev.daybook.operation.Column.Holds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value as it is shown.
 *
 * @param link where it leads; empty: nowhere
 * @param holds what it is
 */
public record Cell(String text, String link, Holds holds, List<Piece> pieces) {

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
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

        public boolean isTime() {
            return TIME.matcher(text).matches();
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

    /** Returns a text with times in it, which people read in their zone. */
    static Cell timed(String text, Holds holds) {
        var pieces = new ArrayList<Piece>();
        int at = 0;
        for (Matcher time = TIME.matcher(text); time.find(); at = time.end()) {
            pieces.add(new Piece(text.substring(at, time.start()), false));
            pieces.add(new Piece(time.group(), false));
        }
        pieces.add(new Piece(text.substring(at), false));
        pieces.removeIf(piece -> piece.text().isEmpty());
        return new Cell(text, "", holds, pieces.size() > 1 || at > 0 ? pieces : List.of());
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

    /** Returns whether it is a text that leads nowhere so far, and may. */
    boolean isBare() {
        return holds == Holds.TEXT && link.isEmpty() && pieces.isEmpty() && !text.isBlank();
    }
}
