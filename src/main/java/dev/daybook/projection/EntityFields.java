package dev.daybook.projection;

import dev.daybook.domain.Changing;
import dev.daybook.domain.Event;
import dev.daybook.domain.Part;
import dev.daybook.event.Catalog;
import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import dev.daybook.shape.JsonCompact;
import dev.daybook.shape.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The last known fields of entities, by which an event's changes are told.
 *
 * <p>Values are compared as the journal holds them, written by one codec. What is known is read
 * back from the audit log itself, and the entities used last are kept in memory, bounded.
 */
final class EntityFields {

    /** What a row of the audit log says of an entity: {@code action} is the type of the event. */
    record Stored(long revision, String action, String newValue) {}

    /** What an event changes, as the columns of a row; {@code title}: what its thing is called after it. */
    record Changes(String names, String oldValue, String newValue, Optional<String> title) {}

    private static final int BYTES_MAX = 12 << 20;

    /** What an entity costs beside its values. */
    private static final int BYTES_EACH = 500;

    /** The field that says of a part which place it has among those of its kind. */
    private static final String PLACE = "index";

    static final byte[] NULL = {'n', 'u', 'l', 'l'};

    /** A value may be as deep as is stored at most, and stands a few levels down in its event. */
    static final int DEPTH_MAX = 2 * JsonCursor.DEPTH_MAX;

    private final LinkedHashMap<StreamId, KnownFields> known = new LinkedHashMap<>(256, 0.75f, true);
    private final Map<String, PartFields> types = new HashMap<>();
    private final Catalog catalog;
    private long bytes;

