package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.http.Problem.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The places of requests under way. No token but the owner's takes more than its share of them, and strangers have a few
 * of their own, so that nobody who never ends keeps the others out. Thread-safe.
 */
final class Places {

    /** More at once would only wait for the same writer thread and the same readers. */
    static final int MAX = 1_024;

    private static final int SHARE = MAX / 4;
    private static final int STRANGERS_MAX = 16;

    private final Semaphore all = new Semaphore(MAX);
    private final Semaphore strangers = new Semaphore(STRANGERS_MAX);
    private final Map<Caller, Semaphore> shares = new ConcurrentHashMap<>(); // as many as there are tokens

    /** Takes a place for a request of a caller, or returns why there is none. */
    Optional<Problem.Thrown> take(Caller caller) {
        boolean strange = caller.equals(Caller.STRANGER);
        Semaphore share = strange ? strangers : share(caller);
        if (!share.tryAcquire()) {
            return Optional.of(
                    strange
                            ? overloaded(STRANGERS_MAX)
                            : Problem.thrown(
                                    Kind.OVERLOADED,
                                    "the token '%s' has %d requests under way, as many as one may have: wait for an answer"
                                            + " first",
                                    caller.name(),
                                    SHARE));
        }
        if (strange || all.tryAcquire()) {
            return Optional.empty();
        }
        share.release();
        return Optional.of(overloaded(MAX));
    }

    private static Problem.Thrown overloaded(int requests) {
        return Problem.thrown(Kind.OVERLOADED, "%d requests are under way: ask again later", requests);
    }

    private Semaphore share(Caller caller) {
        return shares.computeIfAbsent(caller, oneCaller -> new Semaphore(oneCaller.equals(Caller.OWNER) ? MAX : SHARE));
    }

    /** Gives back what {@link #take} took. */
    void giveBack(Caller caller) {
        if (caller.equals(Caller.STRANGER)) {
            strangers.release();
        } else {
            share(caller).release();
            all.release();
        }
    }

    /** Returns whether nobody who is known is being answered. */
    boolean areAllFree() {
        return all.availablePermits() == MAX;
    }

    /** Waits until nobody who is known is being answered, and takes all places; returns whether it came to that. */
    boolean close(long timeoutMs) throws InterruptedException {
        return all.tryAcquire(MAX, timeoutMs, TimeUnit.MILLISECONDS);
    }
}
