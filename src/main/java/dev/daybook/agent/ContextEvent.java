package dev.daybook.agent;

import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can happen to the context of an agent: how much of what fits into it is used. */
public sealed interface ContextEvent extends Told {

    String CATEGORY = "context";

    @Override
    default Kind kind() {
        return Kind.CONTEXT;
    }

    /** It is this from now on: as an agent tells, or a file. */
    @EventType(name = "context.recorded")
    @Words("recorded the context {thing}")
    @Part(replaces = true, members = "set", own = "spelling")
    record Recorded(String id, Map<String, Json> set, Optional<String> spelling) implements ContextEvent, Whole {}

    /** Some members are these from now on, or are gone. */
    @EventType(name = "context.revised")
    @Words("changed the context {thing}")
    @Part(members = "set", gone = "unset", own = "spelling")
    record Revised(String id, Map<String, Json> set, List<String> unset, Optional<String> spelling)
            implements ContextEvent {}

    @EventType(name = "context.removed")
    @Words("removed the context {thing}")
    @Part(removes = true)
    record Removed(String id) implements ContextEvent, Gone {}

    /**
     * More is used than a threshold. Said once, until less is used than that.
     *
     * @param percent the threshold: 75, 85 or 95
     */
    @EventType(name = "context.threshold-crossed")
    @Words("filled the context {thing} above {percent} percent")
    @Part(value = "threshold", begins = true)
    record ThresholdCrossed(String id, int percent, double usagePercent) implements ContextEvent {}
}
