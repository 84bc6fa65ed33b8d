package dev.daybook.agent;

import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Titled;
import dev.daybook.domain.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can happen to a message between agents. */
@Titled("/content")
public sealed interface MessageEvent extends Told {

    String CATEGORY = "message";

    @Override
    default Kind kind() {
        return Kind.MESSAGE;
    }

    /** It is this from now on: as it was sent, or as a file tells. */
    @EventType(name = "message.recorded")
    @Words("sent the message {thing}[ to {/to_agent}]")
    @Part(replaces = true, members = "set", own = "spelling")
    record Recorded(String id, Map<String, Json> set, Optional<String> spelling) implements MessageEvent, Whole {}

    /** Some members are these from now on, or are gone. */
    @EventType(name = "message.revised")
    @Words("changed the message {thing}")
    @Part(members = "set", gone = "unset", own = "spelling")
    record Revised(String id, Map<String, Json> set, List<String> unset, Optional<String> spelling)
            implements MessageEvent {}

    @EventType(name = "message.removed")
    @Words("removed the message {thing}")
    @Part(removes = true)
    record Removed(String id) implements MessageEvent, Gone {}

    /** Its receiver has seen it. */
    @EventType(name = "message.delivered")
    @Words("received the message {thing}")
    @Part(members = "set")
    record Delivered(String id, Map<String, Json> set) implements MessageEvent {}

    /** Its receiver has dealt with it. */
    @EventType(name = "message.acknowledged")
    @Words("acknowledged the message {thing}")
    @Part(members = "set")
    record Acknowledged(String id, Map<String, Json> set) implements MessageEvent {}

    /** Another message answers it. */
    @EventType(name = "message.answered")
    @Words("answered the message {thing}")
    @Part(members = "set", own = "answer")
    record Answered(String id, String answer, Map<String, Json> set) implements MessageEvent {}

    /** Nobody reads it: its receiver is gone, or its time is over. */
    @EventType(name = "message.dead-lettered")
    @Words("gave up the message {thing}: {why}")
    @Part(members = "set", own = "why")
    record DeadLettered(String id, String why, Map<String, Json> set) implements MessageEvent {}

    /** It was dead and waits for its receiver again. */
    @EventType(name = "message.redelivered")
    @Words("sent the message {thing} again")
    @Part(gone = "unset")
    record Redelivered(String id, List<String> unset) implements MessageEvent {}
}
