package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_MESSAGES;

import dev.daybook.domain.Json;
import dev.daybook.journal.Selection;
import dev.daybook.slice.Chore;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;

/** Gives up messages that nobody will read: their time is over, or their receiver is gone. */
final class DeadLetters {

    static final String CRASHED = "its receiver has crashed and did not come back";
    static final String REMOVED = "its receiver was removed";
    static final String EXPIRED = "its time was over before anybody had dealt with it";

    private static final Duration EVERY = Duration.ofSeconds(10);

    /** What is left over is there at the next look. */
    private static final int MESSAGES_MAX = 1_000;

    private final Ground ground;

    DeadLetters(Ground ground) {
        this.ground = ground;
    }

    static Chore chore() {
        return new Chore("giving up messages", _ -> EVERY, ground -> new DeadLetters(ground).look());
    }

    void look() {
        Instant now = ground.clock().instant();
        giveUp(MessageQueries.isExpired(now), EXPIRED);
        Instant gone = now.minusMillis(ground.setting().applyAsInt(Heartbeats.GONE));
        List<String> crashed = new AgentQueries(ground.reads(AgentProjection.NAME))
                .lives().stream()
                        .filter(life -> life.crashedAt().filter(gone::isAfter).isPresent())
                        .map(AgentQueries.Life::agent)
                        .toList();
        if (!crashed.isEmpty()) {
            giveUp(AGENT_MESSAGES.TO_AGENT.in(crashed), CRASHED);
        }
        giveUp(MessageQueries.isToRemoved(), REMOVED); // sent when it was, or answers
    }

    /** Gives up what waits for an agent that is no more. */
    void removed(String agent) {
        giveUp(AGENT_MESSAGES.TO_AGENT.eq(agent), REMOVED);
    }

    private void giveUp(Condition which, String why) {
        Map<String, Json> set =
                Map.of(Messages.DEAD, Members.of(ground.clock().instant()), Messages.DEAD_WHY, Members.of(why));
        for (String id : MessageOperations.queries(ground).open(which, MESSAGES_MAX)) {
            submit(new AgentCommand.DeadLetter(id, why, set));
        }
    }

    /** Has what was given up while an agent was missing wait for it again. */
    void revive(String agent) {
        ground.await(AgentProjection.NAME, Selection.category(MessageEvent.CATEGORY));
        for (String id : MessageOperations.queries(ground)
                .dead(AGENT_MESSAGES.TO_AGENT.eq(agent).and(AGENT_MESSAGES.DEAD_WHY.eq(CRASHED)))) {
            submit(new AgentCommand.Redeliver(id, ground.clock().instant()));
        }
    }

    private void submit(AgentCommand command) {
        ground.commands().submit(Heartbeats.submission(command, ground));
    }
}
