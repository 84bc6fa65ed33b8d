package dev.daybook.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A number of clients that do the same thing at once, each on a thread of its own. */
final class Clients {

    /** Times of calls that a client has room for: a thousand clients with room for the most took half a gigabyte. */
    private static final int TIMES = 1 << 8;

    private static final int TIMES_MAX = 1 << 16;

    private static final double WARM_SECONDS = 3;
    private static final int WARM_ROUNDS_MAX = 10;

    /** A rate that rises by less from one round to the next rises no more. */
    private static final double RISES = 0.05;

    /** What one client does; {@code number} is unique over all calls. */
    interface Work {
        void run(long number) throws Exception;
    }

    /** How it went: calls a second over all clients, and the time of one call in milliseconds. */
    record Outcome(double perSecond, double p50Ms, double p95Ms, double p99Ms, double maxMs) {}

    /** Runs {@code work} for {@code seconds} with that many clients on virtual threads. */
    static Outcome run(int clients, double seconds, Work work) throws InterruptedException, ExecutionException {
        return run(clients, seconds, work, Executors.newVirtualThreadPerTaskExecutor());
    }

    /** As {@link #run}, on threads of the system: who waits for a socket is woken by it, and not by yet another thread. */
    static Outcome served(int clients, double seconds, Work work) throws InterruptedException, ExecutionException {
        return run(clients, seconds, work, Executors.newFixedThreadPool(clients));
    }

    private static Outcome run(int clients, double seconds, Work work, ExecutorService executor)
            throws InterruptedException, ExecutionException {
        var calls = new AtomicLong();
        var ready = new CountDownLatch(1);
        try (var threads = executor) {
            var results = IntStream.range(0, clients)
                    .<Future<long[]>>mapToObj(_ -> threads.submit(() -> {
                        ready.await();
                        var times = new long[TIMES];
                        int count = 0;
                        long end = System.nanoTime() + (long) (seconds * 1e9);
                        for (long begin = System.nanoTime(); begin < end; ) {
                            work.run(calls.getAndIncrement());
                            long now = System.nanoTime();
                            if (count == times.length && count < TIMES_MAX) {
                                times = Arrays.copyOf(times, 2 * count);
                            }
                            if (count < times.length) {
                                times[count++] = now - begin;
                            }
                            begin = now;
                        }
                        return Arrays.copyOf(times, count);
                    }))
                    .toList();
            long begin = System.nanoTime();
            ready.countDown();
            var times = new long[0];
            for (Future<long[]> result : results) {
                long[] more = result.get();
                int old = times.length;
                times = Arrays.copyOf(times, old + more.length);
                System.arraycopy(more, 0, times, old, more.length);
            }
            double took = (System.nanoTime() - begin) / 1e9;
            Arrays.sort(times);
            return outcome(calls.get() / took, times);
        }
    }

    /** Asks a server until its rate rises no more, for half a minute at most: by then it is compiled. */
    static void warm(int clients, Work work) throws InterruptedException, ExecutionException {
        double before = 0;
        double now = served(clients, WARM_SECONDS, work).perSecond();
        for (int round = 1; round < WARM_ROUNDS_MAX && now > before * (1 + RISES); round++) {
            before = Math.max(before, now);
            now = served(clients, WARM_SECONDS, work).perSecond();
        }
    }

    /**
     * Begins so many calls a second, whether those before are answered or not, and counts the time of each from when it
     * was to begin: who waits for a slow answer does not ask less often here.
     */
    static Outcome atRate(int perSecond, double seconds, Work work) throws InterruptedException, ExecutionException {
        int calls = (int) (perSecond * seconds);
        var times = new long[calls];
        long begin = System.nanoTime();
        try (var threads = Executors.newCachedThreadPool()) {
            var results = new ArrayList<Future<?>>();
            for (int call = 0; call < calls; call++) {
                int number = call;
                long due = begin + call * 1_000_000_000L / perSecond;
                LockSupport.parkNanos(due - System.nanoTime());
                results.add(threads.submit(() -> {
                    work.run(number);
                    times[number] = System.nanoTime() - due;
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        }
        double took = (System.nanoTime() - begin) / 1e9;
        Arrays.sort(times);
        return outcome(calls / took, times);
    }

    private static Outcome outcome(double perSecond, long[] sorted) {
        return new Outcome(
                perSecond,
                percentile(sorted, 0.50),
                percentile(sorted, 0.95),
                percentile(sorted, 0.99),
                percentile(sorted, 1));
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
    }

    private Clients() {}
}
