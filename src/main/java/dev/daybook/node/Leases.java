package dev.daybook.node;

import dev.daybook.journal.JournalUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one process does at a time, of all that serve a journal. A lease is renewed by itself as long as its process runs
 * and reaches the database. Once it is past its time anybody may claim it; whoever held it finds that out when it looks
 * next, and what it still appends under it is refused. Thread-safe.
 */
public interface Leases {

    /**
     * Claims a lease.
     *
     * @param about what the work is, for whoever takes it over or asks who holds it
     * @return nothing if somebody holds it, this process included
     * @throws JournalUnavailable if the database does not answer
     */
    Optional<Lease> claim(String name, String about);

    /**
     * Returns those that are held, and those whose time is over and that were not given back, by name.
     *
     * @throws JournalUnavailable if the database does not answer
     */
    List<Held> all();

    /** Takes a lease from whoever holds it: nobody goes on with its work. Nothing happens if nobody holds it at that epoch. */
    void revoke(Held lease);

    /**
     * A lease as all see it.
     *
     * @param holder the id of the process
     * @param isOver whether its time is over: anybody may claim it
     */
    record Held(String name, String holder, long epoch, String about, Instant since, Instant until, boolean isOver) {}
}
