package dev.daybook.session.ait42;

import dev.daybook.importing.Limits;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.shape.Read;
import dev.daybook.text.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;

/** Records of sessions, as files hold them. */
public final class Records {

    private Records() {}

    /** A record, and whether the tool itself would write it as the bytes it was read from. */
    record Quick(SessionRecord record, boolean canonical) {}

    /** Returns what the bytes of a record say, as the import understands them; nothing if they are no record. */
    public static Optional<SessionRecord> read(byte[] bytes) {
        return quick(bytes)
                .map(Quick::record)
                .or(() -> new FlawedRecord("", "", bytes, 0, Limits.DEFAULT).read(new ArrayList<>()));
    }

    /** Returns the record if nothing about it is to be told but what it says. */
    static Optional<Quick> quick(byte[] bytes) {
        if (isOdd(bytes)) {
            return Optional.empty();
        }
        Read<SessionRecord> read = SessionShape.RECORD.read(bytes);
        return read.record()
                .filter(_ -> read.isFlawless())
                .map(sessionRecord ->
                        new Quick(sessionRecord, Arrays.equals(SessionRendering.bytes(sessionRecord), bytes)))
                // the parser is content with surrogates encoded one by one, and with longer spellings than necessary
                .filter(quick -> quick.canonical() || Utf8.decode(bytes).isPresent());
    }

    /** Whether it may hold an escaped half of a surrogate pair, or an escaped NUL. */
    private static boolean isOdd(byte[] bytes) {
        for (int i = 0; i + 5 < bytes.length; i++) {
            if (bytes[i] == '\\') {
                if (bytes[i + 1] == 'u' && (bytes[i + 2] == 'd' || bytes[i + 2] == 'D' || isZero(bytes, i + 2))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static boolean isZero(byte[] bytes, int at) {
        return bytes[at] == '0' && bytes[at + 1] == '0' && bytes[at + 2] == '0' && bytes[at + 3] == '0';
    }
}
