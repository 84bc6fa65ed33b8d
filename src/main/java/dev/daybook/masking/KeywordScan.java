package dev.daybook.masking;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks whether any of some keywords stands in a text, at most of the speed of memory: nearly all texts have none.
 * Immutable.
 *
 * <p>The last four characters, in small letters, are looked up in a bitmap by their hash; only where a keyword may begin
 * are keywords compared. The bitmap fits in the first cache, and no look-up waits for the one before it.
 */
final class KeywordScan {

    /** Shorter ones would be met everywhere. */
    static final int CHARS_MIN = 4;

    private static final int BITS = 16;
    private static final int MIX = 0x9E3779B1;
    private static final int SMALL = 0x20202020;

    private final long[] mayBegin = new long[1 << (BITS - 6)];
    private final int[] grams;
    private final String[][] keywords;

    /** @param all in small letters, of ASCII, none shorter than {@link #CHARS_MIN} */
    KeywordScan(List<String> all) {
        var byGram = new TreeMap<Integer, TreeSet<String>>();
        for (String keyword : all) {
            int gram = 0;
            for (int at = 0; at < CHARS_MIN; at++) {
                gram = gram << 8 | keyword.charAt(at);
            }
            byGram.computeIfAbsent(gram | SMALL, _ -> new TreeSet<>()).add(keyword);
        }
        grams = byGram.keySet().stream().mapToInt(Integer::intValue).toArray();
        keywords = byGram.values().stream()
                .map(words -> words.toArray(String[]::new))
                .toArray(String[][]::new);
        for (int gram : grams) {
            int hash = hash(gram);
            mayBegin[hash >>> 6] |= 1L << hash;
        }
    }

    private static int hash(int gram) {
        return (gram * MIX) >>> (32 - BITS);
    }

    /** Hears where a keyword begins, and which. */
    interface Hits {
        void hit(int from, String keyword);
    }

    /** Returns where the first one begins in a part of a text in ASCII or UTF-8; -1 if there is none. */
    int first(byte[] text, int from, int to) {
        int gram = 0;
        for (int at = from; at < to; at++) {
            gram = gram << 8 | (text[at] & 0xff);
            int folded = gram | SMALL;
            int hash = hash(folded);
            if ((mayBegin[hash >>> 6] & (1L << hash)) != 0
                    && at - from >= CHARS_MIN - 1
                    && begins(folded, text, at, to)) {
                return at - CHARS_MIN + 1;
            }
        }
        return -1;
    }

    private boolean begins(int gram, byte[] text, int last, int to) {
        int found = Arrays.binarySearch(grams, gram);
        if (found >= 0) {
            for (String keyword : keywords[found]) {
                if (is(keyword, text, last - CHARS_MIN + 1, to)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean is(String keyword, byte[] text, int from, int to) {
        if (from + keyword.length() > to) {
            return false;
        }
        for (int at = 0; at < keyword.length(); at++) {
            int letter = text[from + at];
            if (keyword.charAt(at) != (letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter)) {
                return false;
            }
        }
        return true;
    }

    /** Tells all that stand in a text, in the order in which they begin. */
    void each(String text, Hits hits) {
        int gram = 0;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            gram = gram << 8 | (letter < 0x80 ? letter : 0);
            int folded = gram | SMALL;
            int hash = hash(folded);
            if ((mayBegin[hash >>> 6] & (1L << hash)) != 0 && at >= CHARS_MIN - 1) {
                int found = Arrays.binarySearch(grams, folded);
                if (found >= 0) {
                    tell(keywords[found], text, at - CHARS_MIN + 1, hits);
                }
            }
        }
    }

    private static void tell(String[] words, String text, int from, Hits hits) {
        for (String keyword : words) {
            if (text.regionMatches(true, from, keyword, 0, keyword.length())) {
                hits.hit(from, keyword);
            }
        }
    }
}
