package dev.daybook.rollout;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The units that were touched so far. Thread-safe. */
final class Units {

    private record Name(String kind, String unit) {}

    private final Map<Name, Unit> units = new ConcurrentHashMap<>();

    Unit of(String kind, String unit) {
        return units.computeIfAbsent(new Name(kind, unit), name -> new Unit(name.kind, name.unit));
    }

    /** Returns those of which the journal lacks something. */
    List<Unit> ahead() {
        return units.values().stream().filter(Unit::isAhead).toList();
    }

    /** Returns those of a kind. Whoever goes by the stage of a unit has touched it before. */
    List<Unit> all(String kind) {
        return units.values().stream().filter(unit -> unit.kind.equals(kind)).toList();
    }
}
