package dev.daybook.shape;

import java.io.InputStream;
import java.util.Optional;

/**
 * Takes a list apart into its elements and what stands between them, whatever is wrong with either: no more of it than
 * one element is in memory. It looks at brackets, commas and quotes only; whether an element is JSON is for others to
 * say. Without commas, without the list around them, and behind the end of the list elements are found, too. For one
 * thread; a failing stream is an {@link java.io.UncheckedIOException}.
 */
public final class JsonElements {

    private static final int WINDOW_BYTES = 64 << 10;

    /** Where in the list it is. */
    private enum Place {
        BEFORE,
        OPEN,
        AFTER_ELEMENT,
        AFTER_COMMA,
        CLOSED,
        ENDED
    }

    /**
     * An element.
     *
     * @param gap what stands between it and the one before
     * @param start where it begins
     * @param sizeBytes how large it is; of one that is too large {@code bytes} are not all
     * @param glued whether the comma before it is missing, or it begins another list
     * @param cut whether the text ends within it
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, on the way through
    public record Element(byte[] gap, byte[] bytes, long start, long sizeBytes, boolean glued, boolean cut) {

        public boolean isWhole() {
            return !cut && sizeBytes == bytes.length;
        }

        public boolean isObject() {
            return bytes.length > 0 && bytes[0] == '{';
        }

        /** Returns whether it is neither an object nor a list nor a text. */
        public boolean isWord() {
            return bytes.length > 0 && "{[\"".indexOf(bytes[0]) < 0;
        }
    }

    private final JsonCursor in;
    private final int elementBytesMax;
    private Place place = Place.BEFORE;
    private long gapStart;
    private boolean glued;
    private boolean bare;
    private boolean stray;
    private boolean followed;
    private boolean begun;
    private boolean returns;
    private long closedAt = -1;

    private JsonElements(JsonCursor in, int elementBytesMax) {
        this.in = in;
        this.elementBytesMax = elementBytesMax;
        in.hold();
    }

    /**
     * The elements of a list in a stream.
     *
     * @param end how many bytes to look at
     * @param elementBytesMax of a larger element only the beginning is held
     */
    public static JsonElements of(InputStream in, long end, int elementBytesMax) {
        return new JsonElements(JsonCursor.until(end, in, WINDOW_BYTES), elementBytesMax);
    }

    /** The elements of a list that begins somewhere in a text: all before it is part of the first gap. */
    public static JsonElements at(byte[] json, int start) {
        var elements = new JsonElements(JsonCursor.of(json), json.length);
        elements.in.at = start;
        return elements;
    }

    /** Takes what stands there one after another for elements, as if it stood in a list. */
    public JsonElements bare() {
        begin(true);
        return this;
    }

    private void begin(boolean withoutBracket) {
        begun = true;
        bare = withoutBracket;
        place = Place.OPEN;
    }

    /** Returns the next element; nothing at the end of the list, or where something else than a list begins. */
    public Optional<Element> next() {
        Optional<Element> element = Optional.empty();
        while (place != Place.ENDED && element.isEmpty()) {
            int it = in.peek();
            if (it < 0) {
                break;
            }
            if (it == ' ' || it == '\t' || it == '\n' || it == '\r') {
                returns |= it == '\r';
                in.at++;
            } else {
                element = step(it);
            }
        }
        return element;
    }

    private Optional<Element> step(int it) {
        switch (place) {
            case BEFORE -> {
                place = Place.ENDED;
                if (it == '[') {
                    begin(false);
                    in.at++;
                }
            }
            case CLOSED -> {
                if (it == '[' || it == '{') {
                    glued = true;
                    begin(it == '{');
                    in.at += it == '[' ? 1 : 0;
                } else {
                    followed = true;
                    place = Place.ENDED;
                }
            }
            default -> {
                if (it != ',' && it != ']') {
                    return Optional.of(element());
                }
                if (it == ',') {
                    stray |= place != Place.AFTER_ELEMENT;
                    place = Place.AFTER_COMMA;
                    in.at++;
                } else if (bare) {
                    closedAt = in.offset();
                    followed = true;
                    place = Place.ENDED;
                } else {
                    stray |= place == Place.AFTER_COMMA;
                    place = Place.CLOSED;
                    in.at++;
                    closedAt = in.offset();
                }
            }
        }
        return Optional.empty();
    }

    private Element element() {
        glued |= place == Place.AFTER_ELEMENT && !bare;
        long start = in.offset();
        byte[] gap = in.bytes(gapStart, start);
        boolean ends = in.leap(elementBytesMax);
        var element = new Element(gap, in.leapt(), start, in.offset() - start, glued, !ends);
        gapStart = in.offset();
        in.hold();
        glued = false;
        place = Place.AFTER_ELEMENT;
        return element;
    }

    /** Returns what stands after the last element, all of the rest of the text: at most so much of it. */
    public byte[] rest(int bytesMax) {
        return in.rest(gapStart, bytesMax);
    }

    /** Returns whether a list begins there at all. */
    public boolean isList() {
        return begun;
    }

    /** Returns whether the last list that began has its closing bracket, or needs none. */
    public boolean isClosed() {
        return place == Place.CLOSED || (place == Place.ENDED ? closedAt >= 0 : bare);
    }

    /** Where the list ended, or how far it was read. */
    public long closedAt() {
        return followed || place == Place.CLOSED ? closedAt : in.offset();
    }

    /** Returns whether blanks of another system stand there: a byte order mark, or a carriage return. */
    public boolean hasForeignBlanks() {
        return in.hasByteOrderMark() || returns;
    }

    /** Returns whether something else stands after the list. */
    public boolean isFollowed() {
        return followed;
    }

    /** Returns whether a comma stands where none belongs. */
    public boolean hasStrayComma() {
        return stray;
    }

    /** Returns how far it was read. */
    public long offset() {
        return in.offset();
    }
}
