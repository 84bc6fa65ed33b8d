package dev.daybook.session;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A session with all that belongs to it, as a record of the tool's file holds it. */
public record SessionRecord(String id, Profile profile, List<Instance> instances, List<Message> messages) {

    public SessionRecord {
        instances = SharedList.of(instances);
        messages = SharedList.of(messages);
    }

    private SessionRecord(String id, SessionFold<Message> fold) {
        this(id, fold.profile(), fold.instances(), fold.messages());
    }

    /** Returns the record after {@code events}, oldest first; nothing if there is none, or none any more. */
    public static Optional<SessionRecord> of(Iterable<? extends SessionEvent> events) {
        Optional<SessionRecord> record = Optional.empty();
        for (SessionEvent event : events) {
            record = after(record, event);
        }
        return record;
    }

    /** Returns what {@code event} makes of {@code before}: of no record, only a beginning makes one. */
    public static Optional<SessionRecord> after(Optional<SessionRecord> before, SessionEvent event) {
        return switch (event) {
            case SessionEvent.Created it ->
                Optional.of(new SessionRecord(it.session().id(), SessionFold.begun(it, Function.identity())));
            case SessionEvent.Deleted _ -> Optional.empty();
            default -> before.map(record -> record.after(event));
        };
    }

    private SessionRecord after(SessionEvent event) {
        return new SessionRecord(
                id,
                new SessionFold<>(profile, SharedList.of(instances), SharedList.of(messages))
                        .after(event, Function.identity(), Function.identity()));
    }
}
