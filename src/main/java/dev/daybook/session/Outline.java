package dev.daybook.session;

import java.util.List;

/**
 * A session without its long texts: enough to tell what another record of it changes, and small enough to be kept in
 * memory by the thousand.
 *
 * @param instances with fingerprints in place of long outputs
 * @param messages the {@link Message#digest} of each
 */
public record Outline(Profile profile, List<Instance> instances, List<Long> messages) {

    public Outline {
        instances = SharedList.of(instances);
        messages = SharedList.of(messages);
    }

    private Outline(SessionFold<Long> fold) {
        this(fold.profile(), fold.instances(), fold.messages());
    }

    public static Outline of(SessionRecord record) {
        return new Outline(
                record.profile(),
                record.instances().stream().map(Instance::outlined).toList(),
                record.messages().stream().map(Message::digest).toList());
    }

    static Outline of(SessionEvent.Created event) {
        return new Outline(SessionFold.begun(event, Instance::outlined));
    }

    /** Returns the outline after {@code event} of a session that there is. */
    public Outline after(SessionEvent event) {
        return new Outline(new SessionFold<>(profile, SharedList.of(instances), SharedList.of(messages))
                .after(event, Instance::outlined, Message::digest));
    }
}
