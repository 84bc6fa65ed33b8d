package dev.daybook.projection;

import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Titled;
import dev.daybook.event.JsonText;
import dev.daybook.shape.Change;
import dev.daybook.shape.JsonCompact;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the fields of a type of events belong to parts of a thing.
 *
 * @param part the kind of part, see {@link Part}
 * @param key the fields that tell such parts apart
 * @param begins whether the part begins with the event
 * @param replaces whether the event says all of the part, or all of its members
 * @param removes whether the thing is no more
 * @param whole the fields that are of the thing as a whole
 * @param own the fields that only the event has
 * @param of the field that the event says the former value of; empty: none
 * @param was the field that says it
 * @param ends the kinds of parts that there are none of any more
 * @param lists the field that lists those of the first of these; empty: none
 * @param adds the field that lists parts of another kind, by their places; empty: none
 * @param added that kind
 * @param optionals the fields that an event leaves out where there is nothing
 * @param members the field whose own members are fields of the thing; empty: none
 * @param memberNames how these can be called; none: by pointers
 * @param isNamed whether its members are named as such, or by pointers already; those of other JSON get pointers
 * @param gone the field that lists which of them are gone; empty: none
 * @param title the field that people call the thing by; empty: none
 * @param counted the field of which lists are told by how many they hold; empty: none
 */
record PartFields(
        String part,
        List<String> key,
        boolean begins,
        boolean replaces,
        boolean removes,
        Set<String> whole,
        Set<String> own,
        String of,
        String was,
        List<String> ends,
        String lists,
        String adds,
        String added,
        List<String> optionals,
        String members,
        Set<String> memberNames,
        boolean isNamed,
        String gone,
        String title,
        String counted) {

    private static final byte[] BLOB = "{\"$blob\"".getBytes(StandardCharsets.UTF_8);

    /** Of events that this program does not know. */
    static final PartFields UNKNOWN = plain(List.of(), "");

    private static PartFields plain(List<String> optionals, String title) {
        return new PartFields(
                Part.WHOLE,
                List.of(),
                false,
                false,
                false,
                Set.of(),
                Set.of(),
                "",
                "",
                List.of(),
                "",
                "",
                "",
                optionals,
                "",
                Set.of(),
                false,
                "",
                title,
                "");
    }

    static PartFields of(Class<? extends Event> type) {
        Part part = type.getAnnotation(Part.class);
        if (part == null) {
            return plain(optionals(type), title(type));
        }
        Optional<Class<?>> members = Arrays.stream(type.getRecordComponents())
                .filter(component -> component.getName().equals(part.members()))
                .<Class<?>>map(RecordComponent::getType)
                .filter(component -> component != Json.class)
                .findFirst();
        return new PartFields(
                part.value(),
                List.of(part.key()),
                part.begins(),
                part.replaces(),
                part.removes(),
                Set.of(part.whole()),
                Set.of(part.own()),
                part.of(),
                part.was(),
                List.of(part.ends()),
                part.lists(),
                part.adds(),
                part.added(),
                Stream.concat(
                                optionals(type).stream(),
                                members.filter(Class::isRecord).stream().flatMap(record -> optionals(record).stream()))
                        .toList(),
                part.members(),
                members.filter(Class::isRecord).stream()
                        .flatMap(record -> Arrays.stream(record.getRecordComponents()))
                        .map(RecordComponent::getName)
                        .collect(Collectors.toUnmodifiableSet()),
                members.isPresent(),
                part.gone(),
                title(type),
                part.counted());
    }

    /** A family of events may be one of others, which has the title. */
    private static String title(Class<?> type) {
        return Arrays.stream(type.getInterfaces())
                .map(family -> Optional.ofNullable(family.getAnnotation(Titled.class))
                        .map(Titled::value)
                        .orElseGet(() -> title(family)))
                .filter(title -> !title.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static List<String> optionals(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .filter(recordComponent -> recordComponent.getType() == Optional.class)
                .map(RecordComponent::getName)
                .toList();
    }

    /** Returns whether the field is no more if the event does not say it. */
    boolean isReplaced(String field) {
        return replaces
                && (members.isEmpty()
                        ? !key.contains(field)
                        : memberNames.isEmpty()
                                ? field.startsWith("/") || field.equals(members)
                                : memberNames.contains(field));
    }

    /** Returns whether the members of an event stand aside: what they are is not known here. */
    boolean isAside(Map<String, byte[]> told) {
        byte[] value = members.isEmpty() ? null : told.get(members);
        return value != null && startsWith(value, BLOB);
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

    /**
     * Returns an event's payload as it is told: with what {@link Counted} leaves of its long lists, and with the members
     * of its {@link Part#members} as fields beside the others, and null for those that are gone. A value that stands aside stays as it is; a field that is told among the members, too, in the
     * words of a tool, is one fact and stands there alone. What a field was before is none of the event's own.
     */
    byte[] told(byte[] payload) {
        if (members.isEmpty() && counted.isEmpty() && was.isEmpty()) {
            return payload;
        }
        var out = new ByteArrayOutputStream(payload.length + 64);
        Map<String, byte[]> fields = EntityFields.fields(payload);
        byte[] all = fields.get(members);
        Set<String> told = !isNamed || all == null || all[0] != '{' || startsWith(all, BLOB)
                ? Set.of()
                : EntityFields.fields(all).keySet();
        fields.forEach((name, value) -> {
            if (name.equals(members) && value[0] == '{' && !startsWith(value, BLOB)) {
                EntityFields.fields(value).forEach((member, bytes) -> add(named(member), bytes, out));
            } else if (name.equals(gone)) {
                JsonText.tree(new Json(new String(value, StandardCharsets.UTF_8)))
                        .forEach(pointer -> add(pointer.textValue(), EntityFields.NULL, out));
            } else if (name.equals(counted) && value[0] == '{') {
                add(name, Counted.of(value), out);
            } else if (!told.contains("/" + name) && !name.equals(was)) {
                add(name, value, out);
            }
        });
        out.write('}');
        return out.toByteArray();
    }

    private static void add(String name, byte[] value, ByteArrayOutputStream out) {
        out.write(out.size() == 0 ? '{' : ',');
        out.writeBytes(JsonCompact.quoted(name).getBytes(StandardCharsets.UTF_8));
        out.write(':');
        out.writeBytes(value);
    }

    private String named(String member) {
        return isNamed ? member : Change.pointer(member);
    }

    private static boolean startsWith(byte[] value, byte[] beginning) {
        return value.length > beginning.length
                && Arrays.equals(value, 0, beginning.length, beginning, 0, beginning.length);
    }
}
