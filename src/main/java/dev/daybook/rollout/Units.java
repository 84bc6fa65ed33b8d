package dev.daybook.rollout;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The units that were touched so far. Thread-safe. */
final class Units {

    private record Name(String kind, String unit) {}

    private final Map<Name, Unit> units = new ConcurrentHashMap<>();

    Unit of(String kind, String unit) {
        return units.computeIfAbsent(new Name(kind, unit), name -> new Unit(name.kind, name.unit));
    }
}
