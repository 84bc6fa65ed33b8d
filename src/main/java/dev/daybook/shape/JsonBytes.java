package dev.daybook.shape;

import dev.daybook.shape.JsonCursor.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes below a cursor: windows, blanks, names, texts and numbers.
 *
 * <p>Texts are looked through eight bytes at a time for the first one that is a quote, a backslash, a control character
 * or no ASCII; those without escapes are copied as they stand.
 */
abstract sealed class JsonBytes permits JsonCursor {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int WHOLE_DIGITS_MAX = 18;
    private static final int MARK_BYTES = 3;

    /** A single text is not held beyond. */
    private static final int HELD_BYTES_MAX = 64 << 20;

    private byte[] bytes;
    int at;
    private int to;
    private long base;
    private final @Nullable InputStream in;
    private final boolean lenient;
    private boolean ended;

    /** Where the bytes end that were read when the text broke. */
    private int filled;

    private int token = -1;
    private int held = -1;

    /** How much of the stream is looked at. */
    private final long end;

    private byte[] leapt = {};

    private int nameFrom;
    private int nameTo;
    private boolean nameEscaped;
    private boolean likely;

    /** Whether the name is still to be asked for: its bytes are held. */
    private boolean named;

    private boolean whole;
    private long value;
    private int numberFrom;

    private State state = State.SOUND;
    private String flaw = "";
    private long flawAt = -1;
    private boolean odd;
    private boolean byteOrderMark;

