package dev.daybook.shape;

import dev.daybook.shape.JsonCursor.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text below a cursor: all of it in memory, or window by window from a stream. It knows quotes and brackets, to leap
 * over a value that may be none.
 *
 * <p>Texts are looked through eight bytes at a time for the first one that is a quote, a backslash, a control character
 * or no ASCII.
 */
abstract sealed class JsonWindow permits JsonBytes {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int MARK_BYTES = 3;

    /** A single text is not held beyond. */
    private static final int HELD_BYTES_MAX = 64 << 20;

    byte[] bytes;
    int at;
    int to;

    /** Where what is being read begins; -1: nothing is. */
    int token = -1;

    private long base;
    private final @Nullable InputStream in;
    private boolean ended;

    /** Where the bytes end that were read when the text broke. */
    private int filled;

    private int held = -1;

    /** How much of the stream is looked at. */
    private final long end;

    private byte[] leapt = {};
    private State state = State.SOUND;
    private String flaw = "";
    private long flawAt = -1;
    private boolean byteOrderMark;

    JsonWindow(byte[] bytes, int from, int to, @Nullable InputStream in, long end) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
        this.in = in;
        this.end = end;
        this.ended = in == null;
    }

    /** Returns from where on bytes are still to be asked for; at most {@link #at}. */
    abstract int needed();

    /** Takes note that all bytes have moved to the left. */
    abstract void moved(int by);

    /** Takes note that what is {@link #needed} will not be asked for any more. */
    abstract void forget();

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

    /** The byte that stands here; -1 at the end. */
    final int peek() {
        return at < to || more() ? bytes[at] & 0xFF : -1;
    }

    final boolean need(int count) {
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
        int keep = Math.min(Math.min(at, needed()), Math.min(token < 0 ? at : token, held < 0 ? at : held));
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
        moved(keep);
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
        forget();
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

    /** Returns the first place from there on that is not plain: quote, backslash, control character, no ASCII. */
    final int plain(int from, int quote) {
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
}
