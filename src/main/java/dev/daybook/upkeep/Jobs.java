package dev.daybook.upkeep;

import dev.daybook.operation.Asker;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Work that may take minutes: begun, watched, cancelled. Each has a thread of its own. What has ended can be looked at
 * until so many others have ended, or the process does. Thread-safe.
 */
public final class Jobs implements AutoCloseable {

    /** Proofs, exports and the like at once: each reads the whole journal. */
    static final int RUNNING_MAX = 4;

    /** Those that ended and can still be looked at. */
    static final int ENDED_MAX = 50;

    /** Ends work that nobody wants any more. */
    @SuppressWarnings("serial")
    public static final class Cancelled extends RuntimeException {
        Cancelled() {
            super("it was cancelled", null, false, false); // an answer, not an accident
        }
    }

    /** There is too much to do already. */
    @SuppressWarnings("serial")
    public static final class TooMany extends RuntimeException {
        TooMany() {
            super("%d works of this kind are under way: ask again later".formatted(RUNNING_MAX), null, false, false);
        }
    }

    /**
     * What is to be done.
     *
     * @param id which no other job has
     * @param operation by its name in the contract
     * @param of what it is about; empty if the operation says it all
     * @param by who wants it
     * @param role what somebody has to be allowed to do for it, and to see what came of it
     * @param isCounted whether it takes one of the {@value Jobs#RUNNING_MAX} places; imports don't, for only one of them
     *     runs at a time
     * @param isShared whether one under way of the same operation and {@code of} is as good: then the job is a wait for
     *     that, with an id of its own
     */
    public record Order(
            String id, String operation, String of, Asker by, Role role, boolean isCounted, boolean isShared) {

        public Order(String id, String operation, String of, Asker by, Role role, boolean isCounted) {
            this(id, operation, of, by, role, isCounted, false);
        }

        /** Returns that of the work itself, for whoever waits for it. */
        private Order ofWork() {
            String own =
                    UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
            return new Order(own, operation, of, by, role, isCounted, true);
        }

        private boolean isDoneBy(Job other) {
            return isShared && other.order.operation().equals(operation) && other.order.of.equals(of);
        }
    }

    private static final Duration STOP = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Duration stop;
    private final boolean stays;
    private final Deque<Job> underWay = new ArrayDeque<>();

    /** In the order of their ends, so that the oldest of them is forgotten. */
    private final Deque<Job> past = new ArrayDeque<>();

    /** Those that are waits for work that several may want. */
    private final Deque<Job> waits = new ArrayDeque<>();

    private volatile Consumer<Job> listener = _ -> {};
    private boolean closed;

    public Jobs(InstantSource clock) {
        this(clock, false);
    }

    /** @param stays whether the process goes on when a request is answered */
    public Jobs(InstantSource clock, boolean stays) {
        this(clock, stays, STOP);
    }

    /** @param stop so long {@link #close} waits for all together; what has not ended by then is left behind */
    Jobs(InstantSource clock, Duration stop) {
        this(clock, false, stop);
    }

    private Jobs(InstantSource clock, boolean stays, Duration stop) {
        this.clock = clock;
        this.stays = stays;
        this.stop = stop;
    }

    /** Calls {@code heard} when a job has begun or has ended, on the thread that found that out. */
    public void onChange(Consumer<Job> heard) {
        listener = heard;
    }

    /** Returns whether work may be begun that nobody waits for. */
    public boolean areStaying() {
        return stays;
    }

    /**
     * Begins work, or waits for what does it already.
     *
     * @param work returns what came of it; says at times how far it is, which ends it where it was cancelled
     * @param tell returns what is told of a failure, whoever asks for it; called once, if it fails
     * @throws TooMany if there is too much to do already
     */
    public Job start(Order order, Function<Progress, ?> work, Function<RuntimeException, ?> tell) {
        if (!order.isShared()) {
            Job job = new Job(order, Optional.empty(), clock);
            begin(job, work, tell);
            listener.accept(job);
            return job;
        }
        Job wait = awaited(order, work, tell);
        listener.accept(wait);
        return wait;
    }

    private Job awaited(Order order, Function<Progress, ?> work, Function<RuntimeException, ?> tell) {
        synchronized (underWay) {
            for (Job same : underWay.stream().filter(order::isDoneBy).toList()) {
                var wait = new Job(order, Optional.of(same), clock);
                if (same.isJoinedBy(wait)) {
                    waits.add(wait);
                    return wait;
                }
            }
            var job = new Job(order.ofWork(), Optional.empty(), clock);
            var wait = new Job(order, Optional.of(job), clock);
            job.isJoinedBy(wait);
            begin(job, work, tell);
            waits.add(wait);
            return wait;
        }
    }

    private void begin(Job job, Function<Progress, ?> work, Function<RuntimeException, ?> tell) {
        Order order = job.order;
        synchronized (underWay) {
            long counted = underWay.stream()
                    .filter(oneJob -> !oneJob.isOver() && oneJob.order.isCounted())
                    .count();
            if (closed || (order.isCounted() && counted >= RUNNING_MAX)) {
                throw new TooMany();
            }
            underWay.removeIf(oneJob -> oneJob.id().equals(order.id())); // it has just ended
            past.removeIf(oneJob -> oneJob.id().equals(order.id())); // and goes on now
            underWay.add(job);
        }
        Thread.ofPlatform().name(order.operation()).daemon().start(() -> {
            try {
                job.run(work, tell, this::ended);
            } finally {
                withWaits(job).forEach(listener);
            }
        });
    }

    /** Called before anybody who waits for its end goes on: they find it where it belongs. */
    private void ended(Job job) {
        synchronized (underWay) {
            if (underWay.remove(job)) {
                past.addLast(job);
            }
            while (past.size() > ENDED_MAX) {
                past.removeFirst();
            }
            while (waits.stream().filter(Job::isOver).count() > ENDED_MAX) {
                waits.stream().filter(Job::isOver).findFirst().ifPresent(waits::remove);
            }
        }
    }

    private List<Job> withWaits(Job job) {
        synchronized (underWay) {
            return Stream.concat(
                            Stream.of(job),
                            waits.stream()
                                    .filter(wait ->
                                            wait.work.filter(job::equals).isPresent()))
                    .toList();
        }
    }

    /** Cancels what is under way, and waits for its end: what it works on is closed next. */
    @Override
    public void close() {
        List<Job> running;
        synchronized (underWay) {
            closed = true;
            running = underWay.stream().filter(job -> !job.isOver()).toList();
        }
        running.forEach(this::cancelForAll);
        long endNs = System.nanoTime() + stop.toNanos();
        running.forEach(job -> job.await(Duration.ofNanos(endNs - System.nanoTime())));
    }

    /** Returns those under way, and behind them those that ended, the last one last; each work once, whoever waits. */
    public List<Job> all() {
        synchronized (underWay) {
            return Stream.concat(underWay.stream(), past.stream()).toList();
        }
    }

    public Optional<Job> find(String id) {
        synchronized (underWay) {
            return Stream.of(underWay, past, waits)
                    .flatMap(Deque::stream)
                    .filter(job -> job.id().equals(id))
                    .findFirst();
        }
    }

    /**
     * Says that whoever began it does not want it any more: it ends where it says next how far it is. Where others wait
     * for the same work only this wait ends, at once. One that ended stays as it is.
     */
    public void cancel(Job job) {
        job.work.ifPresentOrElse(work -> work.letGo(job), job::unwanted);
    }

    /** As {@link #cancel}, for all who wait for it. */
    public void cancelForAll(Job job) {
        job.work.orElse(job).unwanted();
    }
}
