package dev.daybook.code.parsing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A source file as the parsers read it, in UTF-8, with places counted as people do: lines and characters are the same in
 * whatever encoding it was written.
 *
 * <p>Not thread-safe: the last column is remembered, so that columns of a long line are counted once from left to right.
 */
final class SourceText {

    private final byte[] utf8;
    private final int[] lineStarts;
    private int countedTo;
    private int countedColumn;

    SourceText(byte[] utf8) {
        this.utf8 = utf8;
        this.lineStarts = lineStarts(utf8);
    }

    private static int[] lineStarts(byte[] utf8) {
        int[] starts = new int[64];
        int lines = 1;
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '\n') {
                if (lines == starts.length) {
                    starts = Arrays.copyOf(starts, lines * 2);
                }
                starts[lines++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, lines);
    }

    byte[] utf8() {
        return utf8;
    }

    String slice(int start, int end) {
        return new String(utf8, start, Math.max(0, end - start), StandardCharsets.UTF_8);
    }

    /** Returns the line that a byte stands in, from 1. */
    int line(int at) {
        int found = Arrays.binarySearch(lineStarts, at);
        return found >= 0 ? found + 1 : -found - 1;
    }

    int lineStart(int line) {
        return lineStarts[line - 1];
    }

    /** Returns how many characters stand before a byte in its line. */
    int column(int at) {
        int start = lineStart(line(at));
        boolean onward = countedTo >= start && countedTo <= at;
        int column = onward ? countedColumn : 0;
        for (int i = onward ? countedTo : start; i < at; i++) {
            column += (utf8[i] & 0xC0) == 0x80 ? 0 : 1;
        }
        countedTo = at;
        countedColumn = column;
        return column;
    }

    /** Returns the first byte that is no space, from one on and up to another. */
    int pastSpaces(int from, int end) {
        int at = from;
        while (at < end && (utf8[at] == ' ' || utf8[at] == '\n' || utf8[at] == '\r' || utf8[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** Returns whether a letter or digit stands right in front of a byte: no name begins there. */
    boolean isWithinWord(int at) {
        if (at == 0) {
            return false;
        }
        byte before = utf8[at - 1];
        return before < 0 || before == '_' || before == '$' || Character.isLetterOrDigit(before);
    }

    /** Returns whether only white space stands in the line before a byte. */
    boolean isFirstOfLine(int at) {
        for (int i = at - 1; i >= 0 && utf8[i] != '\n'; i--) {
            if (utf8[i] != ' ' && utf8[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
