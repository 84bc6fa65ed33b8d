package dev.daybook.query;

import dev.daybook.journal.Position;
import dev.daybook.shape.Flaw;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Flawed;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** A place in the journal as the cursor of a page. */
public final class PositionCursor {

    private static final String PREFIX = "journal:";

    private PositionCursor() {}

    /** Returns the cursor of what comes behind {@code last}. */
    public static String of(Position last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((PREFIX + last).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the position that a cursor names.
     *
     * @throws Flawed if it names none
     */
    public static Position position(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(PREFIX)) {
                return new Position(Long.parseLong(text.substring(PREFIX.length())));
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        String detail = "is '%s', none of the journal: want the `next` of a page before".formatted(cursor);
        throw new Flawed(List.of(new Flaw("/cursor", Code.NOT_TAKEN, detail, -1, -1)));
    }
}
