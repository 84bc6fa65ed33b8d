package dev.daybook.agent;

import dev.daybook.agent.Thing.Present;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.lease.Claim;
import dev.daybook.domain.lease.Lease;
import dev.daybook.domain.lease.Taken;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Who may work on a task of agents, and who may end it. */
final class Claims {

    /** There is nothing to do in these. */
    static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    private static final String STARTED = "/started_at";

    static List<Told> decide(AgentCommand.OfTask command, Present task, AgentDecider others) {
        Claim claim = new Claim("task " + command.id(), task.lease());
        return switch (command) {
            case AgentCommand.Claim it -> claim(it, task, claim);
            case AgentCommand.Release it ->
                claim.release(
                                it.by().holder().orElse(""),
                                it.by().generation(),
                                it.by().at())
                        .map(lease -> List.<Told>of(new TaskEvent.ClaimReleased(it.id(), lease.holder(), it.set())))
                        .orElse(List.of());
            case AgentCommand.Finish it -> finish(it, task, claim);
            case AgentCommand.UnderClaim it -> {
                claim.check(it.generation(), it.at());
                yield others.decide(it.work(), task);
            }
        };
    }

    private static List<Told> claim(AgentCommand.Claim it, Present task, Claim claim) {
        Optional<String> status = task.text("/status");
        if (status.filter(ENDED::contains).isPresent()) {
            throw Rejected.conflict("task %s is %s: there is nothing to work on", it.id(), status.get());
        }
        Map<String, Json> set = new TreeMap<>(it.set());
        if (task.isSet(STARTED)) {
            set.remove(STARTED);
        }
        return switch (claim.take(new Lease(it.holder(), it.expiresAt(), it.generation()), it.at(), it.renews())) {
            case Taken.Acquired(Lease lease) ->
                List.of(new TaskEvent.Claimed(it.id(), lease.holder(), lease.expiresAt(), lease.generation(), set));
            case Taken.TakenOver(Lease lease, String from) ->
                List.of(new TaskEvent.ClaimTakenOver(
                        it.id(), lease.holder(), from, lease.expiresAt(), lease.generation(), set));
            case Taken.Renewed(Lease lease) ->
                List.of(new TaskEvent.ClaimRenewed(it.id(), lease.holder(), lease.expiresAt(), lease.generation()));
            case Taken.Unchanged() -> List.of();
        };
    }

    /** Ending it again in the same way changes nothing, whoever asks: its claim is given back by then. */
    private static List<Told> finish(AgentCommand.Finish it, Present task, Claim claim) {
        Optional<String> status = task.text("/status");
        if (status.filter(ENDED::contains).isPresent()) {
            if (status.get().equals(it.status())) {
                return List.of();
            }
            throw Rejected.conflict("task %s is %s, not to be %s", it.id(), status.get(), it.status());
        }
        Optional<Lease> lease = claim.admit(it.by(), task.lease().map(Lease::generation));
        Map<String, Json> set = new TreeMap<>(it.set());
        minutes(task, it.by().at()).ifPresent(json -> set.putIfAbsent("/actual_duration", json));
        var events = new ArrayList<Told>();
        events.add(new TaskEvent.StatusChanged(it.id(), it.status(), set));
        lease.ifPresent(held -> events.add(new TaskEvent.ClaimReleased(it.id(), held.holder(), Map.of())));
        return List.copyOf(events);
    }

    private static Optional<Json> minutes(Present task, Instant at) {
        try {
            return task.text(STARTED)
                    .map(text -> Duration.between(Instant.parse(text), at))
                    .filter(took -> !took.isNegative())
                    .map(took -> new Json(Long.toString(took.toMinutes())));
        } catch (DateTimeParseException _) {
            return Optional.empty(); // files spell times without a zone
        }
    }

    private Claims() {}
}
