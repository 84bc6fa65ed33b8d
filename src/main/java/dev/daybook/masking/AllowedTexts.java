package dev.daybook.masking;

import java.util.List;
import java.util.Locale;

/**
 * What looks like a secret and is none.
 *
 * @param regexes of which one is found in it
 * @param stopwords of which it has one, in small letters
 * @param paths of files, of which one is found in the path: what stands there is not listed
 */
record AllowedTexts(List<Expression> regexes, List<String> stopwords, List<Expression> paths) {

    static final AllowedTexts NONE = new AllowedTexts(List.of(), List.of(), List.of());

    AllowedTexts {
        regexes = List.copyOf(regexes);
        stopwords =
                stopwords.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        paths = List.copyOf(paths);
    }

    boolean has(String secret) {
        String small = secret.toLowerCase(Locale.ROOT);
        return stopwords.stream().anyMatch(small::contains) || regexes.stream().anyMatch(regex -> regex.isIn(secret));
    }

    boolean hasPath(String path) {
        return paths.stream().anyMatch(regex -> regex.isIn(path));
    }
}
