package dev.daybook.session;

import dev.daybook.domain.Beginning;
import dev.daybook.domain.Changing;
import dev.daybook.domain.Ending;
import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.domain.Part;
import dev.daybook.domain.Titled;
import dev.daybook.domain.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can happen to a session. {@code updatedAt} is the session's own time of the change, as its writer spells it;
 * {@code index} counts instances and messages from 0 in their order.
 */
@Titled("task")
public sealed interface SessionEvent extends Event {

    SessionId session();

    /** It began, with the instances it began with. */
    @EventType(name = "session.created")
    @Words("began the {type} {thing}")
    @Part(
            replaces = true,
            members = "profile",
            ends = {"instance", "message"},
            lists = "instances")
    record Created(SessionId session, Profile profile, List<Instance> instances) implements SessionEvent, Beginning {}

    /** Something is said otherwise of the session as a whole; all of it is told. */
    @EventType(name = "session.revised")
    @Words("changed the session {thing}")
    @Part(replaces = true, members = "profile")
    record Revised(SessionId session, Profile profile) implements SessionEvent {}

    /** {@code completedAt} is when it was completed from now on: it stays when a session is taken up again. */
    @EventType(name = "session.status-changed")
    @Words("set {thing}[ from {old.status}] to {status}")
    record StatusChanged(SessionId session, String status, Optional<String> completedAt, String updatedAt)
            implements SessionEvent {}

    /** {@code winnerId} is an {@code instanceId}; none: there is no winner any more. */
    @EventType(name = "session.winner-chosen")
    @Words("chose[ instance {winnerId} as] the winner of {thing}")
    record WinnerChosen(SessionId session, Optional<Long> winnerId, String updatedAt) implements SessionEvent {}

    @EventType(name = "session.integration-changed")
    @Words("set the integration of {thing}[ from {old.integrationPhase}][ to {integrationPhase}]")
    record IntegrationChanged(
            SessionId session,
            Optional<String> integrationPhase,
            Optional<Long> integrationInstanceId,
            String updatedAt)
            implements SessionEvent {}

    @EventType(name = "session.evaluated")
    @Words("evaluated {thing}")
    record Evaluated(SessionId session, Optional<Json> evaluation, String updatedAt) implements SessionEvent {}

    /** The next one after those there are. */
    @EventType(name = "session.instance-added")
    @Words("added {agentName} as instance {instanceId} to {thing}")
    @Part(value = "instance", key = "index", begins = true, members = "instance", whole = "updatedAt")
    record InstanceAdded(SessionId session, int index, Instance instance, String updatedAt) implements SessionEvent {}

    @EventType(name = "session.instance-revised")
    @Words("changed instance {instanceId} of {thing}")
    @Part(value = "instance", key = "index", replaces = true, members = "instance", whole = "updatedAt")
    record InstanceRevised(SessionId session, int index, Instance instance, String updatedAt) implements SessionEvent {}

    @EventType(name = "session.instance-status-changed")
    @Words("set instance {instanceId} of {thing}[ from {old.status}] to {instanceStatus}")
    @Part(
            value = "instance",
            key = "index",
            whole = "updatedAt",
            own = {"instanceId", "instanceStatus"})
    record InstanceStatusChanged(SessionId session, int index, long instanceId, String instanceStatus, String updatedAt)
            implements SessionEvent, Changing {

        @Override
        public Map<String, Object> also() {
            return Map.of("status", instanceStatus);
        }
    }

    /** Only the first {@code length} instances are left. */
    @EventType(name = "session.instances-cut")
    @Words("kept only the first {length} instances of {thing}")
    @Part(value = "instances-cut", begins = true, whole = "updatedAt")
    record InstancesCut(SessionId session, int length, String updatedAt) implements SessionEvent {}

    /** {@code index} is the place of the first of them, after those there are. */
    @EventType(name = "session.messages-added")
    @Words("said something in {thing}")
    @Part(value = "messages", begins = true, whole = "updatedAt", adds = "messages", added = "message")
    record MessagesAdded(SessionId session, int index, List<Message> messages, String updatedAt)
            implements SessionEvent {}

    /** Only a file can say so: commands add messages and leave those there are. */
    @EventType(name = "session.message-revised")
    @Words("changed message {index} of {thing}")
    @Part(value = "message", key = "index", whole = "updatedAt")
    record MessageRevised(SessionId session, int index, Message message, String updatedAt) implements SessionEvent {}

    /** Only the first {@code length} messages are left: somebody wrote the file from an older copy, or a stub. */
    @EventType(name = "session.messages-cut")
    @Words("kept only the first {length} messages of {thing}")
    @Part(value = "messages-cut", begins = true, whole = "updatedAt")
    record MessagesCut(SessionId session, int length, String updatedAt) implements SessionEvent {}

    /** Taken off the list. Its history stays; one of the same id may begin anew. */
    @EventType(name = "session.deleted")
    @Words("deleted the session {thing}[: {why}]")
    @Part(removes = true, own = "why")
    record Deleted(SessionId session, Optional<String> why) implements SessionEvent, Ending {}

    /**
     * How a file spells the session, where the tool itself would spell it otherwise: odd blanks, keys in another order
     * or twice, values of the wrong type, absent ones.
     *
     * @param file path below the legacy root, after {@code project!/} unless it is of the first project
     * @param encoding {@code utf-8} or {@code base64}
     * @param record the bytes of the whole record; empty if the file spells it as the tool does from now on
     */
    @EventType(name = "session.claimed")
    @Words("noted how {file} tells of {thing}")
    @Part(value = "claim", key = "file")
    record Claimed(SessionId session, String file, String encoding, LongText record) implements SessionEvent {}

    /**
     * A further record of the same id, which decides nothing: the tool's double writes, the stub of a debate in another
     * file of the same workspace, a command that creates what there is.
     *
     * @param file as of {@link Claimed}; empty if a command told it
     * @param place which of the session's records in the file, from 0: the first one, where another file decides
     * @param encoding {@code utf-8} or {@code base64}
     * @param record the bytes of the whole record
     */
    @EventType(name = "session.variant-recorded")
    @Words("noted another record of {thing} in {file}")
    @Part(
            value = "variant",
            key = {"file", "place"})
    record VariantRecorded(SessionId session, String file, int place, String encoding, LongText record)
            implements SessionEvent {}

    /** There is no further record at that place of a file any more: it was taken out, or is the one that decides. */
    @EventType(name = "session.variant-gone")
    @Words("noted that another record of {thing} is gone from {file}")
    @Part(
            value = "variant",
            key = {"file", "place"},
            replaces = true)
    record VariantGone(SessionId session, String file, int place) implements SessionEvent {}
}
