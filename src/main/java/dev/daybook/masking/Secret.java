package dev.daybook.masking;

import dev.daybook.journal.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * A likely secret in a text.
 *
 * @param rule by which it was found
 * @param from where it begins in the text, in characters
 * @param to where it ends
 * @param mask what is shown in its place
 * @param fingerprint tells it from others without saying what it is
 */
public record Secret(String rule, int from, int to, String mask, String fingerprint) {

    /** Enough that no two are the same by chance. */
    private static final int FINGERPRINT_CHARS = 16;

    static Secret of(SecretRule rule, int from, String text) {
        String hash = Sha256.hash(("secret\n" + text).getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, FINGERPRINT_CHARS);
        return new Secret(rule.id(), from, from + text.length(), MaskMark.of(rule, text), hash);
    }

    Secret moved(int by) {
        return at(from + by, to + by);
    }

    Secret at(int otherFrom, int otherTo) {
        return new Secret(rule, otherFrom, otherTo, mask, fingerprint);
    }

    boolean overlaps(Secret other) {
        return from < other.to && other.from < to;
    }

    /** Returns what covers both: this one, unless it is a part of the other. */
    Secret and(Secret other) {
        boolean isPart = other.from <= from && to <= other.to && other.to - other.from > to - from;
        Secret said = isPart ? other : this;
        return said.at(Math.min(from, other.from), Math.max(to, other.to));
    }
}
