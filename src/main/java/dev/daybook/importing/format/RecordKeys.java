package dev.daybook.importing.format;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives the records of a file their keys. */
final class RecordKeys {

    /** Longer keys would not fit into the name of a thing. */
    static final int CHARS_MAX = 200;

    private final int charsMax;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** @param charsMax a longer key is none */
    RecordKeys(int charsMax) {
        this.charsMax = charsMax;
    }

    /** Returns that of the next record; nothing if its id is none. */
    Optional<Key> next(List<String> names, String id) {
        var key = new StringBuilder();
        names.forEach(
                name -> key.append(name.replace("~", "~0").replace("/", "~1")).append('/'));
        key.append(id);
        return id.isEmpty() || key.length() > charsMax
                ? Optional.empty()
                : Optional.of(new Key(key.toString(), numbers.merge(key.toString(), 1, Integer::sum)));
    }

    /** The key of a record: what it stands under, and its id. */
    record Key(String text, int number) {

        /** Returns another one for each of several records of one key. */
        String numbered() {
            return number == 1 ? text : text + "~" + number;
        }
    }

    /** Returns what a record of that key stands under. */
    static List<String> names(String key) {
        List<String> segments = List.of(key.split("/", -1));
        return segments.subList(0, segments.size() - 1).stream()
                .map(name -> name.replace("~1", "/").replace("~0", "~"))
                .toList();
    }
}
