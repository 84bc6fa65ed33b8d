package dev.daybook.query;

import java.util.Optional;

/**
 * What to look for.
 *
 * @param query words that must all occur; {@code "a phrase"}, {@code prefix*}, {@code -not}, {@code this OR that}
 * @param kind only that kind of thing, such as {@code sbi}
 * @param before the mark before a found word in a snippet, {@code after} the one behind it
 */
public record SearchRequest(
        String query,
        Optional<String> kind,
        Optional<String> status,
        Optional<String> label,
        Optional<String> cursor,
        int limit,
        String before,
        String after) {

    public static SearchRequest of(String query) {
        return new SearchRequest(
                query,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Page.LIMIT_DEFAULT,
                "[",
                "]");
    }
}
