package dev.daybook.node;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.node.Leases.Held;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that some process always holds: each that has one of that name claims it whenever it is free. Thread-safe.
 */
public final class StandingLease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandingLease.class);

    private final Nodes nodes;
    private final String name;
    private final Function<Optional<Held>, Optional<String>> about;
    private Optional<Lease> lease = Optional.empty();
    private Optional<Long> askedNs = Optional.empty();
    private boolean closed;

    public StandingLease(Nodes nodes, String name) {
        this(nodes, name, _ -> Optional.of(""));
    }

    /**
     * Makes one that not every process may hold.
     *
     * @param about given what the last holder left, returns what the lease is to say; nothing to leave it to others
     */
    public StandingLease(Nodes nodes, String name, Function<Optional<Held>, Optional<String>> about) {
        this.nodes = nodes;
        this.name = name;
        this.about = about;
    }

    /** Returns it if this process holds it now. Asks others no more often than they tell. */
    public synchronized Optional<Lease> held() {
        if (lease.filter(own -> !own.isLost()).isEmpty()) {
            lease = closed || isAsked() ? Optional.empty() : claimed();
        }
        return lease.filter(Lease::isHeld);
    }

    private boolean isAsked() {
        long nowNs = System.nanoTime();
        if (askedNs.filter(last -> nowNs - last < nodes.beat().toNanos()).isPresent()) {
            return true;
        }
        askedNs = Optional.of(nowNs);
        return false;
    }

    private Optional<Lease> claimed() {
        try {
            Optional<Held> there = nodes.leases().all().stream()
                    .filter(held -> held.name().equals(name))
                    .findFirst();
            return there.filter(held -> !held.isOver()).isPresent()
                    ? Optional.empty()
                    : about.apply(there).flatMap(text -> nodes.leases().claim(name, text));
        } catch (JournalUnavailable e) {
            LOG.debug("the lease {} cannot be claimed: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns what its holder is called; nothing if nobody holds it, or the database does not answer. */
    public Optional<String> holder() {
        try {
            return nodes.leases().all().stream()
                    .filter(held -> held.name().equals(name) && !held.isOver())
                    .map(held -> nodes.nameOf(held.holder()))
                    .findFirst();
        } catch (JournalUnavailable _) {
            return Optional.empty();
        }
    }

    /** Leaves it to others. */
    @Override
    public synchronized void close() {
        closed = true;
        lease.ifPresent(Lease::handOver);
        lease = Optional.empty();
    }
}
