package dev.daybook.agent;

import dev.daybook.agent.Thing.Present;
import dev.daybook.domain.Json;
import dev.daybook.domain.Texts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** How agents are: as they say themselves, missing, and back. */
final class Lives {

    static final String CRASHED = "crashed";
    static final String CRASHED_AT = "/crashed_at";

    /** Whoever is so is expected to be heard of, once it sent a heartbeat. */
    static final Set<String> AWAKE = Set.of("active", "idle");

    private static final String STATUS = "/status";
    private static final String BEFORE = "/status_before";
    private static final String EXPECTED = "/heartbeats";
    private static final Json YES = new Json("true");

    static List<Told> decide(AgentCommand.OfAgent command, Present agent) {
        Optional<String> status = agent.text(STATUS);
        return switch (command) {
            case AgentCommand.SetStatus it -> set(it, status, agent);
            case AgentCommand.Crash it ->
                status.filter(AWAKE::contains).isPresent() && agent.has(EXPECTED, YES)
                        ? List.of(changed(
                                it.id(),
                                CRASHED,
                                it.why(),
                                with(it.set(), BEFORE, agent.members().getOrDefault(STATUS, Json.NULL))))
                        : List.of();
            case AgentCommand.Beat it -> beat(it, status, agent);
        };
    }

    private static List<Told> set(AgentCommand.SetStatus it, Optional<String> status, Present agent) {
        Texts.name("/status", it.status());
        if (status.equals(Optional.of(it.status()))) {
            return List.of();
        }
        boolean over = agent.isSet(CRASHED_AT) && !it.set().containsKey(CRASHED_AT);
        Map<String, Json> set = over ? with(it.set(), CRASHED_AT, Json.NULL) : it.set();
        return List.of(new AgentEvent.StatusChanged(it.id(), it.status(), it.why(), set));
    }

    private static List<Told> beat(AgentCommand.Beat it, Optional<String> status, Present agent) {
        if (status.equals(Optional.of(CRASHED))) {
            Map<String, Json> set = with(with(it.set(), CRASHED_AT, Json.NULL), EXPECTED, YES);
            String before = agent.text(BEFORE).filter(AWAKE::contains).orElse("active");
            return List.of(changed(it.id(), before, "it was heard of again", set));
        }
        return agent.has(EXPECTED, YES)
                ? List.of()
                : List.of(it.kind().revised(it.id(), Map.of(EXPECTED, YES), List.of(), Optional.empty()));
    }

    private static AgentEvent.StatusChanged changed(String id, String status, String why, Map<String, Json> set) {
        return new AgentEvent.StatusChanged(
                id, status, Optional.of(why), with(set, STATUS, new Json('"' + status + '"')));
    }

    private static Map<String, Json> with(Map<String, Json> set, String pointer, Json value) {
        var all = new TreeMap<>(set);
        all.put(pointer, value);
        return all;
    }

    private Lives() {}
}
