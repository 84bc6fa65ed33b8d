package dev.daybook.projection;

import dev.daybook.domain.Part;
import dev.daybook.event.Catalog;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.shape.JsonCompact;
import dev.daybook.shape.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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

    /** What an event changes, as the columns of a row. */
    record Changes(String names, String oldValue, String newValue) {}

    /**
     * The JSON of a field, in UTF-8 as the journal holds it, and the revision that set it. Of one that is too long to be
     * told only what is needed to notice a change: conversations are fields, too.
     */
    private static final class Value {
        final byte[] kept;
        final int length;
        final long revision;

        Value(byte[] json, long revision) {
            this.kept = json.length <= OLD_BYTES_MAX ? json : Sha256.hash(json).bytes();
            this.length = json.length;
            this.revision = revision;
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

    /** One entity: the fields of each of its parts. */
    static final class Known {
        private final byte[] name;
        private final Map<String, Map<String, Value>> parts = new HashMap<>();
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

        private void keepOnly(Set<String> names, String part) {
            Map<String, Value> fields = parts.getOrDefault(part, new HashMap<>());
            fields.entrySet().removeIf(entry -> {
                boolean gone = !names.contains(entry.getKey());
                bytes -= gone ? entry.getValue().bytes() : 0;
                return gone;
            });
        }

        private void begin(String part) {
            if (part.equals(Part.WHOLE)) {
                parts.clear();
                bytes = 0;
                return;
            }
            Map<String, Value> earlier = parts.remove(part);
            if (earlier != null) {
                earlier.values().forEach(value -> bytes -= value.bytes());
            }
        }
    }

    private static final int BYTES_MAX = 12 << 20;

    /** What an entity costs beside its values. */
    private static final int BYTES_EACH = 500;

    /** What a value costs beside its text. */
    private static final int VALUE_BYTES = 120;

    /** A longer old value is not written again: the row that has it is named. */
    private static final int OLD_BYTES_MAX = 256;

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
        String part = type.name(now);
        if (type.begins()) {
            entity.begin(part);
        }
        now.forEach((name, value) ->
                entity.put(type.of(name, entity.isName(value), part), name, new Value(value, row.revision)));
        if (type.replaces()) {
            entity.keepOnly(now.keySet(), part);
        }
    }

    /** Takes in an event and tells what it changes. */
    Changes learn(Known entity, Recorded recorded) {
        long before = entity.bytes;
        PartFields type = type(recorded.entry().type());
        byte[] payload = type.told(recorded.entry().payload().bytes());
        long revision = recorded.entry().revision();
        Map<String, byte[]> now = fields(payload);
        String newValue = new String(payload, StandardCharsets.UTF_8);
        String part = type.name(now);
        if (type.begins()) {
            entity.begin(part);
        }
        for (String name : type.optionals()) {
            Value old = entity.get(type.of(name, false, part), name);
            if (old != null && !old.isNull() && !now.containsKey(name)) {
                // Absent says that there is none any more; without saying so, the old one would seem to stay.
                now.put(name, NULL);
                newValue = newValue.substring(0, newValue.length() - 1) + ",\"" + name + "\":null}";
            }
        }
        var names = new StringBuilder("[");
        var oldValue = new StringBuilder("{");
        for (Map.Entry<String, byte[]> field : now.entrySet()) {
            var value = new Value(field.getValue(), revision);
            boolean isName = entity.isName(field.getValue());
            Value old = entity.put(type.of(field.getKey(), isName, part), field.getKey(), value);
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
        if (type.replaces()) {
            entity.keepOnly(now.keySet(), part);
        }
        bytes += entity.bytes - before;
        forgetEldest();
        return new Changes(names.append(']').toString(), oldValue.append('}').toString(), newValue);
    }

    private static String brief(Value it) {
        return it.length <= OLD_BYTES_MAX
                ? new String(it.kept, StandardCharsets.UTF_8)
                : "{\"$revision\":" + it.revision + ",\"bytes\":" + it.length + "}";
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
