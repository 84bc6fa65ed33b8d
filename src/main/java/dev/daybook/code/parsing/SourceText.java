package dev.daybook.code.parsing;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A source file as the parsers read it: UTF-8, whatever it was, with places counted as people do.
 *
 * <p>Not thread-safe: the last column is remembered, so that columns of a long line are counted once from left to right.
 */
final class SourceText {

    private static final Charset WINDOWS_LATIN = Charset.forName("windows-1252");

    /** What stands for bytes that are no character. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final char FIRST_FOREIGN = 0x80;

    private final byte[] utf8;
    private final int[] lineStarts;
    private int countedTo;
    private int countedColumn;

    private SourceText(byte[] utf8) {
        this.utf8 = utf8;
        this.lineStarts = lineStarts(utf8);
    }

    /** Reads bytes by their byte order mark; without one as UTF-8, and as Latin-1 if they are not mostly that. */
    static SourceText of(byte[] bytes) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return new SourceText(repaired(Arrays.copyOfRange(bytes, 3, bytes.length)));
        }
        if (startsWith(bytes, 0xFF, 0xFE)) {
            return decoded(bytes, StandardCharsets.UTF_16LE);
        }
        if (startsWith(bytes, 0xFE, 0xFF)) {
            return decoded(bytes, StandardCharsets.UTF_16BE);
        }
        return new SourceText(repaired(bytes));
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static SourceText decoded(byte[] bytes, Charset charset) {
        return new SourceText(
                new String(bytes, 2, bytes.length - 2, charset).getBytes(StandardCharsets.UTF_8)); // without its mark
    }

    /** Returns valid UTF-8: one odd byte in a text of many characters does not make all of it Latin-1. */
    private static byte[] repaired(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        long odd = text.chars().filter(one -> one == REPLACEMENT).count();
        if (odd == 0) {
            return bytes;
        }
        long foreign = text.chars().filter(one -> one >= FIRST_FOREIGN).count();
        String meant = foreign - odd > odd ? text : new String(bytes, WINDOWS_LATIN);
        return meant.getBytes(StandardCharsets.UTF_8);
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
