package dev.daybook.shape;

import dev.daybook.shape.JsonCursor.State;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What stands in a text below a cursor: blanks, names, texts, numbers and words. Texts without escapes are copied. */
abstract sealed class JsonBytes extends JsonWindow permits JsonCursor {

    private static final int WHOLE_DIGITS_MAX = 18;
    private static final int ESCAPED = 1;
    private static final int BEYOND_ASCII = 2;

    private final boolean lenient;
    private boolean odd;

    private int nameFrom;
    private int nameTo;
    private boolean nameEscaped;
    private boolean likely;

    /** Whether the name is still to be asked for: its bytes are held. */
    private boolean named;

    private boolean whole;
    private long value;
    private int numberFrom;

    JsonBytes(byte[] bytes, int from, int to, @Nullable InputStream in, long end, boolean lenient) {
        super(bytes, from, to, in, end);
        this.lenient = lenient;
    }

    @Override
    final int needed() {
        return named ? nameFrom : at;
    }

    @Override
    final void moved(int by) {
        nameFrom -= by;
        nameTo -= by;
        numberFrom -= by;
    }

    @Override
    final void forget() {
        named = false;
    }

    /** Whether something was taken that JSON has not. */
    public final boolean isOdd() {
        return odd;
    }

    final boolean isLenient() {
        return lenient;
    }

    /** Returns whether what JSON has not is let pass here. */
    final boolean tolerated(String wanted) {
        if (lenient) {
            odd = true;
        } else {
            broken(State.BROKEN, wanted);
        }
        return lenient;
    }

    /** Goes past blanks, and comments if lenient; returns the byte that stands there, -1 at the end. */
    final int space() {
        while (true) {
            int it = at < to ? bytes[at] & 0xFF : peek();
            if (it > ' ' && it != '/') {
                return it;
            }
            if (it == ' ' || it == '\n' || it == '\r' || it == '\t') {
                at++;
            } else if (it != '/' || !lenient || !comment()) {
                return it;
            }
        }
    }

    private boolean comment() {
        if (!need(2) || (bytes[at + 1] != '/' && bytes[at + 1] != '*')) {
            return false;
        }
        boolean line = bytes[at + 1] == '/';
        at += 2;
        odd = true;
        while (peek() >= 0) {
            if (line ? bytes[at] == '\n' : bytes[at] == '*' && need(2) && bytes[at + 1] == '/') {
                at += line ? 1 : 2;
                return true;
            }
            at++;
        }
        if (!line) {
            broken(State.CUT, "the end of a comment");
        }
        return true;
    }

    /** Goes past the name of a member if it is this one, which is the likely one and costs no look at each byte. */
    final boolean name(byte[] quoted) {
        likely = quoted.length > 0
                && to - at >= quoted.length
                && Arrays.equals(bytes, at, at + quoted.length, quoted, 0, quoted.length);
        if (likely) {
            nameFrom = at + 1;
            at += quoted.length;
            nameTo = at - 1;
            nameEscaped = false;
            named = true;
        }
        return likely;
    }

    /** Whether the last name was the likely one. */
    final boolean isLikely() {
        return likely;
    }

    /** Goes past the name of a member. */
    final boolean name() {
        int quote = peek();
        if (quote == '"' || (quote == '\'' && tolerated("a name in double quotes"))) {
            token = at;
            int escapes = pass(quote);
            nameFrom = token + 1;
            nameTo = at - 1;
            nameEscaped = (escapes & ESCAPED) != 0;
            token = -1;
        } else if (lenient && (Character.isJavaIdentifierStart(quote) || quote >= 0x80)) {
            odd = true;
            token = at;
            while (peek() >= 0x80 || Character.isJavaIdentifierPart(Math.max(peek(), ' ')) || peek() == '-') {
                at++;
            }
            nameFrom = token;
            nameTo = at;
            nameEscaped = false;
            token = -1;
        } else {
            wanted(quote, "a name in quotes");
        }
        named = true;
        return isSound();
    }

    /** Returns the name of the member that it went to last. In windows only as long as nothing else was read. */
    public final String memberName() {
        return decoded(nameFrom, nameTo, ESCAPED | BEYOND_ASCII);
    }

    /** As {@link #memberName}; what is no UTF-8 is replaced and breaks nothing. */
    public final String looseName() {
        return nameEscaped ? memberName() : new String(bytes, nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8);
    }

    /** Whether the member that it went to last has that name, in UTF-8. */
    public final boolean isName(byte[] name) {
        return nameEscaped
                ? memberName().equals(new String(name, StandardCharsets.UTF_8))
                : Arrays.equals(bytes, nameFrom, nameTo, name, 0, name.length);
    }

    /** A number that is the same for names of the same bytes. */
    final int nameHash() {
        int length = nameTo - nameFrom;
        return length == 0 || nameEscaped ? 0 : hash(bytes, nameFrom, length);
    }

    final boolean isNameEscaped() {
        return nameEscaped;
    }

    static int hash(byte[] bytes, int from, int length) {
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash ^ hash >>> 15;
    }

