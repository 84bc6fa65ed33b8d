package dev.daybook.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values by names, in whatever case these are written: the headers of a request, or its query.
 *
 * <p>The server's own map would do, but loads a tenth of a server: commands have no use for one.
 */
final class NamedValues {

    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static NamedValues of(Iterable<Map.Entry<String, String>> entries) {
        var named = new NamedValues();
        entries.forEach(entry -> named.add(entry.getKey(), entry.getValue()));
        return named;
    }

    void add(String name, String value) {
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    /** Puts values in place of those that a name had. */
    void set(String name, List<String> all) {
        values.put(name, List.copyOf(all));
    }

    NamedValues copy() {
        var copy = new NamedValues();
        copy.values.putAll(values);
        return copy;
    }

    /** Returns the first value of a name. */
    @Nullable
    String get(String name) {
        List<String> all = getAll(name);
        return all.isEmpty() ? null : all.getFirst();
    }

    List<String> getAll(String name) {
        return values.getOrDefault(name, List.of());
    }

    Set<String> names() {
        return values.keySet();
    }
}
