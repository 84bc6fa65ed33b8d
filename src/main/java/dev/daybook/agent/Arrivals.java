package dev.daybook.agent;

import dev.daybook.event.Catalog;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Rings whoever waits for messages of an agent, once the read model has one that came. One thread reads the journal for
 * all who wait, as long as there are any. Thread-safe.
 */
final class Arrivals {

    private static final int BATCH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Selection CAME = new Selection.OfTypes(
            Set.of(Catalog.name(MessageEvent.Recorded.class), Catalog.name(MessageEvent.Redelivered.class)));

    private final Ground ground;
    private final Map<String, Set<Runnable>> bells = new HashMap<>();
    private final Semaphore news = new Semaphore(0);
    private boolean reads;
    private volatile boolean rolledBack;

    private Arrivals(Ground ground) {
        this.ground = ground;
        ground.timelines().onRollback(_ -> {
            rolledBack = true;
            news.release();
        });
    }

    static Arrivals of(Ground ground) {
        return ground.once(Arrivals.class, () -> new Arrivals(ground));
    }

    /**
     * Has {@code bell} rung for all that comes for an agent from now on, by another thread; returns what ends that.
     *
     * <p>What the read model has by then is not rung for: look behind this call.
     */
    synchronized Runnable listen(String agent, Runnable bell) {
        bells.computeIfAbsent(agent, _ -> new HashSet<>()).add(bell);
        if (!reads) {
            reads = true;
            Position from = ground.readModels().position(AgentProjection.NAME);
            Thread.ofVirtual().name("arrivals").start(() -> read(from));
        }
        return () -> leave(agent, bell);
    }

    private synchronized void leave(String agent, Runnable bell) {
        Set<Runnable> left = bells.getOrDefault(agent, new HashSet<>());
        left.remove(bell);
        if (left.isEmpty()) {
            bells.remove(agent);
        }
        news.release();
    }

    /** Returns whether anybody waits; who comes later has another thread read. */
    private synchronized boolean isWanted() {
        reads = !bells.isEmpty();
        return reads;
    }

    private synchronized List<Runnable> of(Set<String> agents) {
        return bells.entrySet().stream()
                .filter(waiting -> agents.contains(waiting.getKey()))
                .flatMap(waiting -> waiting.getValue().stream())
                .toList();
    }

    private synchronized Set<String> agents() {
        return Set.copyOf(bells.keySet());
    }

    private void read(Position from) {
        boolean ended = false;
        try (var _ = ground.journal().subscribe(_ -> news.release())) {
            Position last = from;
            while (isWanted()) {
                news.drainPermits();
                Set<String> agents = new HashSet<>();
                if (rolledBack) { // what was dealt with may wait again
                    rolledBack = false;
                    ground.posted(AgentProjection.NAME, ground.journal().head(), PATIENCE);
                    agents.addAll(agents());
                }
                List<Entry> came = ground.journal().readForward(CAME, last, BATCH);
                if (!came.isEmpty()) {
                    last = came.getLast().position();
                    ground.posted(AgentProjection.NAME, last, PATIENCE);
                    came.forEach(entry -> receiver(entry).ifPresent(agents::add));
                }
                of(agents).forEach(Runnable::run);
                if (came.size() < BATCH) {
                    news.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
            ended = true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (!ended) { // the journal is closed, or cannot be read: whoever comes next has it tried again
                stopped();
            }
        }
    }

    private synchronized void stopped() {
        reads = false;
    }

    private Optional<String> receiver(Entry entry) {
        return switch (ground.codec().decode(entry)) {
            case MessageEvent.Recorded it -> MessageOperations.receiver(it.set());
            case MessageEvent.Redelivered it ->
                MessageOperations.queries(ground)
                        .message(it.id(), ground.clock().instant())
                        .flatMap(MessageView::to);
            default -> Optional.empty();
        };
    }
}
