package dev.daybook.masking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A text without one level of the escapes of JSON, wherever they stand in it: a text often has JSON in it, and there a line end
 * is a letter in front of what the next line begins with. Immutable.
 */
final class Unescaped {

    private static final int HEX_DIGITS = 4;

    private final String text;
    private final int[] starts;

    /** @param starts where each character stands in the text with escapes, and where that ends */
    private Unescaped(String text, int[] starts) {
        this.text = text;
        this.starts = starts;
    }

    String text() {
        return text;
    }

    /** Returns nothing of a text without escapes. */
    static Optional<Unescaped> of(String escaped) {
        int next = escaped.indexOf('\\');
        if (next < 0) {
            return Optional.empty();
        }
        var text = new StringBuilder(escaped.length());
        int[] starts = new int[escaped.length() + 1];
        int at = 0;
        while (at < escaped.length()) {
            starts[text.length()] = at;
            if (at < next) {
                text.append(escaped.charAt(at++));
            } else {
                at = unescape(escaped, at, text);
                next = escaped.indexOf('\\', at);
                next = next < 0 ? escaped.length() : next;
            }
        }
        starts[text.length()] = at;
        return text.length() == escaped.length()
                ? Optional.empty()
                : Optional.of(new Unescaped(text.toString(), starts));
    }

    /** Appends what stands at a backslash, one character, and returns where it ends; what is no escape is a backslash. */
    static int unescape(String escaped, int at, StringBuilder text) {
        char letter = at + 1 < escaped.length() ? escaped.charAt(at + 1) : ' ';
        switch (letter) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case '"', '\\', '/' -> text.append(letter);
            case 'u' -> {
                int unit = unit(escaped, at + 2);
                text.append(unit < 0 ? '\\' : (char) unit);
                return unit < 0 ? at + 1 : at + 2 + HEX_DIGITS;
            }
            default -> {
                text.append('\\');
                return at + 1;
            }
        }
        return at + 2;
    }

    /** Returns the unit of UTF-16 that four digits say; -1 if they do not stand there. */
    private static int unit(String escaped, int from) {
        int unit = 0;
        for (int at = from; at < from + HEX_DIGITS; at++) {
            int digit = at < escaped.length() ? Character.digit(escaped.charAt(at), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /**
     * Returns the secrets of the text with escapes: those that were found there, and those that were found in this one. What is
     * a part of another is that one; of two that overlap both are in what is masked.
     */
    List<Secret> with(List<Secret> there, List<Secret> here) {
        var all = new ArrayList<>(there);
        for (Secret each : here) {
            Secret one = each.at(starts[each.from()], starts[each.to()]);
            for (Secret other : List.copyOf(all)) {
                if (one.overlaps(other)) {
                    all.remove(other);
                    one = one.and(other);
                }
            }
            all.add(one);
        }
        all.sort(Comparator.comparingInt(Secret::from));
        return List.copyOf(all);
    }
}
