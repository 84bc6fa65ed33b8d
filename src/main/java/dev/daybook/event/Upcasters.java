package dev.daybook.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How old facts are read today: {@code name/version} to what turns that version's JSON into the next one's. Old entries
 * are never rewritten; a fact of version 1 whose type stands at 3 goes through two of these.
 */
final class Upcasters {

    private final Map<String, Consumer<ObjectNode>> steps;

    Upcasters(Map<String, Consumer<ObjectNode>> steps) {
        this.steps = Map.copyOf(steps);
    }

    /** Turns a payload of version {@code from} into one of version {@code to}, in place. */
    void lift(String name, int from, int to, ObjectNode payload) {
        for (int version = from; version < to; version++) {
            step(name, version).accept(payload);
        }
    }

    private Consumer<ObjectNode> step(String name, int version) {
        return Optional.ofNullable(steps.get(name + "/" + version))
                .orElseThrow(() -> new Undecodable(
                        "%s of version %d has no upcaster to version %d".formatted(name, version, version + 1)));
    }
}
