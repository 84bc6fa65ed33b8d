package dev.daybook.agent;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.Map;

/** What agents say to be known to be there. */
final class HeartbeatOperations {

    private record Which(
            @Says(value = "which one", min = 1, max = 200, like = "web-1")
            String id) {}

    private record Heard(
            String id,

            @Says("when it counts as crashed if nothing is heard of it before")
            Instant missingAt) {}

    static Operation<?, Ground> heartbeat() {
        return Operation.<Which, Ground>works(
                        "agent heartbeat", "sendHeartbeat", "POST /agents/{id}/heartbeat", Which.class)
                .says(
                        "Says that an agent is there.",
                        "No fact comes of it. From the first one on a server expects more: an agent that is active or"
                                + " idle and neither sends one nor asks for anything is crashed once the time of the"
                                + " setting agent.heartbeat.ms is over, and as before when it is heard of again.")
                .wants(Role.WRITE)
                .called(form -> form.words("id"))
                .answers("Heartbeat", Heard.class, HeartbeatOperations::heard);
    }

    private static Outcome heard(Which it, Call call, Ground ground) {
        ground.await(AgentProjection.NAME, Selection.stream(new StreamId(AgentEvent.CATEGORY, it.id())));
        AgentQueries.Life life = new AgentQueries(ground.reads(AgentProjection.NAME))
                .life(it.id())
                .orElseThrow(() -> Rejected.notFound("there is no agent '%s'", it.id()));
        Instant missingAt = Heartbeats.of(ground).heard(life.agent());
        boolean back = life.crashedAt().isPresent();
        if (back || !life.expected()) {
            call.submitBeside(new AgentCommand.Beat(life.id(), Map.of("/last_activity", Members.of(call.now()))));
        }
        if (back) {
            new DeadLetters(ground).revive(life.agent());
        }
        return Outcome.shown(new Heard(life.id(), missingAt));
    }

    private HeartbeatOperations() {}
}
