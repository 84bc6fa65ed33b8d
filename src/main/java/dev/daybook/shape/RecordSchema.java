package dev.daybook.shape;

import dev.daybook.shape.Field.Kind;
import dev.daybook.shape.Shape.Member;
import java.util.ArrayList;
import java.util.List;

/** What a record consists of, as a JSON schema of 2020-12. */
final class RecordSchema {

    static final String DIALECT = "\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",";

    /** Returns the schema of the object, without braces around it. */
    static String members(Shape<?> shape) {
        var properties = new ArrayList<String>();
        var required = new ArrayList<String>();
        for (Member member : shape.written) {
            Field field = member.field();
            String name = JsonCompact.quoted(field.name);
            properties.add(name + ":{" + of(field) + "}");
            if (!field.optional && field.standard == null) {
                required.add(name);
            }
        }
        var schema = new ArrayList<String>();
        schema.add("\"type\":\"object\"");
        schema.add("\"properties\":{" + String.join(",", properties) + "}");
        if (!required.isEmpty()) {
            schema.add("\"required\":[" + String.join(",", required) + "]");
        }
        if (shape.more.isEmpty()) {
            schema.add("\"additionalProperties\":false");
        }
        return String.join(",", schema);
    }

    /** Returns the schema of the field, without braces around it. */
    static String of(Field field) {
        return String.join(",", all(field));
    }

    private static List<String> all(Field field) {
        var schema = new ArrayList<String>();
        if (!field.says.isEmpty()) {
            schema.add("\"description\":" + JsonCompact.quoted(field.says));
        }
        switch (field.kind) {
            case TEXT, TIME -> schema.add(type("string", field));
            case NUMBER -> schema.add(type("integer", field));
            case DECIMAL -> schema.add(type("number", field));
            case FLAG -> schema.add(type("boolean", field));
            case JSON -> {
                if (field.object) {
                    schema.add(type("object", field));
                }
            }
            case TEXTS, LIST -> {
                schema.add(type("array", field));
                schema.add("\"items\":{" + items(field) + "}");
            }
            case NESTED, INLINE, MORE ->
                schema.add(members(field.shape()).replaceFirst("\"type\":\"object\"", type("object", field)));
        }
        if (field.kind == Kind.NUMBER && field.min != Long.MIN_VALUE) {
            schema.add("\"minimum\":" + field.min);
        }
        if (field.kind == Kind.NUMBER && field.max != Long.MAX_VALUE) {
            schema.add("\"maximum\":" + field.max);
        }
        if (field.elementsMax != Integer.MAX_VALUE) {
            schema.add("\"maxItems\":" + field.elementsMax);
        }
        if (field.key) {
            schema.add("\"minLength\":1");
        }
        if (field.standard != null) {
            schema.add("\"default\":" + JsonCompact.of(field.standard));
        }
        if (field.kind != Kind.TEXTS) {
            schema.addAll(accepted(field));
        }
        return schema;
    }

    private static String type(String name, Field field) {
        return field.takesNull() ? "\"type\":[\"" + name + "\",\"null\"]" : "\"type\":\"" + name + "\"";
    }

    private static String items(Field field) {
        if (field.kind == Kind.LIST) {
            return members(field.shape());
        }
        var schema = new ArrayList<String>();
        schema.add("\"type\":\"string\"");
        schema.addAll(accepted(field));
        return String.join(",", schema);
    }

    /** Words that are only asked of what changes are no part of what can be stored. */
    private static List<String> accepted(Field field) {
        var schema = new ArrayList<String>();
        if (!field.open) {
            var words = new ArrayList<>(
                    field.words.stream().map(JsonCompact::quoted).toList());
            if (field.takesNull()) {
                words.add("null");
            }
            schema.add("\"enum\":[" + String.join(",", words) + "]");
        } else if (!field.words.isEmpty()) {
            schema.add("\"examples\":["
                    + String.join(
                            ",", field.words.stream().map(JsonCompact::quoted).toList()) + "]");
        }
        if (field.charsMin > 0) {
            schema.add("\"minLength\":" + field.charsMin);
        }
        if (field.charsMax != Integer.MAX_VALUE) {
            schema.add("\"maxLength\":" + field.charsMax);
        }
        if (field.pattern != null) {
            schema.add("\"pattern\":" + JsonCompact.quoted(field.pattern.pattern()));
        }
        field.limits.stream().map(Limit::schema).filter(text -> !text.isEmpty()).forEach(schema::add);
        return schema;
    }

    private RecordSchema() {}
}
