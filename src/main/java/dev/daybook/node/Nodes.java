package dev.daybook.node;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The processes that serve a journal, this one among them. Thread-safe. */
public interface Nodes extends AutoCloseable {

    /** Returns the id of this process among the others. */
    String id();

    /** Returns what its operator calls this process. */
    String name();

    /** Returns whether there may be others. */
    boolean areSeveral();

    /**
     * Makes this process known to the others from now on, and keeps it so until {@link #close}.
     *
     * @param about returns what it tells of itself, as JSON; called again and again, on a thread of its own
     */
    void join(Supplier<String> about);

    /** Returns how often a process gives a sign of life. */
    Duration beat();

    /** Returns what a process is called: its id if it is not on the list. */
    default String nameOf(String other) {
        if (other.equals(id())) {
            return name();
        }
        return all().stream()
                .filter(node -> node.id().equals(other))
                .map(Node::name)
                .findFirst()
                .orElse(other);
    }

    /** Calls {@code work} again and again, on a thread of its own: about three times in the time that a lease lasts. */
    void onBeat(Runnable work);

    /** Returns those that serve, and those that were there until lately, the oldest first. */
    List<Node> all();

    Leases leases();

    SharedValues values();

    /** Gives back what this process holds, and takes it off the list. */
    @Override
    void close();
}
