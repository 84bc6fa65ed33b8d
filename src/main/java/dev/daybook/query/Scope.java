package dev.daybook.query;

import dev.daybook.text.ScopeWord;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where found documents are, as far as the index says it.
 *
 * @param within they have all of these
 * @param without they have none of these
 * @param others where they may be instead
 */
public record Scope(List<ScopeWord> within, List<ScopeWord> without, List<Scope> others) {

    /** Anywhere. */
    public static final Scope ALL = new Scope(List.of(), List.of());

    public Scope(List<ScopeWord> within, List<ScopeWord> without) {
        this(within, without, List.of());
    }

    /** Returns that of the documents which are here and have that word, too. */
    Scope and(ScopeWord also) {
        return new Scope(
                Stream.concat(within.stream(), Stream.of(also)).toList(),
                without,
                others.stream().map(other -> other.and(also)).toList());
    }

    /** Returns that of the documents which are here or there. */
    public Scope or(Scope there) {
        return new Scope(
                within,
                without,
                Stream.concat(others.stream(), Stream.of(there)).toList());
    }

    /** Returns what finds the documents of a match that are here: it reads on from one to the next in all its words alike. */
    String of(String match) {
        return others.isEmpty()
                ? here(match)
                : Stream.concat(Stream.of(here(match)), others.stream().map(other -> other.of(match)))
                        .collect(Collectors.joining(") OR (", "(", ")"));
    }

    private String here(String match) {
        String here = Stream.concat(within.stream().map(Scope::quoted), Stream.of("(" + match + ")"))
                .collect(Collectors.joining(" AND "));
        return without.isEmpty()
                ? here
                : "(%s) NOT (%s)"
                        .formatted(here, without.stream().map(Scope::quoted).collect(Collectors.joining(" OR ")));
    }

    /** Returns whether very many documents are here, though not nearly all: each word that they have is a common one. */
    boolean isWide(Predicate<String> common) {
        return others.isEmpty()
                && !within.isEmpty()
                && within.stream().map(Scope::quoted).allMatch(common);
    }

    private static String quoted(ScopeWord word) {
        return '"' + word.word() + '"';
    }
}
