package dev.daybook.rollout;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what happens, until it is written down. Thread-safe. */
final class Meter {

    /** Whose figures. */
    record Counted(String kind, String scope, Stage stage) {}

    private final Map<Counted, Figures> pending = new LinkedHashMap<>();
    private final Map<String, Figures> totals = new HashMap<>();

    void add(String kind, Stages.Place place, Figures figures) {
        if (place.stage() == Stage.NONE) {
            return;
        }
        synchronized (pending) {
            pending.merge(new Counted(kind, place.scope(), place.stage()), figures, Figures::plus);
            totals.merge(kind, figures, Figures::plus);
        }
    }

    /** Returns what is not written down yet, and begins anew. */
    Map<Counted, Figures> take() {
        synchronized (pending) {
            var taken = new LinkedHashMap<>(pending);
            pending.clear();
            return taken;
        }
    }

    /** Gives back what could not be written down. */
    void giveBack(Counted counted, Figures figures) {
        synchronized (pending) {
            pending.merge(counted, figures, Figures::plus);
        }
    }

    Figures pending(Counted counted) {
        synchronized (pending) {
            return pending.getOrDefault(counted, Figures.NONE);
        }
    }

    /** Returns all of a tool since this process began. */
    Figures total(String kind) {
        synchronized (pending) {
            return totals.getOrDefault(kind, Figures.NONE);
        }
    }
}
