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

    private static final Map<String, Consumer<ObjectNode>> STANDARD = Map.of(
            "sbi.state-claimed/1",
            Upcasters::spell,
            "sbi.journal-entry-recorded/1",
            _ -> {},
            "sbi.execution-started/1",
            _ -> {},
            "sbi.execution-finished/1",
            json -> json.put("dated", true),
            "sbi.lease-acquired/1",
            Upcasters::number,
            "sbi.lease-renewed/1",
            Upcasters::number,
            "sbi.lease-taken-over/1",
            Upcasters::number,
            "import.started/1",
            json -> json.put("project", ""));

    private final Map<String, Consumer<ObjectNode>> steps;

    Upcasters(Map<String, Consumer<ObjectNode>> steps) {
        this.steps = Map.copyOf(steps);
    }

    static Upcasters standard() {
        return new Upcasters(STANDARD);
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

    /** Leases had no generation: nobody can name one. */
    private static void number(ObjectNode leased) {
        leased.put("generation", 0);
    }

    /** What was not kept then is what most tools do. */
    private static void spell(ObjectNode claimed) {
        if (claimed.get("style") instanceof ObjectNode style) {
            boolean indented = !style.path("indent").asText().isEmpty();
            style.put("comma", ",").put("colon", indented ? ": " : ":").put("escapes", "NONE");
        }
    }
}
