package dev.daybook.agent;

import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Titled;
import dev.daybook.domain.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can happen to something that agents remember. */
@Titled("/text")
public sealed interface MemoryEvent extends Told {

    String CATEGORY = "memory";

    @Override
    default Kind kind() {
        return Kind.MEMORY;
    }

    /** It is this from now on: as somebody remembers it, or as a file tells. */
    @EventType(name = "memory.recorded")
    @Words("remembered {thing}")
    @Part(replaces = true, members = "set", own = "spelling")
    record Recorded(String id, Map<String, Json> set, Optional<String> spelling) implements MemoryEvent, Whole {}

    /** Some members are these from now on, or are gone. */
    @EventType(name = "memory.revised")
    @Words("changed the memory {thing}")
    @Part(members = "set", gone = "unset", own = "spelling")
    record Revised(String id, Map<String, Json> set, List<String> unset, Optional<String> spelling)
            implements MemoryEvent {}

    @EventType(name = "memory.removed")
    @Words("removed the memory {thing}")
    @Part(removes = true)
    record Removed(String id) implements MemoryEvent, Gone {}

    /** It was wrong, or is no longer so. What was known before stays known to have been known. */
    @EventType(name = "memory.retracted")
    @Words("retracted {thing}: {why}")
    @Part(members = "set", own = "why")
    record Retracted(String id, String why, Map<String, Json> set) implements MemoryEvent {}

    /** Another memory says this and more. */
    @EventType(name = "memory.consolidated")
    @Words("consolidated {thing} into {into}")
    @Part(members = "set", own = "into")
    record Consolidated(String id, String into, Map<String, Json> set) implements MemoryEvent {}

    /** The memory that said this and more says it no longer: it stands for itself again. */
    @EventType(name = "memory.consolidation-reverted")
    @Words("let {thing} stand for itself again")
    @Part(members = "set", gone = "unset", own = "from")
    record ConsolidationReverted(String id, String from, Map<String, Json> set, List<String> unset)
            implements MemoryEvent {}

    /** Its time is over. */
    @EventType(name = "memory.expired")
    @Words("let {thing} expire")
    @Part(members = "set")
    record Expired(String id, Map<String, Json> set) implements MemoryEvent {}
}
