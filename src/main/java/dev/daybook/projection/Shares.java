package dev.daybook.projection;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.node.Lease;
import dev.daybook.node.Leases;
import dev.daybook.node.Leases.Held;
import dev.daybook.node.Nodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which projections this process writes, of those that several share: each by a lease, and of all processes that serve none
 * more than its share. Who has more than that, as another one came, leaves the rest to it. Used by one thread at a time.
 */
final class Shares {

    private static final String PREFIX = "read model ";

    private final Nodes nodes;
    private final List<String> names;
    private final Map<String, Lease> held = new HashMap<>();

    /** @param names of the projections with their versions: two versions of one are written side by side */
    Shares(Nodes nodes, List<String> names) {
        this.nodes = nodes;
        this.names = names;
    }

    /** Returns the epoch by which this process writes a projection, if it does. */
    Optional<Long> epoch(String name) {
        return Optional.ofNullable(held.get(name))
                .filter(Lease::isHeld)
                .map(lease -> lease.fence().epoch());
    }

    /**
     * Claims what is free, as far as it is this process' share, and leaves what is more to others.
     *
     * @throws JournalUnavailable if the database does not answer
     */
    void claim() {
        held.values().removeIf(Lease::isLost);
        int share = share();
        List<String> more = held.keySet().stream().sorted().skip(share).toList();
        more.forEach(this::leave);
        if (held.size() == share) {
            return;
        }
        Leases leases = nodes.leases();
        Map<String, Held> all = leases.all().stream()
                .filter(lease -> lease.name().startsWith(PREFIX))
                .collect(Collectors.toMap(Held::name, lease -> lease));
        for (String name : names) {
            Optional<Held> there = Optional.ofNullable(all.get(PREFIX + name));
            if (held.size() < share
                    && !held.containsKey(name)
                    && there.filter(lease -> !lease.isOver()).isEmpty()) {
                leases.claim(PREFIX + name, "").ifPresent(lease -> held.put(name, lease));
            }
        }
    }

    private int share() {
        long serving = nodes.all().stream().filter(node -> !node.isGone()).count();
        int several = (int) Math.max(1, serving);
        return (names.size() + several - 1) / several;
    }

    /** Takes projections from whoever writes them, for work that somebody has asked this process to do. */
    void take(List<String> wanted) {
        Leases leases = nodes.leases();
        for (String name : wanted) {
            if (epoch(name).isEmpty()) {
                held.remove(name);
                leases.all().stream()
                        .filter(lease -> lease.name().equals(PREFIX + name))
                        .forEach(leases::revoke);
                leases.claim(PREFIX + name, "").ifPresent(lease -> held.put(name, lease));
            }
        }
    }

    /** Gives up a lease that another one has taken over, so that it is claimed anew. */
    void forget(String name) {
        Optional.ofNullable(held.remove(name)).ifPresent(Lease::close);
    }

    private void leave(String name) {
        Optional.ofNullable(held.remove(name)).ifPresent(Lease::handOver);
    }

    /** Leaves all to others. */
    void leaveAll() {
        new ArrayList<>(held.keySet()).forEach(this::leave);
    }
}
