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
 */
public record Scope(List<ScopeWord> within, List<ScopeWord> without) {

    /** Anywhere. */
    public static final Scope ALL = new Scope(List.of(), List.of());

    Scope and(ScopeWord also) {
        return new Scope(Stream.concat(within.stream(), Stream.of(also)).toList(), without);
    }

    /** Returns what finds the documents of a match that are here: it reads on from one to the next in all its words alike. */
    String of(String match) {
        String here = Stream.concat(within.stream().map(Scope::quoted), Stream.of("(" + match + ")"))
                .collect(Collectors.joining(" AND "));
        return without.isEmpty()
                ? here
                : "(%s) NOT (%s)"
                        .formatted(here, without.stream().map(Scope::quoted).collect(Collectors.joining(" OR ")));
    }

    /** Returns whether very many documents are here, though not nearly all: each word that they have is a common one. */
    boolean isWide(Predicate<String> common) {
        return !within.isEmpty() && within.stream().map(Scope::quoted).allMatch(common);
    }

    private static String quoted(ScopeWord word) {
        return '"' + word.word() + '"';
    }
}
