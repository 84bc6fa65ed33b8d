package dev.daybook.session.ait42;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes a list apart into its elements and what stands between them, byte by byte: no more of the file than one element
 * is in memory. It looks at brackets, commas and quotes only; whether an element is JSON is for others to say. For one
 * thread.
 */
final class ArrayScan {

    private static final int CHUNK = 64 << 10;

    /** Where in the list it is. */
    private enum State {
        BEFORE,
        OPEN,
        AFTER_ELEMENT,
        AFTER_COMMA,
        CLOSED,
        ENDED
    }

    /** What an element is, as far as its first and last bytes tell. */
    enum Form {
        OBJECT,
        LIST,
        TEXT,
        WORD
    }

    /**
     * An element.
     *
     * @param gap what stands between it and the one before
     * @param start where it begins
     * @param sizeBytes how large it is; of one that is too large {@code bytes} are not all
     * @param glued whether the comma before it is missing, or it begins another list
     * @param cut whether the file ends within it
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, on the way through
    record Element(byte[] gap, byte[] bytes, Form form, long start, long sizeBytes, boolean glued, boolean cut) {
        boolean isWhole() {
            return !cut && sizeBytes == bytes.length;
        }

        /** Returns the same, that much further on. */
        Element after(byte[] before, long offset) {
            byte[] longer = Arrays.copyOf(before, before.length + gap.length);
            System.arraycopy(gap, 0, longer, before.length, gap.length);
            return new Element(longer, bytes, form, start + offset, sizeBytes, glued, cut);
        }
    }

    private final InputStream in;
    private final long end;
    private final int elementBytesMax;
    private final byte[] buffer = new byte[CHUNK];
    private int from;
    private int to;
    private long offset;
    private State state = State.BEFORE;
    private boolean glued;
    private boolean bare;
    private boolean stray;
    private boolean followed;
    private boolean returns;
    private boolean byteOrderMark;
    private boolean begun;
    private long closedAt = -1;
    private ByteArrayOutputStream gap = new ByteArrayOutputStream();
    private long gapBytes;
    private final int gapBytesMax;

    /**
     * @param end how many bytes to look at
     * @param elementBytesMax of a larger element only the beginning is held
     * @param gapBytesMax of what stands between elements no more is held
     */
    ArrayScan(InputStream in, long end, int elementBytesMax, int gapBytesMax) {
        this.in = in;
        this.end = end;
        this.elementBytesMax = elementBytesMax;
        this.gapBytesMax = gapBytesMax;
    }

    /**
     * Takes what stands there one after another as elements, as if it stood in a list: a file to which somebody has
     * added record by record.
     */
    static ArrayScan bare(InputStream in, long end, int elementBytesMax, int gapBytesMax) {
        var scan = new ArrayScan(in, end, elementBytesMax, gapBytesMax);
        scan.begin(true);
        return scan;
    }

    private void begin(boolean withoutBracket) {
        begun = true;
        bare = withoutBracket;
        state = State.OPEN;
    }

    /** Returns the next element; nothing at the end of the list, or where something else than a list begins. */
    Optional<Element> next() throws IOException {
        while (state != State.ENDED) {
            int it = peek();
            if (it < 0) {
                break;
            }
            if (it == ' ' || it == '\t' || it == '\n' || it == '\r') {
                returns |= it == '\r';
                skip();
            } else if (offset == 0 && it == 0xEF) {
                mark();
            } else {
                Optional<Element> element = structure(it);
                if (element.isPresent()) {
                    return element;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Element> structure(int it) throws IOException {
        switch (state) {
            case BEFORE -> {
                if (it == '[') {
                    begin(false);
                    skip();
                } else {
                    state = State.ENDED;
                }
                return Optional.empty();
            }
            case CLOSED -> {
                if (it == '[') {
                    glued = true;
                    begin(false);
                    skip();
                } else if (it == '{') {
                    glued = true;
                    begin(true);
                } else {
                    followed = true;
                    state = State.ENDED;
                }
                return Optional.empty();
            }
            default -> {
                if (it == ',') {
                    stray |= state != State.AFTER_ELEMENT;
                    state = State.AFTER_COMMA;
                    skip();
                    return Optional.empty();
                }
                if (it == ']' && bare) {
                    closedAt = offset;
                    followed = true;
                    state = State.ENDED;
                    return Optional.empty();
                }
                if (it == ']') {
                    stray |= state == State.AFTER_COMMA;
                    state = State.CLOSED;
                    skip();
                    closedAt = offset;
                    return Optional.empty();
                }
                glued |= state == State.AFTER_ELEMENT && !bare;
                return Optional.of(element(it));
            }
        }
    }

    private Element element(int first) throws IOException {
        var held = new Held(elementBytesMax);
        long start = offset;
        boolean complete = switch (first) {
            case '{', '[' -> container(held);
            case '"' -> {
                held.take(first);
                advance();
                yield string(held);
            }
            default -> word(held);
        };
        Form form = switch (first) {
            case '{' -> Form.OBJECT;
            case '[' -> Form.LIST;
            case '"' -> Form.TEXT;
            default -> Form.WORD;
        };
        var element = new Element(takeGap(), held.bytes(), form, start, offset - start, glued, !complete);
        glued = false;
        state = State.AFTER_ELEMENT;
        return element;
    }

    /** Goes past an object or a list; returns whether it ends. */
    private boolean container(Held held) throws IOException {
        int depth = 0;
        boolean inside = false;
        boolean escaped = false;
        while (fill()) {
            int at = from;
            while (at < to) {
                byte it = buffer[at++];
                if (inside) {
                    if (escaped) {
                        escaped = false;
                    } else if (it == '\\') {
                        escaped = true;
                    } else if (it == '"') {
                        inside = false;
                    }
                } else if (it == '"') {
                    inside = true;
                } else if (it == '{' || it == '[') {
                    depth++;
                } else if ((it == '}' || it == ']') && --depth == 0) {
                    consume(held, at);
                    return true;
                }
            }
            consume(held, at);
        }
        return false;
    }

    private boolean string(Held held) throws IOException {
        boolean escaped = false;
        while (fill()) {
            int at = from;
            while (at < to) {
                byte it = buffer[at++];
                if (escaped) {
                    escaped = false;
                } else if (it == '\\') {
                    escaped = true;
                } else if (it == '"') {
                    consume(held, at);
                    return true;
                }
            }
            consume(held, at);
        }
        return false;
    }

    /** A word may end with the file: whether it is whole nobody can say. */
    private boolean word(Held held) throws IOException {
        boolean first = true;
        while (fill()) {
            byte it = buffer[from];
            if (!first && (it == ',' || it == ']' || it == '{' || it == '"' || it == '[' || it == '\n')) {
                return true;
            }
            consume(held, from + 1);
            first = false;
        }
        return false;
    }

    private void consume(Held held, int until) {
        held.take(buffer, from, until - from);
        offset += until - from;
        from = until;
    }

    private void mark() throws IOException {
        byte[] mark = new byte[3];
        int length = 0;
        while (length < 3 && peek() >= 0) {
            mark[length++] = (byte) peek();
            skip();
        }
        byteOrderMark = length == 3 && mark[1] == (byte) 0xBB && mark[2] == (byte) 0xBF;
        if (!byteOrderMark) {
            state = State.ENDED;
        }
    }

    /** Goes past a byte that belongs to no element. */
    private void skip() {
        if (gapBytes++ < gapBytesMax) {
            gap.write(buffer[from]);
        }
        advance();
    }

    private void advance() {
        from++;
        offset++;
    }

    private byte[] takeGap() {
        byte[] taken = gap.toByteArray();
        gap = new ByteArrayOutputStream();
        return taken;
    }

    private int peek() throws IOException {
        return fill() ? buffer[from] & 0xFF : -1;
    }

    private boolean fill() throws IOException {
        if (from == to) {
            long left = end - offset;
            from = 0;
            to = left <= 0 ? 0 : Math.max(0, in.read(buffer, 0, (int) Math.min(CHUNK, left)));
        }
        return from < to;
    }

    /** Returns whether a list begins there at all. */
    boolean isList() {
        return begun;
    }

    /** Returns whether the last list that began has its closing bracket, or needs none. */
    boolean isClosed() {
        return state == State.CLOSED || (state == State.ENDED ? closedAt >= 0 : bare);
    }

    /** Where the list ended, or how far it was read. */
    long closedAt() {
        return isFollowed() || state == State.CLOSED ? closedAt : offset;
    }

    boolean hasByteOrderMark() {
        return byteOrderMark;
    }

    /** Returns whether lines end with a carriage return. */
    boolean hasReturns() {
        return returns;
    }

    /** Returns whether something else stands after the list. */
    boolean isFollowed() {
        return followed;
    }

    /** Returns whether a comma stands where none belongs. */
    boolean hasStrayComma() {
        return stray;
    }

    /** Returns how far it was read. */
    long offset() {
        return offset;
    }

    /** Returns what stands after the last element, all of the rest of the file: at most so much of it. */
    byte[] rest(int bytesMax) throws IOException {
        var rest = new ByteArrayOutputStream();
        rest.write(takeGap());
        while (rest.size() < bytesMax && fill()) {
            int length = Math.min(to - from, bytesMax - rest.size());
            rest.write(buffer, from, length);
            from += length;
            offset += length;
        }
        return rest.toByteArray();
    }

    /** Returns whether the bytes begin like the mark of an unfinished merge. */
    static boolean isConflict(byte[] word) {
        String text = new String(word, 0, Math.min(word.length, 7), StandardCharsets.US_ASCII);
        return text.equals("<<<<<<<") || text.equals("=======") || text.equals(">>>>>>>");
    }

    /** As many bytes of an element as may be held. */
    private static final class Held {
        private final int max;
        private byte[] bytes = new byte[4096];
        private int length;

        Held(int max) {
            this.max = max;
        }

        void take(int it) {
            take(new byte[] {(byte) it}, 0, 1);
        }

        void take(byte[] some, int from, int count) {
            int room = Math.min(count, max - length);
            if (room <= 0) {
                return;
            }
            if (length + room > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(max, Math.max(bytes.length * 2L, length + room)));
            }
            System.arraycopy(some, from, bytes, length, room);
            length += room;
        }

        byte[] bytes() {
            return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        }
    }
}
