package dev.daybook.query;

import dev.daybook.domain.Rejected;
import dev.daybook.text.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads what a person looks for and says it in the language of FTS5.
 *
 * <p>Words must all occur; {@code "a phrase"} in a row; {@code begin*} as a beginning; {@code -word} not at all;
 * {@code this OR that}. Every word is quoted, so nothing in it is ever taken for syntax of the index.
 */
public final class SearchWords {

    private static final int LENGTH_MAX = 1_000;
    private static final int WORDS_MAX = 64;

    /** Shorter beginnings take the index as long as all their words together. */
    private static final int PREFIX_MIN = 2;

    /**
     * What is looked for, in phrases of FTS5.
     *
     * @param groups of each of which any has to occur
     * @param excluded none of which may
     */
    record Sought(List<List<String>> groups, List<String> excluded) {

        /** Returns it as an expression of FTS5. */
        String expression() {
            String all = groups.stream()
                    .map(group -> "(" + String.join(" OR ", group) + ")")
                    .collect(Collectors.joining(" AND "));
            return excluded.isEmpty() ? all : "(%s) NOT (%s)".formatted(all, String.join(" OR ", excluded));
        }

        /** Returns what finds anything of it. */
        String any() {
            return groups.stream().flatMap(List::stream).collect(Collectors.joining(" OR "));
        }

        /** Returns what has to occur without the groups that have a phrase which is so; of groups that all have one, nothing. */
        Optional<Sought> without(Predicate<String> phrase) {
            List<List<String>> others = groups.stream()
                    .filter(group -> group.stream().noneMatch(phrase))
                    .toList();
            return others.isEmpty() ? Optional.empty() : Optional.of(new Sought(others, List.of()));
        }
    }

    private final String query;
    private int at;

    private SearchWords(String query) {
        this.query = query;
    }

    /**
     * Returns it as an expression of FTS5.
     *
     * @throws Rejected if it cannot be read
     */
    public static String parse(String query) {
        return sought(query).expression();
    }

    /** As {@link #parse}, in its parts. */
    static Sought sought(String query) {
        if (query.length() > LENGTH_MAX) {
            throw refused("it has %d characters, %d are allowed", query.length(), LENGTH_MAX);
        }
        return new SearchWords(query).sought();
    }

    private Sought sought() {
        var groups = new ArrayList<List<String>>(); // all of the groups, any of each group
        var excluded = new ArrayList<String>();
        boolean or = false;
        for (skipBlanks(); at < query.length(); skipBlanks()) {
            if (query.startsWith("OR", at) && (at + 2 == query.length() || isBlank(query.charAt(at + 2)))) {
                if (groups.isEmpty() || or) {
                    throw refused("OR at character %d has no word before it", at + 1);
                }
                or = true;
                at += 2;
                continue;
            }
            boolean not = query.charAt(at) == '-' && at + 1 < query.length() && !isBlank(query.charAt(at + 1));
            at += not ? 1 : 0;
            String term = term();
            if (term.isEmpty()) {
                continue; // punctuation alone
            }
            if (not && or) {
                throw refused("OR cannot be followed by -");
            } else if (not) {
                excluded.add(term);
            } else if (or) {
                groups.getLast().add(term);
                or = false;
            } else {
                groups.add(new ArrayList<>(List.of(term)));
            }
            if (groups.size() + excluded.size() > WORDS_MAX) {
                throw refused("it has more than %d words", WORDS_MAX);
            }
        }
        if (or) {
            throw refused("OR at its end has no word behind it");
        }
        if (groups.isEmpty()) {
            throw refused(excluded.isEmpty() ? "it has no word" : "it only says what not to find");
        }
        return new Sought(groups, excluded);
    }

    private String term() {
        int start = at;
        if (query.charAt(at) == '"') {
            int end = query.indexOf('"', at + 1);
            if (end < 0) {
                throw refused("the quotation mark at character %d has no partner", at + 1);
            }
            at = end + 1;
            boolean prefix = at < query.length() && query.charAt(at) == '*';
            at += prefix ? 1 : 0;
            return quoted(query.substring(start + 1, end), prefix);
        }
        while (at < query.length() && !isBlank(query.charAt(at)) && query.charAt(at) != '"') {
            at++;
        }
        String word = query.substring(start, at);
        int star = word.indexOf('*');
        if (star >= 0 && (star < word.length() - 1 || star == 0)) {
            throw refused("'%s' has a * that is not behind the beginning of a word", word);
        }
        return quoted(star < 0 ? word : word.substring(0, star), star > 0);
    }

    /** Returns a phrase of FTS5; empty if the text has no letter or digit, and so nothing that is indexed. */
    private static String quoted(String text, boolean prefix) {
        var phrase = new StringBuilder();
        boolean beginsPair = false;
        for (String word : text.split("\\s+")) {
            for (String piece : Pairs.sought(word)) {
                phrase.append(phrase.isEmpty() ? "" : " ").append(piece.replace("\"", ""));
                beginsPair = Pairs.beginsPair(piece);
            }
        }
        if (phrase.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return "";
        }
        if (prefix && !beginsPair && phrase.length() < PREFIX_MIN) {
            throw refused("'%s*' is the beginning of too many words: want %d characters or more", phrase, PREFIX_MIN);
        }
        return "\"" + phrase + "\"" + (prefix || beginsPair ? " *" : "");
    }

    private void skipBlanks() {
        while (at < query.length() && isBlank(query.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || c == '\u3000' || Character.isISOControl(c);
    }

    private static Rejected refused(String why, Object... args) {
        return Rejected.invalidAt("/q", "cannot be searched for: " + why, args);
    }
}
