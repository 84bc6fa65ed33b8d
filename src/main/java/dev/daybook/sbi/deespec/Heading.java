package dev.daybook.sbi.deespec;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first heading of a Markdown text: the title of what it is about. */
final class Heading {

    /** The title of a specification is of the first level. */
    static final Heading OF_SPEC = new Heading("#");

    static final Heading OF_PLAN = new Heading("#{1,6}");

    private static final int TITLE_CHARS_MAX = 10_000;

    private final Pattern pattern;

    private Heading(String level) {
        this.pattern = Pattern.compile("^" + level + " +(\\S.*?)\\s*$", Pattern.MULTILINE);
    }

    /** Returns a title of which there is no more than the beginning where it is too long for one. */
    static String title(String text) {
        return text.length() <= TITLE_CHARS_MAX ? text : text.substring(0, TITLE_CHARS_MAX);
    }

    Optional<String> of(String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Returns the text with another title; the same if it has none. */
    String replaced(String text, String title) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? text.substring(0, matcher.start(1)) + title + text.substring(matcher.end(1)) : text;
    }
}
