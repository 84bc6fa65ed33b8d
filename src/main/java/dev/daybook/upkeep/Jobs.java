package dev.daybook.upkeep;

import dev.daybook.operation.Asker;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Work that may take minutes: begun, watched, cancelled. Each has a thread of its own. What has ended can be looked at
 * until so many others have ended, or the process does. Thread-safe.
 */
public final class Jobs implements AutoCloseable {

    /** Proofs, exports and the like at once: each reads the whole journal. */
    static final int RUNNING_MAX = 4;

    /** Those that ended and can still be looked at. */
    static final int ENDED_MAX = 50;

    /** How a job stands. */
    public enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

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
     * @param isShared whether one under way of the same operation and {@code of} is as good
     */
    public record Order(
            String id, String operation, String of, Asker by, Role role, boolean isCounted, boolean isShared) {

        public Order(String id, String operation, String of, Asker by, Role role, boolean isCounted) {
            this(id, operation, of, by, role, isCounted, false);
        }

        private boolean isDoneBy(Job other) {
            return isShared
                    && other.state == State.RUNNING
                    && !other.unwanted
                    && other.order.operation.equals(operation)
                    && other.order.of.equals(of);
        }
    }

    /**
     * A job as it stands.
     *
     * @param operation what is done, by its name in the contract
     * @param of what it is about; empty if the operation says it all
     * @param done how much of {@code total} is done; both are 0 where nobody knows yet
     * @param secondsLeft as it goes on as it went so far in this part of it
     * @param message what is being done
     */
    public record View(
            String id,
            String operation,
            String of,
            State state,
            Instant startedAt,
            Optional<Instant> endedAt,
            long done,
            long total,
            Optional<Long> secondsLeft,
            String message) {}

    /** One of them. Thread-safe. */
    public static final class Job implements Progress {

        private final Order order;
        private final InstantSource clock;
        private final Instant startedAt;
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile State state = State.RUNNING;
        private volatile Optional<Instant> endedAt = Optional.empty();
        private volatile Optional<Object> result = Optional.empty();
        private volatile Optional<RuntimeException> failure = Optional.empty();
        private volatile Optional<Object> told = Optional.empty();
        private volatile boolean unwanted;
        private volatile long done;
        private volatile long total;
        private volatile String message = "";

        /** When the part began that it is in, and at which of the total: the parts go at different rates. */
        private volatile Instant since;

        private volatile long from;

        private Job(Order order, InstantSource clock) {
            this.order = order;
            this.clock = clock;
            this.startedAt = clock.instant();
            this.since = startedAt;
        }

        public String id() {
            return order.id();
        }

        /** Returns who wanted it. */
        public Asker by() {
            return order.by();
        }

        /** Returns what somebody has to be allowed to do to see what came of it. */
        public Role role() {
            return order.role();
        }

        @Override
        public void at(long nowDone, long nowTotal, String what) {
            if (unwanted) {
                throw new Cancelled();
            }
            if (nowDone < done || nowTotal != total) {
                since = clock.instant();
                from = nowDone;
            }
            done = nowDone;
            total = nowTotal;
            message = what;
        }

