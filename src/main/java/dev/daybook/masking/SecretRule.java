package dev.daybook.masking;

import com.google.re2j.Matcher;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What one kind of secret looks like. Immutable.
 *
 * @param id what it is called in masks and lists
 * @param regex an expression of RE2: whatever it is, the time is linear in the text
 * @param group which of its groups is the secret; if none is named, the first that took part, else the whole match
 * @param keywords of which one has to stand near it, in small letters; only around them the expression is tried
 * @param entropy bits a character that a secret has at least, by Shannon; 0 if that does not matter
 * @param prefixes beginnings that say no more than the rule does; a mask shows the one that the secret has
 * @param reach characters behind a keyword that the expression is tried on
 * @param allowed what matches and is none
 */
record SecretRule(
        String id,
        String description,
        Expression regex,
        OptionalInt group,
        List<String> keywords,
        double entropy,
        List<String> prefixes,
        int reach,
        AllowedTexts allowed) {

    SecretRule {
        keywords = keywords.stream()
                .map(keyword -> keyword.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        prefixes = List.copyOf(prefixes);
    }

    /** Returns the beginning of a secret that a mask may show. */
    String prefix(String secret) {
        return prefixes.stream().filter(secret::startsWith).findFirst().orElse("");
    }

    /** Returns which group of a match is the secret. */
    int group(Matcher match) {
        return group.orElseGet(() -> IntStream.rangeClosed(1, match.groupCount())
                .filter(one -> match.group(one) != null)
                .findFirst()
                .orElse(0));
    }

    /** Returns whether what the expression has matched is random enough, and not allowed. */
    boolean takes(String secret) {
        return !secret.isEmpty() && (entropy == 0 || entropy(secret) >= entropy) && !allowed.has(secret);
    }

    private static double entropy(String text) {
        int[] counts = new int[128];
        int others = 0;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter < counts.length) {
                counts[letter]++;
            } else {
                others++;
            }
        }
        double bits = bits(others, text.length());
        for (int count : counts) {
            bits += bits(count, text.length());
        }
        return bits;
    }

    private static double bits(int count, int of) {
        double share = (double) count / of;
        return count == 0 ? 0 : -share * Math.log(share) / Math.log(2);
    }
}
