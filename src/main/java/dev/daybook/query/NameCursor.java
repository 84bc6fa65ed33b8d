package dev.daybook.query;

import dev.daybook.domain.Rejected;
import java.util.Optional;

/** The name of the last item of a page as its cursor. */
public final class NameCursor {

    private NameCursor() {}

    /** Returns the cursor of what comes behind {@code last} in a list. */
    public static String of(String list, String last) {
        return Cursor.of(list, last).toString();
    }

    /**
     * Returns the name behind which a page begins; none if it is the first one.
     *
     * @throws Rejected if the cursor is none of that list
     */
    public static Optional<String> last(String list, Optional<String> cursor) {
        return Cursor.parse(cursor, list, 1).map(parsed -> parsed.text(0));
    }
}
