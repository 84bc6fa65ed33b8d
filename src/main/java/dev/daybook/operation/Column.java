package dev.daybook.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** One column of a table or of a CSV file: its name, how to get its text out of a row, and whether it is a time. */
public record Column(String name, Function<JsonNode, String> text, boolean isTime) {

    public Column(String name, Function<JsonNode, String> text) {
        this(name, text, false);
    }

    /** The field at a JSON pointer; the column is called as its last part. */
    public static Column of(String pointer) {
        return of(pointer.substring(pointer.lastIndexOf('/') + 1), pointer);
    }

    public static Column of(String name, String pointer) {
        var path = pointer.startsWith("/") ? pointer : "/" + pointer;
        return new Column(name, row -> plain(row.at(path)), isTime(path.substring(path.lastIndexOf('/') + 1)));
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
