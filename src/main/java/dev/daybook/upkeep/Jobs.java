package dev.daybook.upkeep;

import dev.daybook.operation.Asker;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
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
            return isShared && other.order.operation.equals(operation) && other.order.of.equals(of);
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

        /** The work that this is a wait for; nothing if it is work itself. */
        private final Optional<Job> work;

        /** Who waits for it, if several can. Under its lock. */
        private final Set<Job> waiting = new LinkedHashSet<>();

        private Job(Order order, Optional<Job> work, InstantSource clock) {
            this.work = work;
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

        /** Returns all who want it. */
        public synchronized Set<Asker> wantedBy() {
            return waiting.isEmpty()
                    ? Set.of(by())
                    : waiting.stream().map(Job::by).collect(Collectors.toSet());
        }

        /** Returns whether the other one waits for it from now on: not if it has ended, or nobody wanted it any more. */
        private synchronized boolean isJoinedBy(Job other) {
            return state == State.RUNNING && !unwanted && waiting.add(other);
        }

        /** Lets go of a wait for it; of the last one, it is waited for that the work ends. */
        private synchronized void letGo(Job other) {
            if (state != State.RUNNING) {
                return; // it tells all who wait
            }
            if (waiting.size() == 1) {
                unwanted |= waiting.contains(other);
            } else if (waiting.remove(other)) {
                other.end(State.CANCELLED);
            }
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
            if (work.isPresent() && state == State.RUNNING) {
                View all = work.get().view();
                return new View(
                        order.id(),
                        order.operation(),
                        order.of(),
                        State.RUNNING,
                        startedAt,
                        Optional.empty(),
                        all.done(),
                        all.total(),
                        all.secondsLeft(),
                        all.message());
            }
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
            work.ifPresent(all -> {
                done = all.done;
                total = all.total;
                message = all.message;
            });
            endedAt = Optional.of(clock.instant());
            Set<Job> all;
            synchronized (this) {
                state = how;
                all = Set.copyOf(waiting);
            }
            all.forEach(each -> {
                each.result = result;
                each.failure = failure;
                each.told = told;
                each.end(how);
            });
            over.countDown();
        }
    }

    private static final Duration STOP = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Duration stop;
    private final boolean stays;
    private final Deque<Job> all = new ArrayDeque<>();

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
        synchronized (all) {
            for (Job same : all.stream().filter(order::isDoneBy).toList()) {
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
        synchronized (all) {
            long counted = all.stream()
                    .filter(oneJob -> oneJob.state == State.RUNNING && oneJob.order.isCounted())
                    .count();
            if (closed || (order.isCounted() && counted >= RUNNING_MAX)) {
                throw new TooMany();
            }
            all.removeIf(oneJob -> oneJob.id().equals(order.id())); // it ended, and goes on now
            all.add(job);
        }
        Thread.ofPlatform().name(order.operation()).daemon().start(() -> {
            try {
                job.run(work, tell);
            } finally {
                ended(job);
            }
        });
    }

    /** Ended ones stand in the order of their ends, so that the oldest of them is forgotten. */
    private void ended(Job job) {
        List<Job> over;
        synchronized (all) {
            all.remove(job);
            all.addLast(job);
            forget(all);
            forget(waits);
            over = Stream.concat(
                            Stream.of(job),
                            waits.stream()
                                    .filter(wait ->
                                            wait.work.filter(job::equals).isPresent()))
                    .toList();
        }
        over.forEach(listener);
    }

    private static void forget(Deque<Job> jobs) {
        while (jobs.stream().filter(oneJob -> oneJob.state != State.RUNNING).count() > ENDED_MAX) {
            jobs.stream()
                    .filter(oneJob -> oneJob.state != State.RUNNING)
                    .findFirst()
                    .ifPresent(jobs::remove);
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
        running.forEach(this::cancelForAll);
        long endNs = System.nanoTime() + stop.toNanos();
        running.forEach(job -> job.await(Duration.ofNanos(endNs - System.nanoTime())));
    }

    /** Returns those under way, and behind them those that ended, the last one last; each work once, whoever waits. */
    public List<Job> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    public Optional<Job> find(String id) {
        synchronized (all) {
            return Stream.concat(all.stream(), waits.stream())
                    .filter(job -> job.id().equals(id))
                    .findFirst();
        }
    }

    /**
     * Says that whoever began it does not want it any more: it ends where it says next how far it is. Where others wait
     * for the same work only this wait ends, at once. One that ended stays as it is.
     */
    public void cancel(Job job) {
        job.work.ifPresentOrElse(work -> work.letGo(job), () -> job.unwanted = true);
    }

    /** As {@link #cancel}, for all who wait for it. */
    public void cancelForAll(Job job) {
        job.work.orElse(job).unwanted = true;
    }
}
