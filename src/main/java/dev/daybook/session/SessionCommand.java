package dev.daybook.session;

import dev.daybook.domain.Command;
import dev.daybook.domain.LongText;
import java.util.Optional;

/** What a caller may ask of a session. {@code at} is when, as it is to stand in {@code updatedAt}. */
public sealed interface SessionCommand extends Command {

    SessionId session();

    @Override
    default String category() {
        return "session";
    }

    @Override
    default String key() {
        return session().text();
    }

    /**
     * Begins a session.
     *
     * @param variant how the record is spelled: if there is another session of that id, this is kept as a variant of it,
     *     as the editor writes one; absent: then the command is refused
     */
    record Create(SessionId session, SessionRecord record, Optional<LongText> variant) implements SessionCommand {}

    /**
     * Makes the session what {@code record} says.
     *
     * @param whole whether the caller knows all of the conversation. Else messages that {@code record} lacks stay, and
     *     those that are not there yet are added behind them
     */
    record Update(SessionId session, SessionRecord record, boolean whole) implements SessionCommand {}

    record AddMessage(SessionId session, Message message, String at) implements SessionCommand {}

    /** Of the first instance with that {@code instanceId}. */
    record SetInstanceStatus(SessionId session, long instanceId, String status, String at) implements SessionCommand {}

    /** Moves its card: {@code completedAt} is set when it is moved to {@code completed}, and stays when it leaves. */
    record ChangeStatus(SessionId session, String status, String at) implements SessionCommand {}

    /** The winner is kept, the other instances are archived, the session is completed. */
    record ChooseWinner(SessionId session, long instanceId, String at) implements SessionCommand {}

    /** @param instanceId the instance that integrates; the one there is stays if absent */
    record Integrate(SessionId session, String phase, Optional<Long> instanceId, String at) implements SessionCommand {}

    /** Scores the instances: tests 40, complexity 30, efficiency 20, size of the change 10. */
    record Evaluate(SessionId session, String at) implements SessionCommand {}

    /** Completes it, provided that no instance is at work any more. */
    record Complete(SessionId session, String at) implements SessionCommand {}

    record Delete(SessionId session, Optional<String> why) implements SessionCommand {}
}
