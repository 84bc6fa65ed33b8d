package dev.daybook.session;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as the editor spells them: its back end in one way, its windows in another. */
public final class EditorTime {

    private static final DateTimeFormatter WINDOW =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** As {@code 2025-11-10T01:12:30.481223917+00:00}: no digits of a second, three, six or nine. */
    public static String backEnd(Instant time) {
        String text = time.toString();
        return text.substring(0, text.length() - 1) + "+00:00";
    }

    /** As {@code 2025-11-10T02:01:09.044Z}: always three. */
    public static String window(Instant time) {
        return WINDOW.format(time);
    }

    private EditorTime() {}
}
