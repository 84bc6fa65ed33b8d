package dev.daybook.session.ait42;

import dev.daybook.domain.Spelling;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;

/**
 * A session as the tool writes it into its file: what the pretty printer of the tool's language does, two blanks a
 * level, the record itself being one level deep in its list.
 */
public final class SessionRendering {

    /** Returns the bytes of the record. */
    public static byte[] bytes(SessionRecord record) {
        return SessionShape.RECORD.bytes(record, Spelling.INDENTED, 1);
    }

    /** Returns the record on one line, for a file without a list. */
    static byte[] line(SessionRecord record) {
        return SessionShape.RECORD.bytes(record, Spelling.COMPACT, 0);
    }

    private SessionRendering() {}
}
