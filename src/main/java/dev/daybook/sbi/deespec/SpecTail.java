package dev.daybook.sbi.deespec;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines with which a generated specification ends, after a last {@code ---}:
 *
 * <pre>
 * Parent PBI: 01K7X000000000000000000PB1
 * Sequence: 1
 * Labels: security, backend
 * </pre>
 *
 * What it does not say is absent; {@code none} says that there is nothing.
 */
record SpecTail(Optional<String> parent, Optional<List<String>> labels) {

    static final SpecTail NOTHING = new SpecTail(Optional.empty(), Optional.empty());

    private static final Pattern FIELD = Pattern.compile("(Parent PBI|Sequence|Labels):(.*)", Pattern.CASE_INSENSITIVE);
    private static final String NONE = "none";

    /** A tail is short: a longer text behind the last line is none. */
    private static final int CHARS_MAX = 4_096;

    static SpecTail of(String spec) {
        int line = lastRule(spec);
        if (line < 0 || spec.length() - line > CHARS_MAX) {
            return NOTHING;
        }
        var said = new HashMap<String, String>();
        for (String text : spec.substring(line).split("\\R", -1)) {
            String field = text.strip();
            Matcher matcher = FIELD.matcher(field);
            if (matcher.matches()) {
                said.put(
                        matcher.group(1).toLowerCase(Locale.ROOT),
                        matcher.group(2).strip());
            } else if (!field.isEmpty() && !field.equals("---")) {
                return NOTHING; // what stands there is text
            }
        }
        return new SpecTail(
                Optional.ofNullable(said.get("parent pbi"))
                        .filter(oneText -> !oneText.equalsIgnoreCase(NONE) && DatabasePlans.isId(oneText)),
                Optional.ofNullable(said.get("labels")).map(SpecTail::list));
    }

    /** Returns where the last line stands that consists of hyphens; -1 if there is none. */
    private static int lastRule(String spec) {
        int at = spec.lastIndexOf("---");
        while (at > 0 && spec.charAt(at - 1) != '\n') {
            at = spec.lastIndexOf("---", at - 1);
        }
        return at;
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.equalsIgnoreCase(NONE) ? new String[0] : value.split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .distinct()
                .toList();
    }
}
