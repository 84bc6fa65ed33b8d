package dev.daybook.node;

import dev.daybook.journal.Fence;
import dev.daybook.journal.Fenced;
import java.util.function.Supplier;

/** A lease that this process has claimed. Thread-safe. */
public interface Lease extends AutoCloseable {

    Fence fence();

    /** Returns whether nobody else can hold it now, as far as this process knows; {@code false} may become true again. */
    boolean isHeld();

    /** Returns whether it is another's for good, or nobody's. */
    boolean isLost();

    /** Tells others from the next renewal on what the work is. */
    void about(String text);

    /**
     * Carries out work on this thread, all appends of which are refused once the lease is another's.
     *
     * @throws Fenced if it is not held, or is lost meanwhile
     */
    default <T> T carry(Supplier<T> work) {
        if (!isHeld()) {
            throw new Fenced(fence());
        }
        return fence().carry(work);
    }

    /** Leaves the work to others: it is anybody's to claim at once. */
    void handOver();

    /** Gives it back: there is nothing to take over. */
    @Override
    void close();
}
