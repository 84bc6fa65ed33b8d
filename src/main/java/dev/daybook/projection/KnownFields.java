package dev.daybook.projection;

import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.event.JsonText;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.shape.JsonCompact;
import dev.daybook.text.DisplayWidth;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is known of one entity: the fields of each of its parts, and what it is called. For one thread. */
final class KnownFields {

    /**
     * The JSON of a field, in UTF-8 as the journal holds it, and the revision that set it. Of one that is too long to be
     * told only what is needed to notice a change: conversations are fields, too.
     */
    static final class Value {
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
            return Arrays.equals(kept, EntityFields.NULL);
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

    /** A longer old value is not written again: the row that has it is named. */
    static final int OLD_BYTES_MAX = 256;

    /** What a value costs beside its text. */
    private static final int VALUE_BYTES = 120;

    /** What is longer is no title. */
    private static final int TITLE_COLUMNS_MAX = 120;

    private final Value name;
    private final Map<String, Map<String, Value>> parts = new HashMap<>();
    private final Map<String, TreeMap<Integer, Listed>> listed = new HashMap<>();
    private Optional<String> title = Optional.empty();
    private long bytes;

    KnownFields(StreamId stream) {
        this.name = new Value(JsonCompact.quoted(stream.key()).getBytes(StandardCharsets.UTF_8), 0, "");
    }

    /** Returns whether a value only says which thing it is. */
    boolean isName(Value value) {
        return value.equalTo(name);
    }

    @Nullable
    Value get(String part, String name) {
        return parts.getOrDefault(part, Map.of()).get(name);
    }

    @Nullable
    Value put(String part, String name, Value value) {
        Value old = parts.computeIfAbsent(part, _ -> new HashMap<>()).put(name, value);
        bytes += value.bytes() - (old == null ? 0 : old.bytes());
        return old;
    }

    /** Takes the title that an event says, if it says one. */
    void call(PartFields type, String part, Map<String, byte[]> now) {
        byte[] json = now.get(type.title());
        if (json != null && type.of(type.title(), false, part).equals(Part.WHOLE)) {
            title = title(json).or(() -> Arrays.equals(json, EntityFields.NULL) ? Optional.empty() : title);
        }
    }

    boolean has(String part, String name) {
        Value value = get(part, name);
        return value != null && !value.isNull();
    }

    /** Returns the fields of a part that are something, in an order that is always the same. */
    List<String> names(String part) {
        return parts.getOrDefault(part, Map.of()).entrySet().stream()
                .filter(field -> !field.getValue().isNull())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    void forget(String part, Predicate<String> which) {
        parts.getOrDefault(part, new HashMap<>()).entrySet().removeIf(field -> {
            boolean forgotten = which.test(field.getKey());
            bytes -= forgotten ? field.getValue().bytes() : 0;
            return forgotten;
        });
    }

    void begin(String part) {
        forget(part, _ -> true);
    }

    /** Notes where parts are listed whose places begin there. */
    void list(String kind, int place, long revision, String field) {
        TreeMap<Integer, Listed> places = listed.computeIfAbsent(kind, _ -> new TreeMap<>());
        places.tailMap(place, true).clear();
        places.put(place, new Listed(revision, field));
        bytes += VALUE_BYTES;
    }

    /** Returns where a part is told as a whole, by its kind and its place. */
    Optional<Value> told(String kind, int place) {
        return Optional.ofNullable(listed.getOrDefault(kind, new TreeMap<>()).floorEntry(place))
                .map(from -> Value.elsewhere(
                        from.getValue().revision, "/%s/%d".formatted(from.getValue().field, place - from.getKey())));
    }

    /** There are no parts of that kind. */
    void end(String kind) {
        listed.remove(kind);
        parts.keySet().stream()
                .filter(part -> part.equals(kind) || part.startsWith(kind + "\n"))
                .forEach(this::begin);
    }

    void clear() {
        parts.clear();
        listed.clear();
        bytes = 0;
    }

    /** Returns what it is called, if anything. */
    Optional<String> title() {
        return title;
    }

    /** Returns how many bytes of memory its values take, about. */
    long bytes() {
        return bytes;
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
}
