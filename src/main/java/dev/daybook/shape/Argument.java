package dev.daybook.shape;

import dev.daybook.domain.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A field of {@link Shape#arguments}, as doors want to know it.
 *
 * @param required whether it has to be given
 * @param clears whether it may be given as nothing
 * @param says what it is: the rest of a sentence
 * @param label what stands for its value in a line of help
 * @param words the only values of a text; any if there are none
 * @param thing the category of the thing that it is the id of; empty if it is none
 * @param standard what it is if it is not given
 * @param schema of its value, a JSON schema
 */
public record Argument(
        String name,
        Kind kind,
        boolean required,
        boolean clears,
        String says,
        String label,
        List<String> words,
        String thing,
        Optional<Json> standard,
        Optional<Json> example,
        Json schema) {

    /** Stands for the category of a thing of any. */
    public static final String ANY_THING = "*";

    /** What a value is. */
    public enum Kind {
        TEXT,
        NUMBER,
        FLAG,
        TEXTS,
        JSON
    }

    static Argument of(Field field) {
        return new Argument(
                field.name,
                switch (field.kind) {
                    case TEXT, TIME -> Kind.TEXT;
                    case NUMBER -> Kind.NUMBER;
                    case FLAG -> Kind.FLAG;
                    case TEXTS -> Kind.TEXTS;
                    default -> Kind.JSON;
                },
                !field.optional && field.standard == null,
                field.clears,
                field.says,
                field.label.isEmpty() ? field.name.toUpperCase(Locale.ROOT) : field.label,
                field.open ? List.of() : field.words,
                field.thing,
                Optional.ofNullable(field.standard).map(JsonCompact::of).map(Json::new),
                Optional.of(field.example).filter(text -> !text.isEmpty()).map(Json::new),
                new Json("{" + RecordSchema.of(field) + "}"));
    }
}
