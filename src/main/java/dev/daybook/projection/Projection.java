package dev.daybook.projection;

import dev.daybook.event.Recorded;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;

/**
 * Turns events into rows.
 *
 * <p>A function of the journal: it reads no clock, no network and no other projection, so that a rebuild yields the
 * same rows. {@code tables} is a transaction that also moves the checkpoint: an event is applied exactly once however
 * often the process stops. An instance belongs to one database file and is used by one thread at a time.
 *
 * <p>It may keep rows in memory until {@link #flush}: twenty events of one task in a batch then write its row once.
 */
public interface Projection {

    /** The name of its folder in {@code projections/} and of its database. */
    String name();

    /** What its rows depend on beside the journal and the tables: rows that were made of another one are made anew. */
    default String basis() {
        return "";
    }

    /** Whether it wants every entry, void ones too, and follows rollbacks by itself. Only the audit log does. */
    default boolean seesVoid() {
        return false;
    }

    /**
     * Returns whether entries of that stream may make rows here. Of others its events are not even decoded for it: what
     * {@link #apply} gets nevertheless, because somebody else wants it, has to make none.
     */
    default boolean posts(StreamId stream) {
        return true;
    }

    /**
     * Takes out all rows of the thing that the first event of a stream tells of: those that the entries of the stream made,
     * and no other.
     *
     * @return false, with the rows as they were, if it cannot tell which these are
     */
    default boolean remove(Recorded first, Tables tables) {
        return false;
    }

    /**
     * Applies one event. Events come in the order of their positions; of types it does not care for, it does nothing.
     */
    void apply(Recorded recorded, Tables tables);

    /**
     * Notes an event that does not count: no row may show it. Its revision is taken all the same, and whoever writes to
     * its stream next must know that.
     */
    default void passOver(Recorded recorded, Tables tables) {}

    /**
     * Shows what counts in a timeline that no rollback of the journal has made, once all was applied. For one that
     * {@link #seesVoid}; of others the entries that do not count there were passed over.
     *
     * @param by the position that stands for what made the timeline
     */
    default void settle(Timeline timeline, Position by, Tables tables) {}

    /** Writes what it still keeps in memory: the transaction is about to commit. */
    default void flush(Tables tables) {}

    /** Forgets what it keeps in memory: the transaction was rolled back, or the rows were changed by someone else. */
    default void forget() {}

    /** Prepares the tables for very many rows at once. */
    default void beforeLoad(Tables tables) {}

    /** Undoes {@link #beforeLoad}, and puts the tables in the order that reading likes. */
    default void afterLoad(Tables tables) {}
}
