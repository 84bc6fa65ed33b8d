package dev.daybook.projection;

import dev.daybook.domain.Event;
import dev.daybook.domain.Part;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the fields of a type of events belong to parts of a thing.
 *
 * @param part the kind of part, see {@link Part}
 * @param key the fields that tell such parts apart
 * @param begins whether the part begins with the event
 * @param replaces whether the event says all of the part
 * @param whole the fields that are of the thing as a whole
 * @param optionals the fields that an event leaves out where there is nothing
 */
record PartFields(
        String part, List<String> key, boolean begins, boolean replaces, Set<String> whole, List<String> optionals) {

    /** Of events that this program does not know. */
    static final PartFields UNKNOWN = new PartFields(Part.WHOLE, List.of(), false, false, Set.of(), List.of());

    static PartFields of(Class<? extends Event> type) {
        List<String> optionals = Arrays.stream(type.getRecordComponents())
                .filter(it -> it.getType() == Optional.class)
                .map(RecordComponent::getName)
                .toList();
        Part part = type.getAnnotation(Part.class);
        return part == null
                ? new PartFields(Part.WHOLE, List.of(), false, false, Set.of(), optionals)
                : new PartFields(
                        part.value(),
                        List.of(part.key()),
                        part.begins(),
                        part.replaces(),
                        Set.of(part.whole()),
                        optionals);
    }

    /** Returns the name of the part that an event with these fields tells of. */
    String name(Map<String, byte[]> fields) {
        if (key.isEmpty()) {
            return part;
        }
        var name = new StringBuilder(part);
        for (String field : key) {
            byte[] value = fields.get(field);
            name.append('\n').append(value == null ? "" : new String(value, StandardCharsets.UTF_8));
        }
        return name.toString();
    }

    /**
     * Returns the name of the part that a field belongs to, if the event tells of {@code part}.
     *
     * @param isName whether the field only says which thing it is
     */
    String of(String field, boolean isName, String part) {
        return isName || whole.contains(field) ? Part.WHOLE : part;
    }
}
