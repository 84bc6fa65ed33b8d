package dev.daybook.sbi.deespec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
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
record SpecTail(Optional<String> parent, Optional<Integer> sequence, Optional<List<String>> labels) {

    static final SpecTail NOTHING = new SpecTail(Optional.empty(), Optional.empty(), Optional.empty());

    private static final Pattern FIELD = Pattern.compile("(Parent PBI|Sequence|Labels):(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
    private static final String NONE = "none";

    /** A tail is short: a longer text behind the last line is none. */
    private static final int CHARS_MAX = 4_096;

    static SpecTail of(String spec) {
        int line = lastRule(spec);
        if (line < 0 || spec.length() - line > CHARS_MAX) {
            return NOTHING;
        }
        SpecTail tail = NOTHING;
        for (String text : spec.substring(line).split("\\R", -1)) {
            String field = text.strip();
            if (field.isEmpty() || field.equals("---")) {
                continue;
            }
            Matcher matcher = FIELD.matcher(field);
            if (!matcher.matches()) {
                return NOTHING; // what stands there is text
            }
            tail = tail.with(
                    matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2).strip());
        }
        return tail;
    }

    /** Returns where the last line stands that consists of hyphens; -1 if there is none. */
    private static int lastRule(String spec) {
        int at = spec.lastIndexOf("---");
        while (at > 0 && spec.charAt(at - 1) != '\n') {
            at = spec.lastIndexOf("---", at - 1);
        }
        return at;
    }

    private SpecTail with(String name, String value) {
        boolean nothing = value.isEmpty() || value.equalsIgnoreCase(NONE);
        return switch (name) {
            case "labels" -> new SpecTail(parent, sequence, Optional.of(nothing ? List.of() : list(value)));
            case "sequence" ->
                new SpecTail(
                        parent,
                        Optional.of(value)
                                .filter(it -> NUMBER.matcher(it).matches())
                                .map(Integer::valueOf),
                        labels);
            default ->
                new SpecTail(
                        Optional.of(value)
                                .filter(it -> !nothing && ID.matcher(it).matches()),
                        sequence,
                        labels);
        };
    }

    private static List<String> list(String value) {
        var labels = new LinkedHashSet<String>();
        for (String label : value.split(",", -1)) {
            if (!label.isBlank()) {
                labels.add(label.strip());
            }
        }
        return new ArrayList<>(labels);
    }
}