        /** Waits for its end, and returns whether it has come. */
        public boolean await(Duration limit) {
            try {
                return over.await(limit.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        /** Returns what came of it, once it is done. */
        public Optional<Object> result() {
            return result;
        }

        /** Returns why it failed, if it did. */
        public Optional<RuntimeException> failure() {
            return failure;
        }

        /** Returns what is told of why it failed, if it did. */
        public Optional<Object> told() {
            return told;
        }

        public View view() {
            double seconds = Duration.between(since, clock.instant()).toMillis() / 1e3;
            boolean known = state == State.RUNNING && done > from && total >= done && seconds > 0;
            return new View(
                    order.id(),
                    order.operation(),
                    order.of(),
                    state,
                    startedAt,
                    endedAt,
                    done,
                    total,
                    known ? Optional.of(Math.round((total - done) * seconds / (done - from))) : Optional.empty(),
                    message);
        }

        private void run(Function<Progress, ?> work, Function<RuntimeException, ?> tell) {
            try {
                result = Optional.of(work.apply(this));
                end(State.DONE);
            } catch (Cancelled _) {
                end(State.CANCELLED);
            } catch (RuntimeException e) {
                failed(e, tell);
            } catch (Error e) {
                failed(new IllegalStateException("%s broke off".formatted(order.operation()), e), tell);
                throw e;
            }
        }

        private void failed(RuntimeException why, Function<RuntimeException, ?> tell) {
            try {
                failure = Optional.of(why);
                told = Optional.of(tell.apply(why));
            } finally { // who waits would wait for ever
                end(State.FAILED);
            }
        }

        private void end(State how) {
            endedAt = Optional.of(clock.instant());
            state = how;
            over.countDown();
        }
    }

    private static final Duration STOP = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Duration stop;
    private final boolean stays;
    private final Deque<Job> all = new ArrayDeque<>();
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

    /** Returns whether work may be begun that nobody waits for. */
    public boolean areStaying() {
        return stays;
    }

    /**
     * Begins work, or returns the job that does it already.
     *
     * @param work returns what came of it; says at times how far it is, which ends it where it was cancelled
     * @param tell returns what is told of a failure, whoever asks for it; called once, if it fails
     * @throws TooMany if there is too much to do already
     */
    public Job start(Order order, Function<Progress, ?> work, Function<RuntimeException, ?> tell) {
        var job = new Job(order, clock);
        synchronized (all) {
            Optional<Job> same = all.stream().filter(order::isDoneBy).findFirst();
            if (same.isPresent()) {
                return same.get();
            }
            long counted = all.stream()
                    .filter(oneJob -> oneJob.state == State.RUNNING && oneJob.order.isCounted())
                    .count();
            if (closed || (order.isCounted() && counted >= RUNNING_MAX)) {
                throw new TooMany();
            }
            all.removeIf(oneJob -> oneJob.id().equals(order.id())); // it ended, and goes on now
            all.add(job);
        }
        try {
            Thread.ofPlatform().name(order.operation()).daemon().start(() -> {
                try {
                    job.run(work, tell);
                } finally {
                    ended(job);
                }
            });
        } catch (RuntimeException | Error e) { // such as of a system that gives no more threads
            job.end(State.FAILED);
            ended(job);
            throw e;
        }
        return job;
    }

    /** Ended ones stand in the order of their ends, so that the oldest of them is forgotten. */
    private void ended(Job job) {
        synchronized (all) {
            all.remove(job);
            all.addLast(job);
            while (all.stream().filter(oneJob -> oneJob.state != State.RUNNING).count() > ENDED_MAX) {
                all.stream()
                        .filter(oneJob -> oneJob.state != State.RUNNING)
                        .findFirst()
                        .ifPresent(all::remove);
            }
        }
    }

    /** Cancels what is under way, and waits for its end: what it works on is closed next. */
    @Override
    public void close() {
        List<Job> running;
        synchronized (all) {
            closed = true;
            running = all.stream().filter(job -> job.state == State.RUNNING).toList();
        }
        running.forEach(this::cancel);
        long endNs = System.nanoTime() + stop.toNanos();
        running.forEach(job -> job.await(Duration.ofNanos(endNs - System.nanoTime())));
    }

    /** Returns those under way, and behind them those that ended, the last one last. */
    public List<Job> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    public Optional<Job> find(String id) {
        synchronized (all) {
            return all.stream().filter(job -> job.id().equals(id)).findFirst();
        }
    }

    /** Says that nobody wants it any more: it ends where it says next how far it is. One that ended stays as it is. */
    public void cancel(Job job) {
        job.unwanted = true;
    }
}
