package dev.daybook.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** What a record of a session says otherwise than what is known of it. */
public final class Changes {

    /** Messages in one event: an entry of the journal stays small enough to be read at once. */
    private static final int MESSAGES_MAX = 500;

    /** Returns the events of a session that begins as {@code record} says. */
    public static List<SessionEvent> beginning(SessionId session, SessionRecord record) {
        var events = new ArrayList<SessionEvent>();
        events.add(new SessionEvent.Created(session, record.profile(), record.instances()));
        add(session, 0, record.messages(), record.profile().updatedAt(), events);
        return events;
    }

    /** Returns the events that make of {@code before} what {@code after} says; none if it is that already. */
    public static List<SessionEvent> between(SessionId session, Outline before, SessionRecord after) {
        String at = after.profile().updatedAt();
        List<SessionEvent> events = besidesMessages(session, before, after);
        messages(session, before.messages(), after.messages(), at, events);
        return stamped(session, before, after, events);
    }

    /** As {@link #between}, but messages that {@code after} lacks stay, and those it has more come behind them. */
    static List<SessionEvent> merging(SessionId session, Outline before, SessionRecord after) {
        List<SessionEvent> events = besidesMessages(session, before, after);
        var known = new HashMap<Long, Integer>();
        before.messages().forEach(number -> known.merge(number, 1, Integer::sum));
        var more = new ArrayList<Message>();
        for (Message it : after.messages()) {
            if (known.merge(it.digest(), -1, Integer::sum) < 0) {
                more.add(it);
            }
        }
        add(session, before.messages().size(), more, after.profile().updatedAt(), events);
        return stamped(session, before, after, events);
    }

    private static List<SessionEvent> besidesMessages(SessionId session, Outline before, SessionRecord after) {
        var events = new ArrayList<SessionEvent>();
        Profile now = after.profile();
        String at = now.updatedAt();
        if (!before.profile().at(at).equals(now)) {
            boolean onlyStatus =
                    before.profile().become(now.status(), now.completedAt(), at).equals(now);
            events.add(
                    onlyStatus
                            ? new SessionEvent.StatusChanged(session, now.status(), now.completedAt(), at)
                            : new SessionEvent.Revised(session, now));
        }
        instances(session, before.instances(), after.instances(), at, events);
        return events;
    }

    private static List<SessionEvent> stamped(
            SessionId session, Outline before, SessionRecord after, List<SessionEvent> events) {
        if (events.isEmpty()
                && !before.profile().updatedAt().equals(after.profile().updatedAt())) {
            events.add(new SessionEvent.Revised(session, after.profile()));
        }
        return events;
    }

    private static void instances(
            SessionId session, List<Instance> before, List<Instance> after, String at, List<SessionEvent> events) {
        for (int index = 0; index < after.size(); index++) {
            Instance now = after.get(index);
            Optional<Instance> old = index < before.size() ? Optional.of(before.get(index)) : Optional.empty();
            if (old.isEmpty()) {
                events.add(new SessionEvent.InstanceAdded(session, index, now, at));
            } else if (old.get().become(now.status()).equals(now.outlined())) {
                if (!old.get().status().equals(now.status())) {
                    events.add(
                            new SessionEvent.InstanceStatusChanged(session, index, now.instanceId(), now.status(), at));
                }
            } else {
                events.add(new SessionEvent.InstanceRevised(session, index, now, at));
            }
        }
        if (after.size() < before.size()) {
            events.add(new SessionEvent.InstancesCut(session, after.size(), at));
        }
    }

    private static void messages(
            SessionId session, List<Long> before, List<Message> after, String at, List<SessionEvent> events) {
        int common = Math.min(before.size(), after.size());
        for (int index = 0; index < common; index++) {
            if (before.get(index) != after.get(index).digest()) {
                events.add(new SessionEvent.MessageRevised(session, index, after.get(index), at));
            }
        }
        if (after.size() < before.size()) {
            events.add(new SessionEvent.MessagesCut(session, after.size(), at));
        }
        add(session, common, after.subList(common, after.size()), at, events);
    }

    private static void add(
            SessionId session, int index, List<Message> messages, String at, List<SessionEvent> events) {
        for (int from = 0; from < messages.size(); from += MESSAGES_MAX) {
            List<Message> some = List.copyOf(messages.subList(from, Math.min(from + MESSAGES_MAX, messages.size())));
            events.add(new SessionEvent.MessagesAdded(session, index + from, some, at));
        }
    }

    private Changes() {}
}
