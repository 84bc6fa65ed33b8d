package dev.daybook.session;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of the values of a request about a session, beyond what {@link SessionShape} says of each. Whatever a
 * file brought stays acceptable where the request leaves it as it is.
 */
final class Checks {

    /** Checks the record of a session that is to begin. */
    static void beginning(SessionId session, SessionRecord record) {
        Texts.key("/id", session.id());
        check(session, Optional.empty(), record);
    }

    /** Checks what {@code record} says otherwise than {@code before}. */
    static void change(SessionId session, Outline before, SessionRecord record) {
        check(session, Optional.of(before), record);
    }

    private static void check(SessionId session, Optional<Outline> before, SessionRecord record) {
        if (!record.id().equals(session.id())) {
            throw Rejected.invalidAt("/id", "'%s' is another session: want %s", record.id(), session.id());
        }
        SessionShape.PROFILE.check("", before.map(Outline::profile), record.profile());
        instances(before.map(Outline::instances).orElse(List.of()), record.instances());
        Set<Long> known = Set.copyOf(before.map(Outline::messages).orElse(List.of()));
        List<Message> messages = record.messages();
        atMost("/chatHistory", "messages", messages.size(), SessionShape.MESSAGES_MAX);
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (known.isEmpty() || !known.contains(message.digest())) {
                SessionShape.MESSAGE.check("/chatHistory/" + i, Optional.empty(), message);
            }
        }
    }

    private static void instances(List<Instance> before, List<Instance> now) {
        atMost("/instances", "instances", now.size(), SessionShape.INSTANCES_MAX);
        Map<Long, Integer> known = new HashMap<>();
        before.forEach(instance -> known.merge(instance.instanceId(), 1, Integer::sum));
        Map<Long, Integer> seen = new HashMap<>();
        for (int i = 0; i < now.size(); i++) {
            Instance instance = now.get(i);
            String at = "/instances/" + i;
            int times = seen.merge(instance.instanceId(), 1, Integer::sum);
            if (times > Math.max(1, known.getOrDefault(instance.instanceId(), 0))) {
                throw Rejected.invalidAt(
                        at + "/instanceId",
                        "there is an instance %d already: want another number",
                        instance.instanceId());
            }
            if (!before.contains(instance.outlined())) {
                Optional<Instance> old = i < before.size() ? Optional.of(before.get(i)) : Optional.empty();
                SessionShape.INSTANCE.check(at, old, instance);
            }
        }
    }

    /** Checks a message that is to be added to those there are. */
    static void message(Message message, int before) {
        atMost("/chatHistory", "messages", before + 1, SessionShape.MESSAGES_MAX);
        SessionShape.MESSAGE.check("", Optional.empty(), message);
    }

    static void status(String status) {
        SessionShape.word("/status", "status", status, SessionShape.STATUSES);
    }

    static void instanceStatus(String pointer, String status) {
        SessionShape.word(pointer, "status of an instance", status, SessionShape.INSTANCE_STATUSES);
    }

    static void phase(String phase) {
        SessionShape.word("/integrationPhase", "phase of an integration", phase, SessionShape.PHASES);
    }

    private static void atMost(String pointer, String what, int count, int max) {
        if (count > max) {
            throw Rejected.invalidAt(pointer, "there are %d %s: want at most %d", count, what, max);
        }
    }

    private Checks() {}
}