    final String string(int quote) {
        if (quote != '"' && (quote != '\'' || !tolerated("a text in double quotes"))) {
            wanted(quote, "a text");
            return "";
        }
        forget();
        token = at;
        int how = pass(quote);
        String text = !isSound()
                ? ""
                : how == 0
                        ? new String(bytes, token + 1, at - token - 2, StandardCharsets.ISO_8859_1)
                        : decoded(token + 1, at - 1, how);
        token = -1;
        return text;
    }

    /** Returns the text between two places, without its escapes; what is no UTF-8 breaks the whole. */
    private String decoded(int from, int until, int how) {
        String text = JsonTexts.decode(bytes, from, until, (how & ESCAPED) != 0, (how & BEYOND_ASCII) != 0);
        if (text == null) {
            broken(State.BROKEN, "UTF-8");
            return "";
        }
        return text;
    }

    final void passString() {
        forget();
        int quote = peek();
        if (quote == '"' || tolerated("a text in double quotes")) {
            pass(quote);
        }
    }

    /** Goes past a quoted text; returns what it holds. */
    private int pass(int quote) {
        at++;
        int how = 0;
        while (true) {
            at = plain(at, quote);
            int it = peek();
            if (it == quote) {
                at++;
                return how;
            }
            if (it >= 0x80) {
                how |= BEYOND_ASCII;
                at++;
            } else if (it == '\\') {
                how |= ESCAPED;
                escape();
            } else if (it < 0) {
                broken(State.CUT, "the end of a text");
            } else if (it >= ' ' || tolerated("no bare control character in a text")) {
                at++; // a window ended before it
            }
            if (!isSound()) {
                return how;
            }
        }
    }

    private void escape() {
        at++;
        int it = peek();
        if (it < 0) {
            broken(State.CUT, "an escape");
            return;
        }
        boolean known = "\"\\/bfnrtu".indexOf(it) >= 0;
        if (!known && !tolerated("an escape of JSON")) {
            return;
        }
        at++;
        for (int i = 0; it == 'u' && i < 4; i++) {
            int digit = peek();
            if (JsonTexts.hex(digit) < 0) {
                wanted(digit, "four hexadecimal digits");
                return;
            }
            at++;
        }
    }

    /** Goes past a number. */
    final void digits() {
        forget();
        token = at;
        boolean minus = peek() == '-';
        if (minus) {
            at++;
        }
        long sum = 0;
        int it = peek();
        while (it >= '0' && it <= '9') {
            sum = sum * 10 + it - '0';
            at++;
            it = peek();
        }
        int from = token + (minus ? 1 : 0);
        int count = at - from;
        if (count == 0) {
            wanted(it, "a value");
        } else if (count > 1 && bytes[from] == '0') {
            tolerated("no leading zero");
        }
        whole = count <= WHOLE_DIGITS_MAX && !(minus && sum == 0);
        boolean fraction = false;
        if (it == '.') {
            fraction = true;
            at++;
            it = someDigits();
        }
        if (it == 'e' || it == 'E') {
            fraction = true;
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            it = someDigits();
        }
        if (isSound() && it >= 0 && it > ' ' && it != ',' && it != ']' && it != '}' && it != '/' && it != ':') {
            wanted(it, "the end of a number");
        }
        whole &= !fraction;
        value = minus ? -sum : sum;
        numberFrom = token;
        token = -1;
    }

    private int someDigits() {
        int it = peek();
        if (it < '0' || it > '9') {
            wanted(it, "a digit");
        }
        while (it >= '0' && it <= '9') {
            at++;
            it = peek();
        }
        return it;
    }

    /** Whether the number that was passed last has no fraction, no exponent, no negative zero and at most 18 digits. */
    public final boolean isWhole() {
        return whole;
    }

    /** Returns the number that was passed last, if it {@link #isWhole}. */
    public final long whole() {
        return value;
    }

    /** Returns the number that was passed last as it is spelt. In windows only as long as nothing else was read. */
    public final String spelling() {
        return new String(bytes, numberFrom, at - numberFrom, StandardCharsets.US_ASCII);
    }

    final boolean isWordAfterMinus() {
        return lenient && need(2) && bytes[at + 1] == 'I';
    }

    final void passWord() {
        forget();
        odd = true;
        while (Character.isLetter(Math.max(peek(), 0)) || peek() == '-') {
            at++;
        }
    }

    final void word(byte[] word) {
        forget();
        if (to - at > word.length && Arrays.equals(bytes, at, at + word.length, word, 0, word.length)) {
            byte after = bytes[at + word.length];
            if (after == ',' || after == '}' || after == '\n') {
                at += word.length;
                return;
            }
        }
        for (byte it : word) {
            int found = peek();
            if (found != it) {
                wanted(found, "a value");
                return;
            }
            at++;
        }
        int after = peek();
        if (after >= 0 && (Character.isLetterOrDigit(after) || after >= 0x80)) {
            wanted(after, "the end of a word");
        }
    }
}
