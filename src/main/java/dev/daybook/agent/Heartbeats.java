package dev.daybook.agent;

import dev.daybook.command.Submission;
import dev.daybook.journal.Entry;
import dev.daybook.node.Nodes;
import dev.daybook.slice.Chore;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When agents were last heard of: by a heartbeat, or by anything else that they asked for. That is no fact and is kept in
 * memory, and told to the other processes of the journal; a fact is that one is missing, and that it is back. Only who ever
 * sent a heartbeat can be missing. Whichever process looks goes by what all have heard.
 *
 * <p>Every agent gets a whole window after a start, and after a pause in which nobody looked: a machine that slept has
 * heard of nobody. Thread-safe.
 */
final class Heartbeats {

    static final String WINDOW = "agent.heartbeat.ms";
    static final String GONE = "agent.gone.ms";

    private static final String HEARD = "heard";

    /** Longer than anybody asks. */
    private static final int KEPT_WINDOWS = 10;

    private static final Duration EVERY_MAX = Duration.ofSeconds(10);

    /** Looked so often in a window; who has not looked for twice as long has slept. */
    private static final int LOOKS = 4;

    private final Ground ground;
    private final Map<String, Instant> heard = new ConcurrentHashMap<>();
    private final Map<String, Instant> told = new ConcurrentHashMap<>();
    private boolean subscribed;
    private Optional<Instant> looked = Optional.empty();
    private Instant since = Instant.MIN;

    private Heartbeats(Ground ground) {
        this.ground = ground;
    }

    static Heartbeats of(Ground ground) {
        return ground.once(Heartbeats.class, () -> {
            var heartbeats = new Heartbeats(ground);
            nodes(ground).ifPresent(nodes -> nodes.onBeat(() -> heartbeats.tell(nodes)));
            return heartbeats;
        });
    }

    private static Optional<Nodes> nodes(Ground ground) {
        return ground.find(Nodes.class).filter(Nodes::areSeveral);
    }

    /** Tells the other processes what this one has heard since the last time. */
    private void tell(Nodes nodes) {
        var news = new HashMap<String, String>();
        heard.forEach((agent, at) -> {
            if (at.isAfter(Instant.MIN) && !at.equals(told.put(agent, at))) {
                news.put(agent, at.toString());
            }
        });
        told.keySet().retainAll(heard.keySet());
        nodes.values().put(HEARD, news, window(ground).multipliedBy(KEPT_WINDOWS));
    }

    private void listen(Nodes nodes) {
        nodes.values()
                .all(HEARD)
                .forEach((agent, at) ->
                        heard.merge(agent, Instant.parse(at), (one, other) -> one.isAfter(other) ? one : other));
    }

    static Chore chore() {
        return new Chore(
                "looking for agents that are missing",
                ground -> window(ground).dividedBy(LOOKS).compareTo(EVERY_MAX) < 0
                        ? window(ground).dividedBy(LOOKS)
                        : EVERY_MAX,
                ground -> of(ground).look());
    }

    private static Duration window(Ground ground) {
        return Duration.ofMillis(ground.setting().applyAsInt(WINDOW));
    }

    /** Returns until when an agent that is heard of now is not missing. */
    Instant heard(String agent) {
        Instant now = ground.clock().instant();
        heard.put(agent, now);
        return now.plus(window(ground));
    }

    /** As {@link #heard}, of somebody who may be an agent. */
    void mayHaveHeard(String name) {
        heard.computeIfPresent(name, (_, _) -> ground.clock().instant());
    }

    /** Nothing is to be heard of an agent, whatever was until now. */
    void gone(String agent) {
        heard.remove(agent);
        nodes(ground).ifPresent(nodes -> nodes.values().take(HEARD, agent));
    }

    private void arrived(List<Entry> entries) {
        Set<String> actors = new HashSet<>();
        entries.forEach(entry -> actors.add(entry.metadata().actor()));
        actors.forEach(this::mayHaveHeard);
    }

    /** Says who is missing, and who is back. */
    synchronized void look() {
        if (!subscribed) {
            subscribed = true;
            var _ = ground.journal().subscribe(this::arrived); // as long as the journal is open
        }
        nodes(ground).ifPresent(this::listen);
        Instant now = ground.clock().instant();
        Duration window = window(ground);
        boolean slept = looked.filter(last ->
                        !now.isBefore(last) && Duration.between(last, now).compareTo(window.dividedBy(2)) <= 0)
                .isEmpty();
        if (slept) {
            since = now;
        }
        looked = Optional.of(now);
        var names = new HashSet<String>();
        for (AgentQueries.Life it : new AgentQueries(ground.reads(AgentProjection.NAME)).lives()) {
            names.add(it.agent());
            Instant last = heard.computeIfAbsent(
                    it.agent(), _ -> it.crashedAt().isPresent() ? Instant.MIN : now); // it may just have woken up
            Instant known = last.isAfter(since) ? last : since;
            if (it.crashedAt().isPresent()) {
                if (last.isAfter(it.crashedAt().get())) {
                    back(it);
                }
            } else if (known.plus(window).isBefore(now)) {
                crashed(it.id(), now);
            }
        }
        heard.keySet().retainAll(names);
    }

    private void crashed(String id, Instant now) {
        submit(new AgentCommand.Crash(
                id,
                "nothing was heard of it for %d s".formatted(window(ground).toSeconds()),
                Map.of("/crashed_at", Members.of(now))));
    }

    private void back(AgentQueries.Life agent) {
        submit(new AgentCommand.Beat(
                agent.id(), Map.of("/last_activity", Members.of(ground.clock().instant()))));
        new DeadLetters(ground).revive(agent.agent());
    }

    private void submit(AgentCommand command) {
        ground.commands().submit(submission(command, ground));
    }

    /** Returns a command that nobody asked for. */
    static Submission<AgentCommand> submission(AgentCommand command, Ground ground) {
        return new Submission<>(
                command,
                "daybook",
                "agents",
                ground.clock().instant(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
