package dev.daybook.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** One column of a table or of a CSV file: its name, how to get its text out of a row, and what times are in it. */
public record Column(String name, Function<JsonNode, String> text, Times times) {

    /** What times a text has, which people read in their zone. */
    public enum Times {
        NONE,
        /** It is one. */
        WHOLE,
        /** Some stand in it. */
        WITHIN
    }

    public Column(String name, Function<JsonNode, String> text) {
        this(name, text, Times.NONE);
    }

    /** A column whose texts have times in them. */
    public static Column withTimes(String name, Function<JsonNode, String> text) {
        return new Column(name, text, Times.WITHIN);
    }

    /** The field at a JSON pointer; the column is called as its last part. */
    public static Column of(String pointer) {
        return of(pointer.substring(pointer.lastIndexOf('/') + 1), pointer);
    }

    public static Column of(String name, String pointer) {
        var path = pointer.startsWith("/") ? pointer : "/" + pointer;
        boolean time = isTime(path.substring(path.lastIndexOf('/') + 1));
        return new Column(name, row -> plain(row.at(path)), time ? Times.WHOLE : Times.NONE);
    }

    /** All times of the contract are called so. */
    public static boolean isTime(String field) {
        return field.equals("at") || field.equals("timestamp") || field.endsWith("At");
    }

    /** Returns a value as a person reads it: texts as they are, lists with commas, objects as JSON. */
    public static String plain(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isArray()) {
            var text = new StringBuilder();
            for (JsonNode item : value) {
                text.append(text.isEmpty() ? "" : ", ").append(plain(item));
            }
            return text.toString();
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
