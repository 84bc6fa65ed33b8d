package dev.daybook.upkeep;

import dev.daybook.operation.Asker;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Work that may take minutes, as {@link Jobs} has it done. Thread-safe. */
public final class Job implements Progress {

    /** How a job stands. */
    public enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
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

    final Jobs.Order order;
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
    final Optional<Job> work;

    /** Who waits for it, if several can. Under its lock. */
    private final Set<Job> waiting = new LinkedHashSet<>();

    Job(Jobs.Order order, Optional<Job> work, InstantSource clock) {
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
        return waiting.isEmpty() ? Set.of(by()) : waiting.stream().map(Job::by).collect(Collectors.toSet());
    }

    boolean isOver() {
        return state != State.RUNNING;
    }

    /** Has it end when it next tells how far it is, whoever waits for it. */
    void unwanted() {
        unwanted = true;
    }

    /** Returns whether the other one waits for it from now on: not if it has ended, or nobody wanted it any more. */
    synchronized boolean isJoinedBy(Job other) {
        return state == State.RUNNING && !unwanted && waiting.add(other);
    }

    /** Lets go of a wait for it; of the last one, it is waited for that the work ends. */
    synchronized void letGo(Job other) {
        if (state != State.RUNNING) {
            return; // it tells all who wait
        }
        if (waiting.size() == 1) {
            unwanted |= waiting.contains(other);
        } else if (waiting.remove(other)) {
            other.end(State.CANCELLED);
            other.release();
        }
    }

    /** Returns what somebody has to be allowed to do to see what came of it. */
    public Role role() {
        return order.role();
    }

    @Override
    public void at(long nowDone, long nowTotal, String what) {
        if (unwanted) {
            throw new Jobs.Cancelled();
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

    /** @param ended called once it has ended, before those go on who wait for that */
    void run(Function<Progress, ?> work, Function<RuntimeException, ?> tell, Consumer<Job> ended) {
        try {
            carryOut(work, tell);
        } finally {
            ended.accept(this);
            release();
        }
    }

    private void carryOut(Function<Progress, ?> work, Function<RuntimeException, ?> tell) {
        try {
            result = Optional.of(work.apply(this));
            end(State.DONE);
        } catch (Jobs.Cancelled _) {
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
    }

    /** Lets those go on who wait for its end. */
    private synchronized void release() {
        waiting.forEach(Job::release);
        over.countDown();
    }
}
