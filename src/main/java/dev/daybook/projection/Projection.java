package dev.daybook.projection;

import dev.daybook.event.Recorded;

/**
 * Turns events into rows.
 *
 * <p>A pure function of the journal: it reads no clock, no network and no other projection, so that a rebuild yields
 * the same rows. {@code tables} is a transaction that also moves the checkpoint: an event is applied exactly once
 * however often the process stops. Used by one thread at a time.
 */
public interface Projection {

    /** The name of its folder in {@code projections/} and of its database. */
    String name();

    /** Whether it wants every entry, void ones too. Only the audit log does. */
    default boolean seesVoid() {
        return false;
    }

    /**
     * Applies one event. Events come in the order of their positions; of types it does not care for, it does nothing.
     */
    void apply(Recorded recorded, Tables tables);
}