    EntityFields(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Returns what is known of an entity; {@code rows} are asked if it is not at hand. */
    KnownFields of(StreamId stream, boolean isNew, Supplier<List<Stored>> rows) {
        KnownFields entity = known.get(stream);
        if (entity == null || isNew) {
            entity = new KnownFields(stream);
            if (!isNew) {
                for (Stored row : rows.get()) {
                    learn(entity, row);
                }
            }
            KnownFields replaced = known.put(stream, entity);
            bytes -= replaced == null ? 0 : BYTES_EACH + replaced.bytes();
            bytes += BYTES_EACH + entity.bytes();
            forgetEldest();
        }
        return entity;
    }

    private void forgetEldest() {
        var eldest = known.entrySet().iterator();
        while (bytes > BYTES_MAX && known.size() > 1) {
            bytes -= BYTES_EACH + eldest.next().getValue().bytes();
            eldest.remove();
        }
    }

    private void learn(KnownFields entity, Stored row) {
        PartFields type = type(row.action);
        Map<String, byte[]> now = fields(row.newValue.getBytes(StandardCharsets.UTF_8));
        String part = begin(entity, type, now);
        entity.call(type, part, now);
        list(entity, type, now, row.revision);
        now.forEach((name, json) -> put(entity, type, part, name, new KnownFields.Value(json, row.revision, "")));
        end(entity, type, now, row.revision);
    }

    /** Makes room for what an event says; returns the name of the part that it is about. */
    private static String begin(KnownFields entity, PartFields type, Map<String, byte[]> now) {
        String part = type.name(now);
        if (type.begins()) {
            entity.begin(part);
        }
        if (type.isAside(now)) {
            entity.forget(part, type::isReplaced);
        }
        type.ends().forEach(entity::end);
        return part;
    }

    private static void list(KnownFields entity, PartFields type, Map<String, byte[]> now, long revision) {
        if (!type.adds().isEmpty()) {
            place(now).ifPresent(place -> entity.list(type.added(), place, revision, type.adds()));
        }
    }

    private static Optional<Integer> place(Map<String, byte[]> now) {
        return Optional.ofNullable(now.get(PLACE))
                .map(json -> Integer.valueOf(new String(json, StandardCharsets.US_ASCII)));
    }

    private static KnownFields.@Nullable Value put(
            KnownFields entity, PartFields type, String part, String name, KnownFields.Value value) {
        return type.own().contains(name) ? null : entity.put(type.of(name, entity.isName(value), part), name, value);
    }

    /** Takes in the parts that an event lists, or that the thing is no more. */
    private static void end(KnownFields entity, PartFields type, Map<String, byte[]> now, long revision) {
        byte[] list = now.get(type.lists());
        if (list != null && list[0] == '[') {
            int place = 0;
            for (byte[] element : elements(list)) {
                int here = place++;
                String name = type.ends().getFirst() + "\n" + here;
                fields(element)
                        .forEach((field, json) -> entity.put(
                                name,
                                field,
                                new KnownFields.Value(
                                        json, revision, "/%s/%d/%s".formatted(type.lists(), here, field))));
            }
        }
        if (type.removes()) {
            entity.clear();
        }
    }

    /** Takes in an event and tells what it changes. */
    Changes learn(KnownFields entity, Recorded recorded) {
        long bytesBefore = entity.bytes();
        PartFields type = type(recorded.entry().type());
        byte[] said = recorded.entry().payload().bytes();
        byte[] payload = type.told(said);
        long revision = recorded.entry().revision();
        Map<String, byte[]> now = fields(payload);
        String part = begin(entity, type, now);
        Map<String, byte[]> implied = implied(entity, type, part, now, recorded.event());
        now.putAll(implied);
        list(entity, type, now, revision);
        Optional<String> before = entity.title();
        entity.call(type, part, now);
        String newValue = implied.isEmpty() ? new String(payload, StandardCharsets.UTF_8) : object(now);
        var names = new StringBuilder("[");
        var oldValue = new StringBuilder("{");
        for (Map.Entry<String, byte[]> field : now.entrySet()) {
            var value = new KnownFields.Value(field.getValue(), revision, "");
            KnownFields.Value known = put(entity, type, part, field.getKey(), value);
            KnownFields.Value old = field.getKey().equals(type.of())
                    ? was(type, said, revision)
                    : known == null && field.getKey().equals(type.part())
                            ? place(now)
                                    .flatMap(place -> entity.told(type.part(), place))
                                    .orElse(null)
                            : known;
            if (old == null ? value.isNull() : old.equalTo(value)) {
                continue;
            }
            String name = JsonCompact.quoted(field.getKey());
            names.append(names.length() == 1 ? "" : ",").append(name);
            if (old != null && !old.isNull()) {
                oldValue.append(oldValue.length() == 1 ? "" : ",")
                        .append(name)
                        .append(':')
                        .append(brief(old));
            }
        }
        end(entity, type, now, revision);
        bytes += entity.bytes() - bytesBefore;
        forgetEldest();
        return new Changes(
                names.append(']').toString(),
                oldValue.append('}').toString(),
                newValue,
                type.removes() ? before : entity.title());
    }

    private static KnownFields.@Nullable Value was(PartFields type, byte[] said, long revision) {
        byte[] was = fields(said).get(type.was());
        return was == null ? null : new KnownFields.Value(was, revision, "");
    }

    /** Returns what is otherwise after an event without standing in it: what is no more, what follows by its rules. */
    private static Map<String, byte[]> implied(
            KnownFields entity, PartFields type, String part, Map<String, byte[]> said, Event event) {
        var implied = new TreeMap<String, byte[]>();
        type.optionals().stream() // absent says that there is none any more
                .filter(name -> !said.containsKey(name) && entity.has(type.of(name, false, part), name))
                .forEach(name -> implied.put(name, NULL));
        if (type.replaces() || type.removes()) {
            entity.names(type.removes() ? Part.WHOLE : part).stream()
                    .filter(name -> !said.containsKey(name) && (type.removes() || type.isReplaced(name)))
                    .forEach(name -> implied.put(name, NULL));
        }
        if (event instanceof Changing more) {
            more.ends().stream()
                    .filter(name -> said.containsKey(name) || entity.has(type.of(name, false, part), name))
                    .forEach(name -> implied.put(name, NULL));
            more.also().forEach((name, value) -> implied.put(name, json(value)));
            more.initially().entrySet().stream()
                    .filter(field -> !entity.has(type.of(field.getKey(), false, part), field.getKey()))
                    .forEach(field -> implied.put(field.getKey(), json(field.getValue())));
        }
        return implied;
    }

    private static byte[] json(Object value) {
        return JsonCompact.of(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String object(Map<String, byte[]> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        JsonCompact.quoted(field.getKey()) + ":" + new String(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String brief(KnownFields.Value it) {
        if (it.length <= KnownFields.OLD_BYTES_MAX) {
            return new String(it.kept, StandardCharsets.UTF_8);
        }
        String bytes = it.length == Integer.MAX_VALUE ? "" : ",\"bytes\":" + it.length;
        String at = it.at.isEmpty() ? "" : ",\"at\":" + JsonCompact.quoted(it.at);
        return "{\"$revision\":" + it.revision + bytes + at + "}";
    }

    private PartFields type(String name) {
        return types.computeIfAbsent(
                name,
                text -> catalog.find(text)
                        .map(type -> PartFields.of(type.record()))
                        .orElse(PartFields.UNKNOWN));
    }

    void forget() {
        known.clear();
        bytes = 0;
    }

    /** Returns the elements of a list, as they stand in it. */
    private static List<byte[]> elements(byte[] json) {
        var elements = new ArrayList<byte[]>();
        var in = JsonCursor.lenient(json, DEPTH_MAX);
        in.next();
        for (in.enter(); in.element(); ) {
            in.skip();
            elements.add(Arrays.copyOfRange(json, (int) in.start(), (int) in.end()));
        }
        return elements;
    }

    /** Returns the fields of an object by their names, as they stand in it. */
    static Map<String, byte[]> fields(byte[] json) {
        var fields = new LinkedHashMap<String, byte[]>();
        var in = JsonCursor.lenient(json, DEPTH_MAX);
        for (in.enter(); in.member(); ) {
            String name = in.memberName();
            in.skip();
            fields.put(name, Arrays.copyOfRange(json, (int) in.start(), (int) in.end()));
        }
        if (!in.isSound()) {
            throw new IllegalStateException("an event's payload is no object: " + in.flaw());
        }
        return fields;
    }
}
