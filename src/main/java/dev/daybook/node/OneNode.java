package dev.daybook.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The only process of a journal. Thread-safe. */
public final class OneNode implements Nodes {

    private static final Duration BEAT = Duration.ofSeconds(5);

    private final String id;
    private final String name;
    private final InstantSource clock;
    private final Instant since;
    private final LocalLeases leases;
    private final LocalValues values;
    private final Beat beat = new Beat(BEAT);
    private volatile Optional<Supplier<String>> about = Optional.empty();

    public OneNode(String id, String name, InstantSource clock) {
        this.id = id;
        this.name = name;
        this.clock = clock;
        this.since = clock.instant();
        this.leases = new LocalLeases(id, clock);
        this.values = new LocalValues(clock);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean areSeveral() {
        return false;
    }

    @Override
    public void join(Supplier<String> told) {
        about = Optional.of(told);
    }

    @Override
    public Duration beat() {
        return BEAT;
    }

    @Override
    public void onBeat(Runnable work) {
        beat.add(work);
    }

    @Override
    public List<Node> all() {
        return about.stream()
                .map(told -> new Node(id, name, told.get(), since, clock.instant(), false))
                .toList();
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public SharedValues values() {
        return values;
    }

    @Override
    public void close() {
        beat.close();
        about = Optional.empty();
    }
}