    JsonBytes(byte[] bytes, int from, int to, @Nullable InputStream in, long end, boolean lenient) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
        this.in = in;
        this.end = end;
        this.lenient = lenient;
        this.ended = in == null;
    }

    final void mark() {
        if (peek() == 0xEF && need(MARK_BYTES) && bytes[at + 1] == (byte) 0xBB && bytes[at + 2] == (byte) 0xBF) {
            byteOrderMark = true;
            at += MARK_BYTES;
        }
    }

    /** Whether the text begins with a byte order mark; it is passed over. */
    public final boolean hasByteOrderMark() {
        return byteOrderMark;
    }

    /** Whether all was JSON so far. */
    public final boolean isSound() {
        return state == State.SOUND;
    }

    public final State state() {
        return state;
    }

    /** Returns what was wanted where the text broke; empty as long as it is sound. */
    public final String flaw() {
        return flaw;
    }

    /** Returns where the text broke; -1 as long as it is sound. */
    public final long flawAt() {
        return flawAt;
    }

    /** Whether something was taken that JSON has not. */
    public final boolean isOdd() {
        return odd;
    }

    final boolean isLenient() {
        return lenient;
    }

    /** Returns where it stands. */
    public final long offset() {
        return base + at;
    }

    /** Holds all bytes from here on, to be asked for with {@link #bytes}, until {@link #release}; at first a mark, too. */
    public final void hold() {
        held = byteOrderMark && offset() == MARK_BYTES && base == 0 ? 0 : at;
    }

    public final void release() {
        held = -1;
    }

    /** Returns the bytes between two offsets, both of a text in memory or held. */
    public final byte[] bytes(long from, long until) {
        return Arrays.copyOfRange(bytes, (int) (from - base), (int) (until - base));
    }

    /** Returns the bytes from a held offset on, all of the rest of the text, whatever it is: at most so many. */
    public final byte[] rest(long from, int bytesMax) {
        if (!isSound()) {
            to = Math.max(to, filled);
            ended = in == null;
        }
        while (offset() - from < bytesMax && peek() >= 0) {
            at = to;
        }
        return bytes(from, Math.min(offset(), from + bytesMax));
    }

    /** Returns how many bytes it has in memory. */
    final int windowBytes() {
        return bytes.length;
    }

    final void broken(State how, String wanted) {
        if (state == State.SOUND) {
            state = how;
            flaw = wanted;
            flawAt = offset();
            filled = to;
        }
        to = at;
        ended = true;
    }

    final void wanted(int found, String wanted) {
        broken(found < 0 ? State.CUT : State.BROKEN, wanted);
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

    /** The byte that stands here; -1 at the end. */
    final int peek() {
        return at < to || more() ? bytes[at] & 0xFF : -1;
    }

    private boolean need(int count) {
        while (to - at < count) {
            if (!more()) {
                return false;
            }
        }
        return true;
    }

    /** Reads on; false at the end of the text. */
    private boolean more() {
        if (ended || in == null) {
            return false;
        }
        int keep =
                Math.min(Math.min(at, named ? nameFrom : at), Math.min(token < 0 ? at : token, held < 0 ? at : held));
        int length = to - keep;
        if (length > HELD_BYTES_MAX) {
            broken(State.TOO_LARGE, "no text of more than %d bytes".formatted(HELD_BYTES_MAX));
            return false;
        }
        byte[] room = length > bytes.length / 2 ? new byte[Math.max(bytes.length * 2, 64)] : bytes;
        System.arraycopy(bytes, keep, room, 0, length);
        bytes = room;
        base += keep;
        at -= keep;
        nameFrom -= keep;
        nameTo -= keep;
        numberFrom -= keep;
        token = token < 0 ? -1 : token - keep;
        held = held < 0 ? -1 : held - keep;
        try {
            int read = in.read(bytes, length, (int) Math.min(bytes.length - length, end - base - length));
            ended = read <= 0;
            to = length + Math.max(0, read);
            return !ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Goes past what stands here by its brackets and quotes alone, whatever else is wrong with it.
     *
     * @param bytesMax of what is longer only the beginning is {@link #leapt}
     * @return whether it ends: a word that the text ends with may not be whole
     */
    final boolean leap(int bytesMax) {
        read();
        leapt = new byte[0];
        int first = peek();
        held = at;
        at++;
        boolean ends = switch (first) {
            case '"' -> leapText(bytesMax);
            case '{', '[' -> leapOver(bytesMax);
            default -> leapWord(bytesMax);
        };
        keepLeapt(bytesMax);
        return ends;
    }

    /** Returns the bytes that it went past with {@link #leap}, as far as they were held. */
    final byte[] leapt() {
        return leapt;
    }

    private void keepLeapt(int bytesMax) {
        if (held >= 0) {
            leapt = Arrays.copyOfRange(bytes, held, Math.min(at, held + bytesMax));
            held = -1;
        }
    }

    private boolean leapOn(int bytesMax) {
        if (at < to) {
            return true;
        }
        if (at - held > bytesMax) {
            keepLeapt(bytesMax);
        }
        return more();
    }

    private boolean leapOver(int bytesMax) {
        int depth = 1;
        while (leapOn(bytesMax)) {
            byte it = bytes[at++];
            if (it == '"') {
                if (!leapText(bytesMax)) {
                    return false;
                }
            } else if (it == '{' || it == '[') {
                depth++;
            } else if ((it == '}' || it == ']') && --depth == 0) {
                return true;
            }
        }
        return false;
    }

    private boolean leapText(int bytesMax) {
        while (leapOn(bytesMax)) {
            at = plain(at, '"');
            if (at < to) {
                byte it = bytes[at++];
                if (it == '"') {
                    return true;
                }
                if (it == '\\' && leapOn(bytesMax)) {
                    at++;
                }
            }
        }
        return false;
    }

    private boolean leapWord(int bytesMax) {
        while (leapOn(bytesMax)) {
            if (",]{\"[\n".indexOf(bytes[at]) >= 0) {
                return true;
            }
            at++;
        }
        return false;
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

    final void read() {
        named = false;
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

    private static final int ESCAPED = 1;
    private static final int BEYOND_ASCII = 2;

    final String string(int quote) {
        if (quote != '"' && (quote != '\'' || !tolerated("a text in double quotes"))) {
            wanted(quote, "a text");
            return "";
        }
        read();
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
        read();
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

    /** Returns the first place from there on that is not plain: quote, backslash, control character, no ASCII. */
    private int plain(int from, int quote) {
        long ends = ONES * quote;
        int i = from;
        while (i + Long.BYTES <= to) {
            long eight = (long) LONGS.get(bytes, i);
            long quotes = eight ^ ends;
            long slashes = eight ^ ONES * '\\';
            long special = ((quotes - ONES) & ~quotes) | ((slashes - ONES) & ~slashes) | (eight - ONES * ' ') | eight;
            special &= HIGHS;
            if (special != 0) {
                return i + (Long.numberOfTrailingZeros(special) >> 3);
            }
            i += Long.BYTES;
        }
        while (i < to) {
            byte it = bytes[i];
            if (it < ' ' || it == quote || it == '\\') {
                return i;
            }
            i++;
        }
        return i;
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
        read();
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
        read();
        odd = true;
        while (Character.isLetter(Math.max(peek(), 0)) || peek() == '-') {
            at++;
        }
    }

    final void word(byte[] word) {
        read();
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
