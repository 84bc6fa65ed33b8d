package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.http.Problem.Kind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The places of requests under way: of those that are worked on, and of those that only wait for something to come, which
 * cost nothing but memory. No token but the owner's takes more than its share of either, and strangers have a few of
 * their own, so that nobody who never ends keeps the others out. Thread-safe.
 */
final class Places {

    /** A thousand agents may share one token. */
    private static final int SHARES = 2;

    private static final int STRANGERS_MAX = 16;

    private final Room work;
    private final Room waits;
    private final Semaphore strangers = new Semaphore(STRANGERS_MAX);

    Places(Options.Limits limits) {
        work = new Room(limits.requestsMax(), "requests under way", "requests.max");
        waits = new Room(limits.waitsMax(), "requests that wait", "waits.max");
    }

    /** Some places for one kind of requests. */
    private static final class Room {
        private final int max;
        private final String what;
        private final String setting;
        private final Semaphore all;
        private final Map<Caller, Semaphore> shares = new ConcurrentHashMap<>(); // as many as there are tokens

        Room(int max, String what, String setting) {
            this.max = max;
            this.what = what;
            this.setting = setting;
            this.all = new Semaphore(max);
        }

        void take(Caller caller) {
            Semaphore share = share(caller);
            if (!share.tryAcquire()) {
                throw Problem.thrown(
                        Kind.OVERLOADED,
                        "the token '%s' has %d %s, as many as one may have: wait for an answer first, or raise %s",
                        caller.name(),
                        shareMax(caller),
                        what,
                        setting);
            }
            if (!all.tryAcquire()) {
                share.release();
                throw Problem.thrown(
                        Kind.OVERLOADED, "there are %d %s: ask again later, or raise %s", max, what, setting);
            }
        }

        void giveBack(Caller caller) {
            share(caller).release();
            all.release();
        }

        private Semaphore share(Caller caller) {
            return shares.computeIfAbsent(caller, oneCaller -> new Semaphore(shareMax(oneCaller)));
        }

        private int shareMax(Caller caller) {
            return caller.equals(Caller.OWNER) ? max : Math.max(1, max / SHARES);
        }
    }

    /** What one request takes up. For one thread. */
    final class Place {
        private final Caller caller;
        private boolean waiting;

        private Place(Caller caller) {
            this.caller = caller;
        }

        /**
         * Says that the request only waits from now on.
         *
         * @throws Problem.Thrown if too many do
         */
        void waits() {
            if (!waiting && !caller.equals(Caller.STRANGER)) {
                waits.take(caller);
                work.giveBack(caller);
                waiting = true;
            }
        }

        void giveBack() {
            if (caller.equals(Caller.STRANGER)) {
                strangers.release();
            } else {
                (waiting ? waits : work).giveBack(caller);
            }
        }
    }

    /**
     * Takes a place for a request that is to be worked on.
     *
     * @throws Problem.Thrown if there is none
     */
    Place take(Caller caller) {
        if (!caller.equals(Caller.STRANGER)) {
            work.take(caller);
        } else if (!strangers.tryAcquire()) {
            throw Problem.thrown(Kind.OVERLOADED, "%d requests are under way: ask again later", STRANGERS_MAX);
        }
        return new Place(caller);
    }

    /** Returns whether nobody who is known is being answered, or waits. */
    boolean areAllFree() {
        return work.all.availablePermits() == work.max && waits.all.availablePermits() == waits.max;
    }

    /** Waits until nobody who is known is being answered, and takes all places; returns whether it came to that. */
    boolean close(long timeoutMs) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        return work.all.tryAcquire(work.max, timeoutMs, TimeUnit.MILLISECONDS)
                && waits.all.tryAcquire(waits.max, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
