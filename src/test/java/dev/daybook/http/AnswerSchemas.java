package dev.daybook.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.operation.AnswerForm;
import dev.daybook.shape.Says;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** The schemas of answers, from the records that {@link JsonOutput} writes. */
final class AnswerSchemas {

    private static final Set<Class<?>> WHOLE =
            Set.of(int.class, long.class, Integer.class, Long.class, OptionalInt.class, OptionalLong.class);
    private static final Set<Class<?>> DECIMAL = Set.of(double.class, Double.class, BigDecimal.class);
    private static final Set<Class<?>> ABSENT = Set.of(Optional.class, OptionalInt.class, OptionalLong.class);

    /** Adds the schema of an answer; of a list that of a page, and that of an item. */
    static void add(ObjectNode schemas, AnswerForm form) {
        schemas.set(form.name(), record(form.record()));
        if (form.isList()) {
            ObjectNode page = object("object");
            page.putArray("required").add("items");
            ObjectNode properties = page.putObject("properties");
            properties
                    .putObject("items")
                    .put("type", "array")
                    .putObject("items")
                    .put("$ref", "#/components/schemas/" + form.name());
            properties
                    .putObject("next")
                    .put("type", "string")
                    .put("description", "The cursor of the next page, if there is one");
            form.beside()
                    .ifPresent(beside ->
                            properties.setAll((ObjectNode) record(beside).path("properties")));
            schemas.set(form.pageName(), page);
        }
    }

    private static ObjectNode record(Class<?> type) {
        ObjectNode schema = object("object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            ObjectNode property = of(component.getGenericType());
            Says says = component.getAnnotation(Says.class);
            if (says != null) {
                property.put("description", says.value());
                if (says.words().length > 0) {
                    List.of(says.words()).forEach(property.withArrayProperty("enum")::add);
                }
            }
            properties.set(component.getName(), property);
            if (!ABSENT.contains(component.getType())) {
                required.add(component.getName());
            }
        }
        return schema;
    }

    private static ObjectNode of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type inner = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return of(inner);
            }
            if (generic.getRawType() == Map.class) {
                return object("object");
            }
            ObjectNode list = object("array");
            list.set("items", of(inner));
            return list;
        }
        var plain = (Class<?>) type;
        if (plain == Json.class || plain == Object.class) {
            return JsonNodeFactory.instance.objectNode(); // any value
        }
        if (plain == Instant.class) {
            return object("string").put("format", "date-time");
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return object("boolean");
        }
        if (WHOLE.contains(plain)) {
            return object("integer");
        }
        return DECIMAL.contains(plain) ? object("number") : plain.isRecord() ? record(plain) : object("string");
    }

    private static ObjectNode object(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private AnswerSchemas() {}
}
