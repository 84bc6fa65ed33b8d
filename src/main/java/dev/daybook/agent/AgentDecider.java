package dev.daybook.agent;

import dev.daybook.agent.Thing.Present;
import dev.daybook.agent.Thing.Removed;
import dev.daybook.agent.Thing.Unknown;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The life of the records of agents: recorded, revised, and what is special of each kind. */
final class AgentDecider implements Decider<AgentCommand, Thing, Told> {

    @Override
    public Thing initial() {
        return new Unknown();
    }

    @Override
    public Thing evolve(Thing thing, Told event) {
        if (event instanceof Told.Gone) {
            return new Removed();
        }
        Present before = switch (thing) {
            case Present it -> it;
            case Unknown _, Removed _ -> new Present(Map.of(), Optional.empty());
        };
        if (!(thing instanceof Present || event instanceof Told.Whole)) {
            return thing; // real histories may say so; there is nothing to change
        }
        Present after = before.after(event);
        return switch (event) {
            case TaskEvent.ClaimReleased _ -> after.leased(Optional.empty());
            case TaskEvent it when it.lease().isPresent() -> after.leased(it.lease());
            default -> after;
        };
    }

    @Override
    public List<Told> decide(AgentCommand command, Thing thing) {
        if (command instanceof AgentCommand.Put put) {
            return put(put, thing);
        }
        if (command instanceof AgentCommand.Send send && !(thing instanceof Present)) {
            return List.of(send.kind().recorded(send.id(), send.set(), Optional.empty()));
        }
        if (command instanceof AgentCommand.Measure measure) {
            return ContextRules.measure(measure, thing);
        }
        if (command instanceof AgentCommand.Remember remember && !(thing instanceof Present)) {
            return MemoryRules.remembered(remember);
        }
        Present present = switch (thing) {
            case Present it -> it;
            case Unknown _, Removed _ -> {
                if (thing instanceof Removed && command instanceof AgentCommand.Remove) {
                    yield new Present(Map.of(), Optional.empty());
                }
                throw Rejected.notFound("there is no %s '%s'", command.category(), command.id());
            }
        };
        return switch (command) {
            case AgentCommand.Put _ -> List.of(); // decided above
            case AgentCommand.Revise it -> revise(it, present);
            case AgentCommand.Remove it ->
                thing instanceof Removed ? List.of() : List.of(it.kind().removed(it.id()));
            case AgentCommand.OfAgent it -> Lives.decide(it, present);
            case AgentCommand.Measure _ -> List.of(); // decided above
            case AgentCommand.OfTask it -> Claims.decide(it, present, this);
            case AgentCommand.OfMessage it -> Messages.decide(it, present);
            case AgentCommand.OfMemory it -> MemoryRules.decide(it, present);
        };
    }

    private static List<Told> put(AgentCommand.Put it, Thing thing) {
        Texts.key("/id", it.id());
        if (thing instanceof Present present) {
            Map<String, Json> set = changed(it.set(), present);
            set.keySet().removeAll(List.of("/created_at", "/status")); // of the first time, and of what came since
            if (set.isEmpty() || it.kind() == Kind.AGENT) {
                return set.isEmpty()
                        ? List.of()
                        : List.of(it.kind().revised(it.id(), set, List.of(), Optional.empty()));
            }
            throw Rejected.conflict("there is a %s '%s' already, and it is otherwise", it.category(), it.id());
        }
        return List.of(it.kind().recorded(it.id(), it.set(), Optional.empty()));
    }

    private static List<Told> revise(AgentCommand.Revise it, Present present) {
        Map<String, Json> set = changed(it.set(), present);
        List<String> unset = it.unset().stream()
                .filter(present.members()::containsKey)
                .distinct()
                .sorted()
                .toList();
        return set.isEmpty() && unset.isEmpty()
                ? List.of()
                : List.of(it.kind().revised(it.id(), set, unset, Optional.empty()));
    }

    /** Makes a fact of it unless it was so before. */
    static List<Told> once(
            String pointer, Map<String, Json> set, Present present, Function<Map<String, Json>, Told> fact) {
        return present.isSet(pointer) ? List.of() : List.of(fact.apply(set));
    }

    static Map<String, Json> changed(Map<String, Json> set, Present present) {
        var changed = new TreeMap<String, Json>();
        set.forEach((pointer, value) -> {
            Texts.json("/set" + pointer, value);
            if (!present.has(pointer, value)) {
                changed.put(pointer, value);
            }
        });
        return changed;
    }
}
