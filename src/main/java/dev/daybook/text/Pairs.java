package dev.daybook.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Text for an index of words in which Japanese is found.
 *
 * <p>A word index takes a whole run of kana and kanji for one word, because nothing separates the words in it. So a
 * run {@code 再試行する} is given to the index as its overlapping pairs {@code 再試 試行 行す する る}, and a word looked
 * for inside a run as the phrase of its pairs. The last character stands alone once more, so that every character
 * begins some word: a single one is looked for as a beginning. The rest of the text is left to the index.
 *
 * <p>Between pairs stands a control character, which no index takes for a letter and no person writes; {@link #restored} turns text that came
 * out of the index, with marks in it, back into what a person wrote. Half and full width forms are folded.
 */
public final class Pairs {

    /** Between two pairs: the character behind it is the second of the pair before it. */
    private static final char NEXT = '\u001e';

    /** Between a run and a word that touches it. */
    private static final char BORDER = '\u001f';

    private Pairs() {}

    /** Returns the text as it is given to the index. */
    public static String indexed(String text) {
        if (isPlain(text)) {
            return text;
        }
        String folded = folded(text);
        var out = new StringBuilder(folded.length() * 2);
        int i = 0;
        while (i < folded.length()) {
            int end = runEnd(folded, i);
            if (end > i) {
                if (!out.isEmpty() && Character.isLetterOrDigit(out.codePointBefore(out.length()))) {
                    out.append(BORDER);
                }
                appendPairs(folded, i, end, out);
                if (end < folded.length() && Character.isLetterOrDigit(folded.codePointAt(end))) {
                    out.append(BORDER);
                }
                i = end;
            } else {
                int c = folded.codePointAt(i);
                out.appendCodePoint(c == NEXT || c == BORDER ? ' ' : c);
                i += Character.charCount(c);
            }
        }
        return out.toString();
    }

    private static void appendPairs(String text, int start, int end, StringBuilder out) {
        for (int i = start; i < end; ) {
            int next = i + Character.charCount(text.codePointAt(i));
            if (i > start) {
                out.append(NEXT);
            }
            out.append(text, i, next < end ? next + Character.charCount(text.codePointAt(next)) : end);
            i = next;
        }
    }

    /**
     * Returns a piece of indexed text as a person wrote it.
     *
     * @param before a character that stands before what was found, {@code after} the one behind it
     */
    public static String restored(String piece, char before, char after) {
        if (piece.indexOf(NEXT) < 0 && piece.indexOf(BORDER) < 0) {
            return piece;
        }
        var out = new StringBuilder(piece.length());
        boolean repeated = false; // the next character that is no mark stands there already
        for (int i = 0; i < piece.length(); ) {
            int c = piece.codePointAt(i);
            if (c == NEXT) {
                repeated = true;
            } else if (repeated && c != before && c != after) {
                repeated = false;
            } else if (c == before && !out.isEmpty() && out.charAt(out.length() - 1) == after) {
                out.setLength(out.length() - 1); // found pairs that touch are one found word
            } else if (c == before && repeated) {
                out.insert(out.offsetByCodePoints(out.length(), -1), before); // it stands before the first of its pair
            } else if (c != BORDER) {
                out.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /**
     * Returns the words of the index that a word looked for consists of, in a row: itself, or its runs' pairs and the
     * pieces between them.
     */
    public static List<String> sought(String word) {
        if (isPlain(word)) {
            return List.of(word);
        }
        String folded = folded(word);
        var words = new ArrayList<String>();
        int i = 0;
        while (i < folded.length()) {
            int end = runEnd(folded, i);
            if (end > i) {
                boolean last = end == folded.length();
                addPairs(folded, i, end, !last, words);
                i = end;
            } else {
                int start = i;
                while (i < folded.length() && runEnd(folded, i) == i) {
                    i += Character.charCount(folded.codePointAt(i));
                }
                words.add(folded.substring(start, i));
            }
        }
        return words;
    }

    /** Returns whether what {@link #sought} returned last is a single Japanese character: the beginning of a pair. */
    public static boolean beginsPair(String soughtWord) {
        return soughtWord.codePointCount(0, soughtWord.length()) == 1 && isJapanese(soughtWord.codePointAt(0));
    }

    private static void addPairs(String text, int start, int end, boolean toItsEnd, List<String> words) {
        for (int i = start; i < end; ) {
            int next = i + Character.charCount(text.codePointAt(i));
            if (next < end) {
                words.add(text.substring(i, next + Character.charCount(text.codePointAt(next))));
            } else if (toItsEnd || i == start) {
                words.add(text.substring(i, end));
            }
            i = next;
        }
    }

    private static int runEnd(String text, int start) {
        int i = start;
        while (i < text.length() && isJapanese(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '\u2E80' || c == NEXT || c == BORDER) {
                return false;
            }
        }
        return true;
    }

    /** Half width kana and full width letters are other forms of the same characters. */
    private static String folded(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '\uFF00' && c <= '\uFFEF') {
                return Normalizer.normalize(text, Normalizer.Form.NFKC);
            }
        }
        return text;
    }

    private static boolean isJapanese(int c) {
        if (c < 0x2E80) {
            return false;
        }
        if (c >= 0x3041 && c <= 0x30FF) {
            return c != 0x30FB && c != 0x30A0; // the middle dot and the double hyphen separate words
        }
        return c == 0x3005 || c == 0x3006 || c == 0x3007 || (c >= 0x31F0 && c <= 0x31FF) || Character.isIdeographic(c);
    }
}
