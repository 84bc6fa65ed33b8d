package dev.daybook.agent;

import dev.daybook.agent.Thing.Present;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The way of a message: sent, delivered, acknowledged and answered once, or given up. */
final class Messages {

    static final String SENT = "/sent_at";
    static final String DELIVERED = "/delivered_at";
    static final String ACKNOWLEDGED = "/acknowledged_at";
    static final String ANSWERED_BY = "/answered_by";
    static final String EXPIRES = "/expires_at";
    static final String DEAD = "/dead_at";
    static final String DEAD_WHY = "/dead_why";

    static List<Told> decide(AgentCommand.OfMessage command, Present message) {
        boolean over = message.isSet(ACKNOWLEDGED);
        boolean dead = message.isSet(DEAD);
        return switch (command) {
            case AgentCommand.Send it -> {
                Map<String, Json> set = AgentDecider.changed(it.set(), message);
                set.keySet().removeAll(Set.of(SENT, EXPIRES));
                if (!set.isEmpty()) {
                    throw Rejected.conflict("there is a message '%s' already, and it is otherwise", it.id());
                }
                yield List.of();
            }
            case AgentCommand.Deliver it ->
                over || dead || message.isSet(DELIVERED)
                        ? List.of()
                        : List.of(new MessageEvent.Delivered(it.id(), it.set()));
            case AgentCommand.Acknowledge it -> over ? List.of() : List.of(acknowledged(it.id(), it.set(), dead));
            case AgentCommand.Answer it -> answer(it, message, over, dead);
            case AgentCommand.DeadLetter it ->
                over || dead
                        ? List.of()
                        : List.of(new MessageEvent.DeadLettered(it.id(), Texts.reason("/why", it.why()), it.set()));
            case AgentCommand.Redeliver it -> redeliver(it, message, over, dead);
        };
    }

    private static List<Told> answer(AgentCommand.Answer it, Present message, boolean over, boolean dead) {
        Optional<String> answer = message.text(ANSWERED_BY);
        if (answer.isPresent()) {
            if (answer.get().equals(it.answer())) {
                return List.of();
            }
            throw Rejected.conflict(
                    "message '%s' is answered already, by '%s': send another one to say more", it.id(), answer.get());
        }
        var events = new ArrayList<Told>();
        events.add(new MessageEvent.Answered(it.id(), it.answer(), it.set()));
        if (!over) {
            events.add(acknowledged(it.id(), it.acknowledged(), dead));
        }
        return List.copyOf(events);
    }

    private static MessageEvent.Acknowledged acknowledged(String id, Map<String, Json> set, boolean dead) {
        var all = new TreeMap<>(set);
        if (dead) { // its receiver is there after all
            all.put(DEAD, Json.NULL);
            all.put(DEAD_WHY, Json.NULL);
        }
        return new MessageEvent.Acknowledged(id, all);
    }

    private static List<Told> redeliver(AgentCommand.Redeliver it, Present message, boolean over, boolean dead) {
        if (over) {
            throw Rejected.conflict("message '%s' is acknowledged: there is nothing to deliver", it.id());
        }
        return dead || isExpired(message, it.at())
                ? List.of(new MessageEvent.Redelivered(
                        it.id(),
                        List.of(DELIVERED, DEAD, DEAD_WHY, EXPIRES).stream()
                                .filter(message.members()::containsKey)
                                .toList()))
                : List.of();
    }

    private static boolean isExpired(Present message, Instant at) {
        try {
            return message.text(EXPIRES)
                            .map(Instant::parse)
                            .filter(at::isBefore)
                            .isEmpty()
                    && message.isSet(EXPIRES);
        } catch (DateTimeException _) {
            return false; // files may spell it in another way
        }
    }

    private Messages() {}
}
