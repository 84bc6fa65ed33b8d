package dev.daybook.agent;

import dev.daybook.agent.Thing.Present;
import dev.daybook.agent.Thing.Removed;
import dev.daybook.agent.Thing.Unknown;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The life of the records of agents: recorded, revised, and what is special of each kind. */
final class AgentDecider implements Decider<AgentCommand, Thing, Told> {

    private static final int[] THRESHOLDS = {75, 85, 95};

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
            case AgentCommand.SetStatus it -> status(it, present);
            case AgentCommand.Measure it -> measure(it, present);
            case AgentCommand.OfTask it -> Claims.decide(it, present, this);
            case AgentCommand.OfMessage it -> Messages.decide(it, present);
            case AgentCommand.Retract it -> {
                Texts.reason("/why", it.why());
                yield once(
                        "/retracted_at", it.set(), present, set -> new MemoryEvent.Retracted(it.id(), it.why(), set));
            }
            case AgentCommand.Consolidate it -> consolidate(it, present);
            case AgentCommand.RevertConsolidation it ->
                present.text("/consolidated_into").equals(Optional.of(it.from()))
                        ? List.of(new MemoryEvent.ConsolidationReverted(
                                it.id(), it.from(), Map.of(), List.of("/consolidated_into", "/consolidated_at")))
                        : List.of();
            case AgentCommand.Expire it ->
                once("/expired_at", it.set(), present, set -> new MemoryEvent.Expired(it.id(), set));
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

    private static List<Told> status(AgentCommand.SetStatus it, Present agent) {
        Texts.name("/status", it.status());
        return agent.text("/status").equals(Optional.of(it.status()))
                ? List.of()
                : List.of(new AgentEvent.StatusChanged(it.id(), it.status(), it.why(), it.set()));
    }

    /** A threshold is crossed by what was not above it before: that is once, until it drops below. */
    private static List<Told> measure(AgentCommand.Measure it, Present context) {
        if (!(it.usagePercent() >= 0 && it.usagePercent() <= 100)) {
            throw Rejected.invalidAt("/usagePercent", "%s is no share: want 0 to 100", it.usagePercent());
        }
        Map<String, Json> set = changed(it.set(), context);
        if (set.isEmpty()) {
            return List.of();
        }
        double before = usage(context);
        var events = new ArrayList<Told>();
        events.add(it.kind().revised(it.id(), set, List.of(), Optional.empty()));
        IntStream.of(THRESHOLDS)
                .filter(percent -> before < percent && it.usagePercent() >= percent)
                .forEach(percent -> events.add(new ContextEvent.ThresholdCrossed(it.id(), percent, it.usagePercent())));
        return List.copyOf(events);
    }

    private static double usage(Present context) {
        String json =
                context.members().getOrDefault("/usage_percent", Json.NULL).text();
        try {
            return Double.parseDouble(json);
        } catch (NumberFormatException _) {
            return 0; // files may say anything, or nothing
        }
    }

    private static List<Told> consolidate(AgentCommand.Consolidate it, Present memory) {
        if (it.into().equals(it.id())) {
            throw Rejected.invalidAt("/into", "'%s' does not say itself: want another memory", it.id());
        }
        if (memory.isSet("/retracted_at") || memory.isSet("/expired_at")) {
            throw Rejected.conflict("memory '%s' is over: nothing says it any more", it.id());
        }
        Optional<String> into = memory.text("/consolidated_into");
        if (into.isPresent() && !into.get().equals(it.into())) {
            throw Rejected.conflict("memory '%s' is said by '%s' already", it.id(), into.get());
        }
        return once(
                "/consolidated_into", it.set(), memory, set -> new MemoryEvent.Consolidated(it.id(), it.into(), set));
    }

    /** Makes a fact of it unless it was so before. */
    private static List<Told> once(
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
