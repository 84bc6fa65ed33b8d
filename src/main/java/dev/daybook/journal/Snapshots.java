package dev.daybook.journal;

import java.util.Optional;

/**
 * States of long streams, so that loading one need not read it from its start. Disposable: without them everything
 * gives the same answers, only slower. Thread-safe.
 */
public interface Snapshots extends AutoCloseable {

    /** Keeps the state of a stream; an older one of the same timeline is forgotten. */
    void save(StreamId stream, int timeline, Snapshot snapshot);

    /**
     * Returns the newest snapshot of a stream.
     *
     * @param timeline the number of the timeline it must have been taken in: a rollback makes older ones void
     */
    Optional<Snapshot> latest(StreamId stream, int timeline);

    /** Forgets the snapshot of a stream, as one that was made of another journal. */
    void forget(StreamId stream);

    /** Forgets all. */
    void clear();

    @Override
    void close();

    /**
     * The state of a stream after the entry of that revision.
     *
     * @param madeOf the end of the journal when it was taken: of a journal that does not have it, it says nothing
     */
    record Snapshot(long revision, Link madeOf, Payload state) {}
}
