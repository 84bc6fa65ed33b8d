package dev.daybook.sbi.deespec;

import dev.daybook.shape.JsonCursor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Where the values stand in a text of several: one after the other, or the elements of one array. */
final class JsonSpans {

    private static final int WINDOW_BYTES = 64 << 10;

    /** Whoever reads a value is stricter. */
    private static final int DEPTH_MAX = 10_000;

    /** Hears of one value. */
    interface Spans {
        void value(long from, long to) throws IOException;
    }

    /** How the text ended. */
    enum End {
        WHOLE,
        CUT,
        /** Something that is no JSON came in between. */
        BROKEN
    }

    /** Tells of all elements of the array that {@code in} is, as far as it is one. */
    static End elements(InputStream in, Spans spans) throws IOException {
        return values(in, true, spans);
    }

    /** Tells of all values that stand one after the other in {@code bytes}. */
    static End glued(byte[] bytes, Spans spans) throws IOException {
        return values(new ByteArrayInputStream(bytes), false, spans);
    }

    private static End values(InputStream in, boolean array, Spans spans) throws IOException {
        try {
            JsonCursor cursor = JsonCursor.windows(in, WINDOW_BYTES, DEPTH_MAX);
            if (array && (cursor.next() != JsonCursor.Kind.LIST || !cursor.enter())) {
                return End.BROKEN;
            }
            while (array ? cursor.element() : !cursor.isAtEnd()) {
                cursor.skip();
                if (cursor.isSound()) {
                    spans.value(cursor.start(), cursor.end());
                }
            }
            return switch (cursor.state()) {
                case SOUND -> End.WHOLE;
                case CUT -> End.CUT;
                case BROKEN, TOO_DEEP, TOO_LARGE -> End.BROKEN;
            };
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private JsonSpans() {}
}
