package dev.daybook.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.node.Lease;
import dev.daybook.node.Leases;
import dev.daybook.node.Leases.Held;
import dev.daybook.node.Node;
import dev.daybook.node.Nodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which projections this process writes, of those that several share: each by a lease, and of all processes that could write
 * the same none more than its share. Who has more than that, as another one came, leaves the rest to it. Others have another
 * version of some, or none of them, and say so. Used by one thread at a time.
 */
final class Shares {

    private static final JsonMapper JSON = new JsonMapper();

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
        Map<String, Integer> writers = writers();
        int share = share(writers);
        List<String> rarest = names.stream()
                .sorted(Comparator.<String>comparingInt(writers::get).thenComparing(name -> name))
                .toList();
        rarest.stream().filter(held::containsKey).skip(share).forEach(this::leave);
        Leases leases = nodes.leases();
        Map<String, Held> all = leases.all().stream()
                .filter(lease -> lease.name().startsWith(ReadModels.LEASE))
                .collect(Collectors.toMap(Held::name, lease -> lease));
        for (String name : rarest) {
            boolean isFree = Optional.ofNullable(all.get(ReadModels.LEASE + name))
                    .filter(lease -> !lease.isOver())
                    .isEmpty();
            if (isFree && !held.containsKey(name) && hasRoom(writers, name, share)) {
                leases.claim(ReadModels.LEASE + name, "").ifPresent(lease -> held.put(name, lease));
            }
        }
    }

    /** Makes room for what fewer could write, by leaving what more can. */
    private boolean hasRoom(Map<String, Integer> writers, String name, int share) {
        if (held.size() >= share) {
            held.keySet().stream()
                    .filter(other -> writers.getOrDefault(other, 1) > writers.getOrDefault(name, 1))
                    .max(Comparator.<String>comparingInt(writers::get).thenComparing(other -> other))
                    .ifPresent(this::leave);
        }
        return held.size() < share;
    }

    /** Returns how many processes could write each. */
    private Map<String, Integer> writers() {
        var writers = new HashMap<String, Integer>();
        names.forEach(name -> writers.put(name, 1));
        served(nodes.all().stream()
                        .filter(node -> !node.id().equals(nodes.id()))
                        .toList())
                .forEach(told -> told.forEach(name -> writers.computeIfPresent(name, (_, count) -> count + 1)));
        return writers;
    }

    private int share(Map<String, Integer> writers) {
        double share = names.stream()
                .mapToDouble(name -> 1.0 / writers.getOrDefault(name, 1))
                .sum();
        return (int) Math.ceil(share - 1e-9);
    }

    /** Returns whether nobody writes a projection. */
    boolean isFree(String name) {
        return nodes.leases().all().stream()
                .noneMatch(lease -> lease.name().equals(ReadModels.LEASE + name) && !lease.isOver());
    }

    /** Returns whether another process answers from rows of that name. */
    boolean isServed(String name) {
        return served(nodes.all()).stream().anyMatch(told -> told.contains(name));
    }

    private static List<Set<String>> served(List<Node> all) {
        return all.stream().filter(node -> !node.isGone()).map(Shares::told).toList();
    }

    /** Of another version it may tell anything. */
    private static Set<String> told(Node node) {
        var told = new HashSet<String>();
        try {
            for (JsonNode name : JSON.readTree(node.about()).path(ReadModels.SHARED)) {
                told.add(name.asText());
            }
        } catch (JsonProcessingException _) {
            return Set.of();
        }
        return told;
    }

    /** Takes projections from whoever writes them, for work that somebody has asked this process to do. */
    void take(List<String> wanted) {
        Leases leases = nodes.leases();
        for (String name : wanted) {
            if (epoch(name).isEmpty()) {
                held.remove(name);
                leases.all().stream()
                        .filter(lease -> lease.name().equals(ReadModels.LEASE + name))
                        .forEach(leases::revoke);
                leases.claim(ReadModels.LEASE + name, "").ifPresent(lease -> held.put(name, lease));
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
