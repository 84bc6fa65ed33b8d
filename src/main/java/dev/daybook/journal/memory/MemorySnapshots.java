package dev.daybook.journal.memory;

import dev.daybook.journal.Snapshots;
import dev.daybook.journal.StreamId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Snapshots that live as long as the process. */
public final class MemorySnapshots implements Snapshots {

    private record Key(StreamId stream, int timeline) {}

    private final Map<Key, Snapshot> snapshots = new ConcurrentHashMap<>();

    @Override
    public void save(StreamId stream, int timeline, Snapshot snapshot) {
        snapshots.merge(
                new Key(stream, timeline), snapshot, (old, fresh) -> fresh.revision() >= old.revision() ? fresh : old);
    }

    @Override
    public Optional<Snapshot> latest(StreamId stream, int timeline) {
        return Optional.ofNullable(snapshots.get(new Key(stream, timeline)));
    }

    @Override
    public void forget(StreamId stream) {
        snapshots.keySet().removeIf(key -> key.stream.equals(stream));
    }

    @Override
    public void clear() {
        snapshots.clear();
    }

    @Override
    public void close() {
        // nothing to release
    }
}
