package dev.daybook.node;

import dev.daybook.journal.Fence;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The leases of the only process of a journal: what it claims is its own until it gives it back. Thread-safe. */
final class LocalLeases implements Leases {

    private final String holder;
    private final InstantSource clock;
    private final TreeMap<String, Own> leases = new TreeMap<>();
    private long epoch;

    LocalLeases(String holder, InstantSource clock) {
        this.holder = holder;
        this.clock = clock;
    }

    private final class Own implements Lease {

        private final Fence fence;
        private final Instant since = clock.instant();
        private String about;
        private Optional<Instant> over = Optional.empty();

        Own(Fence fence, String about) {
            this.fence = fence;
            this.about = about;
        }

        @Override
        public Fence fence() {
            return fence;
        }

        @Override
        public boolean isHeld() {
            synchronized (leases) {
                return over.isEmpty() && leases.get(fence.lease()) == this;
            }
        }

        @Override
        public boolean isLost() {
            return !isHeld();
        }

        @Override
        public void about(String text) {
            synchronized (leases) {
                about = text;
            }
        }

        @Override
        public void handOver() {
            synchronized (leases) {
                over = Optional.of(clock.instant());
            }
        }

        @Override
        public void close() {
            synchronized (leases) {
                leases.remove(fence.lease(), this);
            }
        }

        private Held held() {
            return new Held(
                    fence.lease(), holder, fence.epoch(), about, since, over.orElse(Instant.MAX), over.isPresent());
        }
    }

    @Override
    public Optional<Lease> claim(String name, String about) {
        synchronized (leases) {
            Own there = leases.get(name);
            if (there != null && there.over.isEmpty()) {
                return Optional.empty();
            }
            epoch++;
            var own = new Own(new Fence(name, epoch), about);
            leases.put(name, own);
            return Optional.of(own);
        }
    }

    @Override
    public List<Held> all() {
        synchronized (leases) {
            return leases.values().stream().map(Own::held).toList();
        }
    }

    @Override
    public void revoke(Held lease) {
        synchronized (leases) {
            leases.values().removeIf(own -> own.fence.equals(new Fence(lease.name(), lease.epoch())));
        }
    }
}
