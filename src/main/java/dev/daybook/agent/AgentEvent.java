package dev.daybook.agent;

import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can happen to an agent. Signs of life are no facts: only that it is otherwise than it was. */
public sealed interface AgentEvent extends Told {

    String CATEGORY = "agent";

    @Override
    default Kind kind() {
        return Kind.AGENT;
    }

    /** It is this from now on: as it registers, or as a file tells. */
    @EventType(name = "agent.recorded")
    @Words("recorded the agent {thing}[: {/status}]")
    @Part(replaces = true, members = "set", own = "spelling")
    record Recorded(String id, Map<String, Json> set, Optional<String> spelling) implements AgentEvent, Whole {}

    /** Some members are these from now on, or are gone. */
    @EventType(name = "agent.revised")
    @Words("changed the agent {thing}")
    @Part(members = "set", gone = "unset", own = "spelling")
    record Revised(String id, Map<String, Json> set, List<String> unset, Optional<String> spelling)
            implements AgentEvent {}

    @EventType(name = "agent.removed")
    @Words("removed the agent {thing}")
    @Part(removes = true)
    record Removed(String id) implements AgentEvent, Gone {}

    /** It is active, idle, asleep, crashed or back; {@code why} is said where somebody else noticed. */
    @EventType(name = "agent.status-changed")
    @Words("set the agent {thing}[ from {old./status}] to {status}[: {why}]")
    @Part(members = "set", own = "why")
    record StatusChanged(String id, String status, Optional<String> why, Map<String, Json> set) implements AgentEvent {}
}
