package dev.daybook.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Values of the only process of a journal, in memory alone. Thread-safe. */
final class LocalValues implements SharedValues {

    private record Value(String text, Instant until) {}

    private final InstantSource clock;
    private final Map<String, Map<String, Value>> kinds = new HashMap<>();

    LocalValues(InstantSource clock) {
        this.clock = clock;
    }

    private Map<String, Value> of(String kind) {
        Map<String, Value> all = kinds.computeIfAbsent(kind, _ -> new TreeMap<>());
        Instant now = clock.instant();
        all.values().removeIf(value -> !value.until.isAfter(now));
        return all;
    }

    @Override
    public synchronized void put(String kind, Map<String, String> values, Duration lasting) {
        Instant until = clock.instant().plus(lasting);
        values.forEach((key, text) -> of(kind).put(key, new Value(text, until)));
    }

    @Override
    public synchronized String putIfAbsent(String kind, String key, String value, Duration lasting) {
        return of(kind).computeIfAbsent(
                        key, _ -> new Value(value, clock.instant().plus(lasting)))
                .text();
    }

    @Override
    public synchronized Optional<String> find(String kind, String key) {
        return Optional.ofNullable(of(kind).get(key)).map(Value::text);
    }

    @Override
    public synchronized Map<String, String> all(String kind) {
        var all = new TreeMap<String, String>();
        of(kind).forEach((key, value) -> all.put(key, value.text()));
        return all;
    }

    @Override
    public synchronized Optional<String> take(String kind, String key) {
        return Optional.ofNullable(of(kind).remove(key)).map(Value::text);
    }
}
