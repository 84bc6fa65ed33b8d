package dev.daybook.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** What is wrong with a text that is no JSON, as people are told. */
public final class JsonReasons {

    /** How Jackson names a place within a message; of its source it says but that it is not shown. */
    private static final Pattern PLACE = Pattern.compile("\\[Source: [^\\[\\]]*?; line: (\\d+), column: (\\d+)]");

    private JsonReasons() {}

    /** Returns what Jackson says, with the line and the column where it does, both from 1, and none of the text. */
    public static String of(JsonProcessingException failure) {
        String said =
                PLACE.matcher(String.valueOf(failure.getOriginalMessage())).replaceAll("line $1, column $2");
        return failure.getLocation() == null
                ? said
                : "%s (line %d, column %d)"
                        .formatted(
                                said,
                                failure.getLocation().getLineNr(),
                                failure.getLocation().getColumnNr());
    }
}
