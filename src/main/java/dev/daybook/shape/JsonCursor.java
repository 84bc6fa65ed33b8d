package dev.daybook.shape;

import dev.daybook.domain.Json;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON text in UTF-8 that goes from value to value, in a text in memory or in one of any length that is
 * read in windows.
 *
 * <p>Pulled: {@link #next} tells what stands there, then {@link #text}, {@link #number}, {@link #skip} or
 * {@link #compact} go past it, or {@link #enter} goes inside, where {@link #member} or {@link #element} go on until
 * they return false. Members that stand twice are met twice.
 *
 * <pre>{@code
 * for (in.enter(); in.member(); ) {
 *     if (in.isName(ID) && in.next() == Kind.TEXT) { id = in.text(); } else { in.skip(); }
 * }
 * }</pre>
 *
 * <p>A text that is no JSON, or cut short, is a {@link #state} and no exception: from there on nothing follows. Offsets
 * are those of the whole text, also where a window has passed on. For one thread. In windows, a failing stream is an
 * {@link java.io.UncheckedIOException}.
 */
public final class JsonCursor extends JsonBytes {

    /** What stands at a place. */
    public enum Kind {
        OBJECT,
        LIST,
        TEXT,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        /** {@code NaN} or {@code Infinity}, to a lenient cursor. */
        NOT_A_NUMBER,
        /** No value: the text ends here, or is none. */
        NONE
    }

    /** How the text is, as far as it was read. */
    public enum State {
        SOUND,
        /** It ends within a value. */
        CUT,
        /** Something stands there that JSON has not. */
        BROKEN,
        TOO_DEEP,
        /** A single text is larger than what is held of a window. */
        TOO_LARGE
    }

    /** Deeper texts are refused unless told otherwise. */
    public static final int DEPTH_MAX = 500;

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private static final byte[] NONE = {};

    private final int depthMax;
    private int depth;
    private boolean fresh;
    private long[] objects = new long[2];
    private long memberStart;
    private long valueStart;
    private long valueEnd;

    private JsonCursor(byte[] bytes, int from, int to, boolean lenient, int depthMax) {
        this(bytes, from, to, null, 0, lenient, depthMax);
    }

    private JsonCursor(
            byte[] bytes, int from, int to, @Nullable InputStream in, long end, boolean lenient, int depthMax) {
        super(bytes, from, to, in, end, lenient);
        this.depthMax = depthMax;
        mark();
    }

    /** Begins before the first value of a text in memory. */
    public static JsonCursor of(byte[] json) {
        return new JsonCursor(json, 0, json.length, false, DEPTH_MAX);
    }

    /** Begins before the first value of a part of a text in memory; offsets are those of {@code json}. */
    public static JsonCursor of(byte[] json, int from, int to) {
        return new JsonCursor(json, from, to, false, DEPTH_MAX);
    }

    /**
     * As {@link #of(byte[])}, and takes what people write beside JSON: comments, single quotes, names without quotes,
     * commas before a closing bracket, control characters, needless escapes, leading zeros, NaN. {@link #isOdd} tells.
     */
    public static JsonCursor lenient(byte[] json, int depthMax) {
        return new JsonCursor(json, 0, json.length, true, depthMax);
    }

    /** As {@link #lenient(byte[], int)}, of a part of the text. */
    public static JsonCursor lenient(byte[] json, int from, int to, int depthMax) {
        return new JsonCursor(json, from, to, true, depthMax);
    }

    /**
     * Begins before the first value of a text that is read window by window: of what was passed nothing is held but
     * from {@link #hold} on. A single name or text is held as a whole while it is read.
     */
    public static JsonCursor windows(InputStream in, int windowBytes, int depthMax) {
        return new JsonCursor(new byte[windowBytes], 0, 0, in, Long.MAX_VALUE, false, depthMax);
    }

    /** Takes only so many bytes of the stream for the text. */
    static JsonCursor until(long end, InputStream in, int windowBytes) {
        return new JsonCursor(new byte[windowBytes], 0, 0, in, end, false, DEPTH_MAX);
    }

    /** Returns what kind of value begins here, past blanks; {@link Kind#NONE} if none does. */
    public Kind next() {
        int first = space();
        valueStart = offset();
        return switch (first) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.LIST;
            case '"' -> Kind.TEXT;
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            case '-' -> isWordAfterMinus() ? Kind.NOT_A_NUMBER : Kind.NUMBER;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            case '\'' -> odd(Kind.TEXT, Kind.NONE);
            case 'N', 'I' -> odd(Kind.NOT_A_NUMBER, Kind.NONE);
            default -> Kind.NONE;
        };
    }

    private Kind odd(Kind lenient, Kind strict) {
        return isLenient() ? lenient : strict;
    }

    /** Goes inside of the object or list that begins here; false if none does. */
    public boolean enter() {
        int first = space();
        valueStart = offset();
        if (first != '{' && first != '[') {
            wanted(first, "an object or a list");
            return false;
        }
        if (depth == depthMax) {
            broken(State.TOO_DEEP, "no deeper than %d levels".formatted(depthMax));
            return false;
        }
        forget();
        push(first == '{');
        at++;
        fresh = true;
        return true;
    }

    private void push(boolean object) {
        int word = depth >> 6;
        if (word == objects.length) {
            objects = Arrays.copyOf(objects, word * 2);
        }
        objects[word] = object ? objects[word] | 1L << depth : objects[word] & ~(1L << depth);
        depth++;
    }

    int depth() {
        return depth;
    }

    boolean isInObject() {
        return depth > 0 && (objects[(depth - 1) >> 6] & 1L << (depth - 1)) != 0;
    }

    /** Goes to the value of the next member; past the closing brace, and false, if there is none. */
    public boolean member() {
        return member(NONE);
    }

    /** As {@link #member()}; {@link #isLikely} tells whether the name is {@code quoted}. */
    boolean member(byte[] quoted) {
        if (!follows('}')) {
            return false;
        }
        memberStart = offset();
        if (!name(quoted) && !name()) {
            return false;
        }
        int colon = space();
        if (colon != ':') {
            wanted(colon, "':'");
            return false;
        }
        at++;
        return true;
    }

    /** Goes to the next element; past the closing bracket, and false, if there is none. */
    public boolean element() {
        return follows(']');
    }

    private boolean follows(char close) {
        int next = space();
        if (next == close) {
            return close();
        }
        if (!fresh) {
            if (next != ',') {
                wanted(next, "',' or '" + close + "'");
                return false;
            }
            at++;
            next = space();
            if (next == close) {
                if (!tolerated("no comma before '" + close + "'")) {
                    return false;
                }
                return close();
            }
        }
        fresh = false;
        if (next < 0) {
            wanted(next, "more");
            return false;
        }
        return true;
    }

    private boolean close() {
        at++;
        depth--;
        fresh = false;
        valueEnd = offset();
        return false;
    }

    /** Returns the text that stands here, without its escapes; of anything else, an empty one and a broken state. */
    public String text() {
        int first = space();
        valueStart = offset();
        String text = string(first);
        valueEnd = offset();
        return text;
    }

    /** Goes past the number that stands here; {@link #isWhole} and {@link #whole} tell of it. */
    public void number() {
        space();
        valueStart = offset();
        digits();
        valueEnd = offset();
    }

    /** Goes past a value, however deep. What is inside is looked at as strictly as by reading it. */
    public void skip() {
        Kind kind = next();
        long start = valueStart;
        if (kind == Kind.OBJECT || kind == Kind.LIST) {
            int outside = depth;
            enter();
            while (depth > outside && isSound()) {
                boolean more = isInObject() ? member() : element();
                if (more) {
                    Kind inner = next();
                    if (inner == Kind.OBJECT || inner == Kind.LIST) {
                        enter();
                    } else {
                        plain(inner);
                    }
                }
            }
        } else {
            plain(kind);
        }
        valueStart = start;
        valueEnd = offset();
    }

    /** Goes past a value by its brackets and quotes alone, whatever else is wrong with it. */
    public void leap() {
        next();
        leap(0);
        valueEnd = offset();
    }

    /** Goes past the plain value that {@link #next} has found here. */
    void pass(Kind kind) {
        plain(kind);
        valueEnd = offset();
    }

    void plain(Kind kind) {
        switch (kind) {
            case TEXT -> passString();
            case NUMBER -> digits();
            case TRUE -> word(TRUE);
            case FALSE -> word(FALSE);
            case NULL -> word(NULL);
            case NOT_A_NUMBER -> passWord();
            default -> wanted(peek(), "a value");
        }
    }

    /**
     * Returns the value that stands here on one line: without blanks, numbers as they are spelt, members in their order
     * and as often as they stand there, and only those characters escaped that have to be.
     */
    public Json compact() {
        next();
        long start = valueStart;
        Json json = new Json(JsonCompact.of(this));
        valueStart = start;
        valueEnd = offset();
        return json;
    }

    /** Where the last member begins: the offset of its name. */
    public long memberStart() {
        return memberStart;
    }

    /** Where the value begins that was last asked for or read. */
    public long start() {
        return valueStart;
    }

    /** Where the value ends that was last read, or the object or list that was last left. */
    public long end() {
        return valueEnd;
    }

    /** Goes past blanks; returns whether nothing but them follows. */
    public boolean isAtEnd() {
        return space() < 0;
    }
}
