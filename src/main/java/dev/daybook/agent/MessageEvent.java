package dev.daybook.agent;

import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can happen to a message between agents. */
public sealed interface MessageEvent extends Told {

    String CATEGORY = "message";

    @Override
    default Kind kind() {
        return Kind.MESSAGE;
    }

    /** It is this from now on: as it was sent, or as a file tells. */
    @EventType(name = "message.recorded")
    @Part(value = Part.WHOLE, replaces = true, members = "set")
    record Recorded(String id, Map<String, Json> set, Optional<String> spelling) implements MessageEvent, Whole {}

    /** Some members are these from now on, or are gone. */
    @EventType(name = "message.revised")
    @Part(value = Part.WHOLE, members = "set", gone = "unset")
    record Revised(String id, Map<String, Json> set, List<String> unset, Optional<String> spelling)
            implements MessageEvent {}

    @EventType(name = "message.removed")
    record Removed(String id) implements MessageEvent, Gone {}

    /** Its receiver has seen it. */
    @EventType(name = "message.delivered")
    @Part(value = Part.WHOLE, members = "set")
    record Delivered(String id, Map<String, Json> set) implements MessageEvent {}

    /** Its receiver has dealt with it. */
    @EventType(name = "message.acknowledged")
    @Part(value = Part.WHOLE, members = "set")
    record Acknowledged(String id, Map<String, Json> set) implements MessageEvent {}

    /** Another message answers it. */
    @EventType(name = "message.answered")
    @Part(value = Part.WHOLE, members = "set")
    record Answered(String id, String answer, Map<String, Json> set) implements MessageEvent {}

    /** Nobody reads it: its receiver is gone, or its time is over. */
    @EventType(name = "message.dead-lettered")
    @Part(value = Part.WHOLE, members = "set")
    record DeadLettered(String id, String why, Map<String, Json> set) implements MessageEvent {}

    /** It was dead and waits for its receiver again. */
    @EventType(name = "message.redelivered")
    @Part(value = Part.WHOLE, gone = "unset")
    record Redelivered(String id, List<String> unset) implements MessageEvent {}
}
