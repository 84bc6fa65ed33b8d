package dev.daybook.projection;

import dev.daybook.domain.Changing;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.event.Catalog;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.shape.JsonCompact;
import dev.daybook.shape.JsonCursor;
import dev.daybook.text.DisplayWidth;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
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

    /**
     * The JSON of a field, in UTF-8 as the journal holds it, and the revision that set it. Of one that is too long to be
     * told only what is needed to notice a change: conversations are fields, too.
     */
    private static final class Value {
        final byte[] kept;
        final int length;
        final long revision;
        final String at; // where it stands in the row of that revision; empty: under its name

        Value(byte[] json, long revision, String at) {
            this(json.length <= OLD_BYTES_MAX ? json : Sha256.hash(json).bytes(), json.length, revision, at);
        }

        private Value(byte[] kept, int length, long revision, String at) {
            this.kept = kept;
            this.length = length;
            this.revision = revision;
            this.at = at;
        }

        /** Returns a value of which only is known where it stands. */
        static Value elsewhere(long revision, String at) {
            return new Value(new byte[0], Integer.MAX_VALUE, revision, at);
        }

        boolean isNull() {
            return Arrays.equals(kept, NULL);
        }

        boolean equalTo(Value other) {
            return length == other.length && Arrays.equals(kept, other.kept);
        }

        int bytes() {
            return VALUE_BYTES + kept.length;
        }
    }

    /** Parts that an event lists one after the other. */
    private record Listed(long revision, String field) {}

    /** One entity: the fields of each of its parts. */
    static final class Known {
        private final byte[] name;
        private final Map<String, Map<String, Value>> parts = new HashMap<>();
        private final Map<String, TreeMap<Integer, Listed>> listed = new HashMap<>();
        private Optional<String> title = Optional.empty();
        private long bytes;

        private Known(StreamId stream) {
            this.name = JsonCompact.quoted(stream.key()).getBytes(StandardCharsets.UTF_8);
        }

        private boolean isName(byte[] json) {
            return Arrays.equals(json, name);
        }

        private @Nullable Value get(String part, String name) {
            return parts.getOrDefault(part, Map.of()).get(name);
        }

        private @Nullable Value put(String part, String name, Value value) {
            Value old = parts.computeIfAbsent(part, _ -> new HashMap<>()).put(name, value);
            bytes += value.bytes() - (old == null ? 0 : old.bytes());
            return old;
        }

        /** Takes the title that an event says, if it says one. */
        private void call(PartFields type, String part, Map<String, byte[]> now) {
            byte[] json = now.get(type.title());
            if (json != null && type.of(type.title(), false, part).equals(Part.WHOLE)) {
                title = title(json).or(() -> Arrays.equals(json, NULL) ? Optional.empty() : title);
            }
        }

        private boolean has(String part, String name) {
            Value value = get(part, name);
            return value != null && !value.isNull();
        }

        /** Returns the fields of a part that are something, in an order that is always the same. */
        private List<String> names(String part) {
            return parts.getOrDefault(part, Map.of()).entrySet().stream()
                    .filter(field -> !field.getValue().isNull())
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }

        private void forget(String part, Predicate<String> which) {
            parts.getOrDefault(part, new HashMap<>()).entrySet().removeIf(field -> {
                boolean forgotten = which.test(field.getKey());
                bytes -= forgotten ? field.getValue().bytes() : 0;
                return forgotten;
            });
        }

        private void begin(String part) {
            forget(part, _ -> true);
        }

        /** Notes where parts are listed whose places begin there. */
        private void list(String kind, int place, long revision, String field) {
            TreeMap<Integer, Listed> places = listed.computeIfAbsent(kind, _ -> new TreeMap<>());
            places.tailMap(place, true).clear();
            places.put(place, new Listed(revision, field));
            bytes += VALUE_BYTES;
        }

        /** Returns where a part is told as a whole, by its kind and its place. */
        private Optional<Value> told(String kind, int place) {
            return Optional.ofNullable(
                            listed.getOrDefault(kind, new TreeMap<>()).floorEntry(place))
                    .map(from -> Value.elsewhere(
                            from.getValue().revision,
                            "/%s/%d".formatted(from.getValue().field, place - from.getKey())));
        }

        /** There are no parts of that kind. */
        private void end(String kind) {
            listed.remove(kind);
            parts.keySet().stream()
                    .filter(part -> part.equals(kind) || part.startsWith(kind + "\n"))
                    .forEach(this::begin);
        }

        private void clear() {
            parts.clear();
            listed.clear();
            bytes = 0;
        }
    }

    private static final int BYTES_MAX = 12 << 20;

    /** What an entity costs beside its values. */
    private static final int BYTES_EACH = 500;

    /** What a value costs beside its text. */
    private static final int VALUE_BYTES = 120;

    /** A longer old value is not written again: the row that has it is named. */
    private static final int OLD_BYTES_MAX = 256;

    /** The field that says of a part which place it has among those of its kind. */
    private static final String PLACE = "index";

    /** What is longer is no title. */
    private static final int TITLE_COLUMNS_MAX = 120;

    static final byte[] NULL = {'n', 'u', 'l', 'l'};

    /** A value may be as deep as is stored at most, and stands a few levels down in its event. */
    static final int DEPTH_MAX = 2 * JsonCursor.DEPTH_MAX;

    private final LinkedHashMap<StreamId, Known> known = new LinkedHashMap<>(256, 0.75f, true);
    private final Map<String, PartFields> types = new HashMap<>();
    private final Catalog catalog;
    private long bytes;

    EntityFields(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Returns what is known of an entity; {@code rows} are asked if it is not at hand. */
    Known of(StreamId stream, boolean isNew, Supplier<List<Stored>> rows) {
        Known entity = known.get(stream);
        if (entity == null || isNew) {
            entity = new Known(stream);
            if (!isNew) {
                for (Stored row : rows.get()) {
                    learn(entity, row);
                }
            }
            Known replaced = known.put(stream, entity);
            bytes -= replaced == null ? 0 : BYTES_EACH + replaced.bytes;
            bytes += BYTES_EACH + entity.bytes;
            forgetEldest();
        }
        return entity;
    }

    private void forgetEldest() {
        var eldest = known.entrySet().iterator();
        while (bytes > BYTES_MAX && known.size() > 1) {
            bytes -= BYTES_EACH + eldest.next().getValue().bytes;
            eldest.remove();
        }
    }

    private void learn(Known entity, Stored row) {
        PartFields type = type(row.action);
        Map<String, byte[]> now = fields(row.newValue.getBytes(StandardCharsets.UTF_8));
        String part = begin(entity, type, now);
        entity.call(type, part, now);
        list(entity, type, now, row.revision);
        now.forEach((name, json) -> put(entity, type, part, name, new Value(json, row.revision, "")));
        end(entity, type, now, row.revision);
    }

    /** Makes room for what an event says; returns the name of the part that it is about. */
    private static String begin(Known entity, PartFields type, Map<String, byte[]> now) {
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

    private static void list(Known entity, PartFields type, Map<String, byte[]> now, long revision) {
        if (!type.adds().isEmpty()) {
            place(now).ifPresent(place -> entity.list(type.added(), place, revision, type.adds()));
        }
    }

    private static Optional<Integer> place(Map<String, byte[]> now) {
        return Optional.ofNullable(now.get(PLACE))
                .map(json -> Integer.valueOf(new String(json, StandardCharsets.US_ASCII)));
    }

    private static @Nullable Value put(Known entity, PartFields type, String part, String name, Value value) {
        return type.own().contains(name)
                ? null
                : entity.put(type.of(name, entity.isName(value.kept), part), name, value);
    }

    /** Takes in the parts that an event lists, or that the thing is no more. */
    private static void end(Known entity, PartFields type, Map<String, byte[]> now, long revision) {
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
                                new Value(json, revision, "/%s/%d/%s".formatted(type.lists(), here, field))));
            }
        }
        if (type.removes()) {
            entity.clear();
        }
    }

    /** Takes in an event and tells what it changes. */
    Changes learn(Known entity, Recorded recorded) {
        long bytesBefore = entity.bytes;
        PartFields type = type(recorded.entry().type());
        byte[] payload = type.told(recorded.entry().payload().bytes());
        long revision = recorded.entry().revision();
        Map<String, byte[]> now = fields(payload);
        String part = begin(entity, type, now);
        Map<String, byte[]> implied = implied(entity, type, part, now, recorded.event());
        now.putAll(implied);
        list(entity, type, now, revision);
        Optional<String> before = entity.title;
        entity.call(type, part, now);
        String newValue = implied.isEmpty() ? new String(payload, StandardCharsets.UTF_8) : object(now);
        var names = new StringBuilder("[");
        var oldValue = new StringBuilder("{");
        for (Map.Entry<String, byte[]> field : now.entrySet()) {
            var value = new Value(field.getValue(), revision, "");
            Value said = put(entity, type, part, field.getKey(), value);
            Value old = said == null && field.getKey().equals(type.part())
                    ? place(now)
                            .flatMap(place -> entity.told(type.part(), place))
                            .orElse(null)
                    : said;
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
        bytes += entity.bytes - bytesBefore;
        forgetEldest();
        return new Changes(
                names.append(']').toString(),
                oldValue.append('}').toString(),
                newValue,
                type.removes() ? before : entity.title);
    }

    /** Returns what is otherwise after an event without standing in it: what is no more, what follows by its rules. */
    private static Map<String, byte[]> implied(
            Known entity, PartFields type, String part, Map<String, byte[]> said, Event event) {
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

    /** Returns the first line of a text; of none that stands aside, or is no text. */
    private static Optional<String> title(byte[] json) {
        if (json[0] != '"') {
            return Optional.empty();
        }
        String text = JsonText.tree(new Json(new String(json, StandardCharsets.UTF_8)))
                .textValue()
                .strip();
        return Optional.of(text.lines().findFirst().orElse("").strip())
                .filter(line -> !line.isEmpty())
                .map(line -> DisplayWidth.cut(line, TITLE_COLUMNS_MAX));
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

    private static String brief(Value it) {
        if (it.length <= OLD_BYTES_MAX) {
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
