package dev.daybook.agent;

import dev.daybook.domain.Changing;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Titled;
import dev.daybook.domain.Words;
import dev.daybook.domain.lease.Lease;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can happen to a task of an agent. */
@Titled("/title")
public sealed interface TaskEvent extends Told {

    String CATEGORY = "task";

    @Override
    default Kind kind() {
        return Kind.TASK;
    }

    /** Returns the claim that it gave, if it gave one. */
    default Optional<Lease> lease() {
        return switch (this) {
            case Claimed it -> Optional.of(new Lease(it.holder(), it.expiresAt(), it.generation()));
            case ClaimRenewed it -> Optional.of(new Lease(it.holder(), it.expiresAt(), it.generation()));
            case ClaimTakenOver it -> Optional.of(new Lease(it.holder(), it.expiresAt(), it.generation()));
            default -> Optional.empty();
        };
    }

    /** It is this from now on: as somebody adds it, or as a file tells. */
    @EventType(name = "task.recorded")
    @Words("added the task {thing}[: {/status}]")
    @Part(replaces = true, members = "set", own = "spelling")
    record Recorded(String id, Map<String, Json> set, Optional<String> spelling) implements TaskEvent, Whole {}

    /** Some members are these from now on, or are gone. */
    @EventType(name = "task.revised")
    @Words("changed the task {thing}")
    @Part(members = "set", gone = "unset", own = "spelling")
    record Revised(String id, Map<String, Json> set, List<String> unset, Optional<String> spelling)
            implements TaskEvent {}

    @EventType(name = "task.removed")
    @Words("removed the task {thing}")
    @Part(removes = true)
    record Removed(String id) implements TaskEvent, Gone {}

    /**
     * A free task was taken.
     *
     * @param generation the fence: greater than that of every lease of the task before
     */
    @EventType(name = "task.claimed")
    @Words("claimed {thing} for {holder} until {expiresAt}")
    @Part(members = "set")
    record Claimed(String id, String holder, Instant expiresAt, long generation, Map<String, Json> set)
            implements TaskEvent {}

    /** The holder goes on, under the same generation. */
    @EventType(name = "task.claim-renewed")
    @Words("renewed the claim on {thing} until {expiresAt}")
    record ClaimRenewed(String id, String holder, Instant expiresAt, long generation) implements TaskEvent {}

    /** The claim of {@code from} had expired and {@code holder}, perhaps the same, took the task over. */
    @EventType(name = "task.claim-taken-over")
    @Words("took over {thing} from {from} until {expiresAt}")
    @Part(members = "set", own = "from")
    record ClaimTakenOver(
            String id, String holder, String from, Instant expiresAt, long generation, Map<String, Json> set)
            implements TaskEvent {}

    /** The holder gave the task back, or it has ended. */
    @EventType(name = "task.claim-released")
    @Words("released the claim on {thing}[ that {old.holder} held]")
    @Part(members = "set")
    record ClaimReleased(String id, String holder, Map<String, Json> set) implements TaskEvent, Changing {

        @Override
        public Set<String> ends() {
            return Set.of("holder", "expiresAt", "generation");
        }
    }

    /** It is done, or has failed, or waits again. */
    @EventType(name = "task.status-changed")
    @Words("set {thing}[ from {old./status}] to {status}")
    @Part(members = "set")
    record StatusChanged(String id, String status, Map<String, Json> set) implements TaskEvent {}
}
