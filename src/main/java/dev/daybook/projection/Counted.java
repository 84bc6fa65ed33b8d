package dev.daybook.projection;

import dev.daybook.shape.JsonCompact;
import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonCursor.Kind;
import java.nio.charset.StandardCharsets;

/**
 * A value that is told by its size: its lists by how many they hold, its other members as they are. Two that differ are
 * told apart in nearly all cases, and the event has all of both.
 */
final class Counted {

    private Counted() {}

    /** Returns an object with the numbers of what it lists, and its own length as {@code bytes}. */
    static byte[] of(byte[] json) {
        var out = new StringBuilder("{");
        EntityFields.fields(json).forEach((name, value) -> {
            JsonCompact.quote(name, out);
            out.append(':').append(told(value)).append(',');
        });
        return out.append("\"bytes\":")
                .append(json.length)
                .append('}')
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String told(byte[] value) {
        var in = JsonCursor.lenient(value, EntityFields.DEPTH_MAX);
        if (in.next() != Kind.LIST || !in.enter()) {
            return new String(value, StandardCharsets.UTF_8);
        }
        int count = 0;
        while (in.element()) {
            in.skip();
            count++;
        }
        return Integer.toString(count);
    }
}
