package dev.daybook.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One column of a table or of a CSV file. On a terminal that is narrower than a table its last columns are left out, so
 * the first ones are what one asks for.
 *
 * @param text how to get its text out of a row
 * @param category of the things whose ids are its texts; empty if they say it themselves, as {@code sbi/SBI-01…}
 */
public record Column(String name, Function<JsonNode, String> text, Holds holds, String category) {

    private static final int CHANGED_CHARS_MAX = 40;

    /** So many times what is shown is enough to find it in, also between empty lines. */
    private static final int LOOKED_AT = 8;

    private static final Pattern BREAK = Pattern.compile("\\s*[\\r\\n]+\\s*");

    /** More of a number nobody counts. */
    private static final int DIGITS_MAX = 16;

    private static final Set<String> TELLS_NOTHING = Set.of("", "0", "false", "[]", "{}");

    /** What its texts are. */
    public enum Holds {
        TEXT,
        /** A time, which people read in their zone. */
        TIME,
        /** A text with times in it. */
        TIMES,
        /** A sentence with times in it; where it has no room, what stands in quotes is cut first. */
        LINE,
        /** A word for how something stands. */
        STATE,
        /** The id of a thing: people read as much of it as tells it from all others. */
        THING,
        /** A text as HTML in which nothing but what was sought is marked. */
        MARKED
    }

    public Column(String name, Function<JsonNode, String> text) {
        this(name, text, Holds.TEXT, "");
    }

    /** A column whose texts have times in them. */
    public static Column withTimes(String name, Function<JsonNode, String> text) {
        return new Column(name, text, Holds.TIMES, "");
    }

    /** A column of a sentence made of members, in which titles stand in quotes. */
    public static Column line(String name, String... members) {
        return new Column(
                name,
                row -> Stream.of(members)
                        .map(member -> plain(row.path(member)))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" ")),
                Holds.LINE,
                "");
    }

    /** A column of ids of things of one category; {@code ""}: of any, with their categories. */
    public static Column thing(String name, String pointer, String category) {
        return new Column(name, of(pointer).text(), Holds.THING, category);
    }

    /** The field at a JSON pointer; the column is called as its last part. */
    public static Column of(String pointer) {
        return of(last(pointer), pointer);
    }

    public static Column of(String name, String pointer) {
        var path = pointer.startsWith("/") ? pointer : "/" + pointer;
        return new Column(name, row -> plain(row.at(path)), holds(last(path)), "");
    }

    /** The changed fields as {@code name: old → new}, each cut: members with their names, and their values before and since. */
    public static Column change(String changed, String before, String after) {
        return new Column("change", row -> {
            var text = new StringBuilder();
            row.path(changed).forEach(name -> {
                String old = plain(row.path(before).path(name.asText()));
                String now = plain(row.path(after).path(name.asText()));
                if (old.isEmpty() && now.isEmpty()) {
                    return; // an empty list is no news
                }
                text.append(text.isEmpty() ? "" : "; ").append(name.asText()).append(": ");
                text.append(old.isEmpty() ? "" : cut(old) + " → ").append(now.isEmpty() ? "none" : cut(now));
            });
            return text.toString();
        });
    }

    /** Numbers by their names, as {@code 12 tasks, 3 files}. */
    public static Column counts(String member) {
        return new Column(member, row -> counted(row.path(member)));
    }

    public static String counted(JsonNode counts) {
        return counts.propertyStream()
                .map(entry -> "%d %s"
                        .formatted(entry.getValue().asLong(), entry.getKey().replace('_', ' ')))
                .collect(Collectors.joining(", "));
    }

    /** A duration in milliseconds, shown in seconds. */
    public static Column seconds(String name, String member) {
        return new Column(name, row -> seconds(row.path(member).asLong()));
    }

    /** A time that something lasts, in seconds, as people say it; nothing where it is not known. */
    public static Column span(String name, String member) {
        return new Column(
                name, row -> row.path(member).isNumber() ? span(row.path(member).asLong()) : "");
    }

    /** Returns a time in seconds in a unit in which it has two digits or three. */
    public static String span(long seconds) {
        return seconds < 120
                ? seconds + " s"
                : seconds < 120 * 60
                        ? seconds / 60 + " min"
                        : seconds < 48 * 60 * 60 ? seconds / (60 * 60) + " h" : seconds / (24 * 60 * 60) + " days";
    }

    public static String seconds(long ms) {
        return "%d.%d s".formatted(ms / 1000, ms % 1000 / 100);
    }

    private static String cut(String text) {
        return cut(text, CHANGED_CHARS_MAX);
    }

    private static String cut(String text, int charsMax) {
        String all = text.strip();
        String head = all.substring(0, Math.min(all.length(), charsMax * LOOKED_AT));
        String line = BREAK.matcher(head).replaceAll(" ").replace('\t', ' ');
        int chars = line.codePointCount(0, line.length());
        return chars <= charsMax && head.length() == all.length()
                ? line
                : line.substring(0, line.offsetByCodePoints(0, Math.min(chars, charsMax) - 1)) + "…";
    }

    /** Returns whether a value tells nothing where a thing is shown that another side does not have at all. */
    public static boolean tellsNothing(JsonNode value) {
        return value.isMissingNode() || TELLS_NOTHING.contains(value.asText());
    }

    /** Returns a value as a person reads it, in one line of at most so many characters. */
    public static String brief(JsonNode value, int charsMax) {
        return cut(plain(value), charsMax);
    }

    private static String last(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    /** Returns what the texts of a field are: the names of the contract tell. */
    public static Holds holds(String field) {
        return switch (field) {
            case "at", "timestamp", "lastSeen" -> Holds.TIME;
            case "status", "state", "outcome", "severity", "decision" -> Holds.STATE;
            default ->
                field.endsWith("At")
                        ? Holds.TIME
                        : field.endsWith("_at") ? Holds.TIMES : Holds.TEXT; // those of files may be of any form
        };
    }

    /** Returns a value as a person reads it: texts as they are, lists with commas, objects as names and values. */
    public static String plain(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isArray()) {
            return joined(value.valueStream().map(Column::within));
        }
        if (value.isObject()) {
            return joined(value.propertyStream().map(entry -> entry.getKey() + ": " + within(entry.getValue())));
        }
        return value.isDouble() ? number(value.asText()) : value.asText();
    }

    /** Numbers of seconds since 1970 with their fractions have an exponent, as Java writes them. */
    private static String number(String text) {
        int exponent = text.indexOf('E');
        return exponent > 0
                        && Integer.parseInt(text.substring(exponent + 1)) < DIGITS_MAX
                        && text.charAt(exponent + 1) != '-'
                ? new BigDecimal(text).toPlainString()
                : text;
    }

    /** Within something else the end of an object has to be seen. */
    private static String within(JsonNode value) {
        return value.isObject() ? "(" + plain(value) + ")" : plain(value);
    }

    private static String joined(Stream<String> parts) {
        return parts.collect(Collectors.joining(", "));
    }
}
