package dev.daybook.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.HistoryEvent.RolledBack.Also;
import dev.daybook.domain.history.Target;
import java.util.List;
import java.util.Optional;

/**
 * Rollbacks as they are stored, read without a codec: who keeps their payloads must know what counts before it knows any
 * other event.
 */
public final class RolledBackJson {

    private static final List<String> TARGETS = List.of("to", "run", "entity", "first", "last");

    /** Turns one of version 1 into one of version 2, in place. */
    public static void fromVersion1(ObjectNode it) {
        ObjectNode target = it.putObject("target");
        if (it.has("to")) {
            target.put("is", "To").set("to", it.get("to"));
        } else if (it.has("run")) {
            target.put("is", "Run").put("after", 0).set("run", it.get("run"));
        } else if (it.has("entity")) {
            target.put("is", "Entity").put("after", 0).set("entity", it.get("entity"));
        } else {
            target.put("is", "Entries").set("first", it.get("first"));
            target.set("last", it.get("last"));
        }
        it.remove(TARGETS);
        it.putArray("kept");
        it.putArray("also");
    }

    /**
     * Reads one of any version, with the members of its target in their place or, as an overview tells them, among its own.
     *
     * @throws Undecodable if it names nothing that can be rolled back
     */
    public static RolledBack read(Json payload) {
        JsonNode it = JsonText.tree(payload);
        if (!it.has("target") && !it.has("is") && it instanceof ObjectNode old) {
            fromVersion1(old);
        }
        return new RolledBack(
                target(it.has("target") ? it.path("target") : it),
                text(it, "checkpoint"),
                text(it, "why"),
                it.path("kept").valueStream().map(JsonNode::textValue).toList(),
                it.path("also")
                        .valueStream()
                        .map(also -> new Also(
                                also.path("entity").textValue(),
                                also.path("after").longValue()))
                        .toList());
    }

    private static Target target(JsonNode it) {
        long after = it.path("after").longValue();
        return switch (it.path("is").asText()) {
            case "To" -> new Target.To(it.path("to").longValue());
            case "Run" -> new Target.Run(it.path("run").textValue(), after);
            case "Entity" -> new Target.Entity(it.path("entity").textValue(), after);
            case "Actor" -> new Target.Actor(it.path("actor").textValue(), after);
            case "Session" -> new Target.Session(it.path("session").textValue(), after);
            case "Entries" ->
                new Target.Entries(it.path("first").longValue(), it.path("last").longValue());
            case "Rollback" -> new Target.Rollback(it.path("rollback").longValue());
            default -> throw new Undecodable("a rollback's target is %s: this program knows none such".formatted(it));
        };
    }

    private static Optional<String> text(JsonNode it, String key) {
        return Optional.ofNullable(it.get(key)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    private RolledBackJson() {}
}
