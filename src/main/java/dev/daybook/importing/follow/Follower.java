package dev.daybook.importing.follow;

import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.follow.Followed.Batch;
import dev.daybook.importing.follow.Followed.State;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.LiveReading;
import dev.daybook.importing.run.LiveReading.Taken;
import dev.daybook.importing.run.OldNews;
import dev.daybook.importing.run.Run;
import dev.daybook.journal.Fenced;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.node.Lease;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one tree on a thread of its own: catches up, then takes over each change once it is whole. Whatever goes
 * wrong is tried again; only {@link #close} ends it.
 */
final class Follower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    /** A sign of life, so that the state is never older. */
    private static final Duration BEAT = Duration.ofSeconds(1);

    /** How soon it tries again what it could not do now. */
    private static final Duration AGAIN = Duration.ofMillis(200);

    /** Who replaces a file by removing it first, as a checkout does, has written it again by then. */
    private static final Duration AWAY = Duration.ofSeconds(1);

    /** Who comes later than so many batches has to look into the journal. */
    private static final int BATCHES_MAX = 1_000;

    private final TreeWatch watch;
    private final Run run;
    private final OldNews old;
    private final Lease lease;
    private final Imports imports;
    private final ImportContext context;
    private final Consumer<Followed> listener;
    private final Thread thread;
    private final Deque<Batch> batches = new ArrayDeque<>();
    private final Set<String> backlog = new HashSet<>();
    private final Map<String, Long> lostAtNs = new HashMap<>();
    private volatile Followed status;
    private volatile boolean stopped;
    private boolean caughtUp;
    private @Nullable Long backlogSinceNs;

    /** @param listener hears whenever something has changed, on the thread of the follower */
    Follower(
            Followed status,
            Lease lease,
            TreeWatch watch,
            Run run,
            Imports imports,
            ImportContext context,
            Consumer<Followed> listener) {
        this.status = status;
        this.lease = lease;
        this.watch = watch;
        this.run = run;
        this.old = new OldNews(context, run, false);
        this.imports = imports;
        this.context = context;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("follow-" + status.run()).unstarted(this::follow);
    }

    void start() {
        thread.start();
    }

    Followed status() {
        return status;
    }

    Lease lease() {
        return lease;
    }

    /** Returns the batches after that number, as far as they are remembered. */
    List<Batch> batches(long after) {
        synchronized (batches) {
            return batches.stream().filter(batch -> batch.number() > after).toList();
        }
    }

    private void follow() {
        imports.follows(run.name());
        try {
            whole();
            while (!stopped && !lease.isLost()) {
                boolean waits = !caughtUp || !backlog.isEmpty();
                turn(next(waits ? AGAIN : BEAT));
            }
        } finally {
            end();
            imports.followedEnough(run.name());
        }
    }

    /** What was being written when it began has its time to become whole: then everything is read. */
    private void whole() {
        long endNs = System.nanoTime() + Settling.PATIENCE.toNanos();
        while (!stopped && watch.waiting().isPositive() && System.nanoTime() < endNs) {
            next(AGAIN);
        }
    }

    private Set<String> next(Duration wait) {
        try {
            return watch.next(wait);
        } catch (RuntimeException e) {
            failed(e);
            LockSupport.parkNanos(AGAIN.toNanos()); // it may fail at once the next time, too
            return Set.of();
        }
    }

    private void turn(Set<String> changed) {
        noted(changed);
        try {
            if (!lease.isHeld()) {
                waiting("the database does not answer, and another node may follow it by now");
            } else if (!watch.isThere()) {
                waiting("%s is not there: it goes on when it is back".formatted(status.root()));
            } else if (!caughtUp) {
                catchUp();
            } else if (!backlog.isEmpty()) {
                takeOver();
            } else {
                told(State.FOLLOWING, Optional.empty());
            }
            gone();
        } catch (JournalUnavailable | Fenced e) {
            waiting(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void noted(Collection<String> files) {
        if (backlog.addAll(files) && backlogSinceNs == null) {
            backlogSinceNs = System.nanoTime();
        }
    }

    private void failed(RuntimeException e) {
        LOG.warn("following {}: {}; it is tried again", status.root(), e.toString());
        status = status.failed();
        waiting(String.valueOf(e.getMessage()));
    }

    private void catchUp() {
        told(State.CATCHING_UP, Optional.empty());
        Optional<Taken> taken = lease.carry(() ->
                imports.between("the follower of " + status.root() + " catching up", false, () -> take(Scope.ALL)));
        if (taken.isEmpty()) {
            waiting("another import or a rollback is running");
            return;
        }
        caughtUp = true;
        done(List.of(), taken.get());
    }

    private Taken take(Scope scope) {
        return LiveReading.take(run, context, scope, watch::isAsTaken, reading -> reading, Optional.of(old));
    }

    private void takeOver() {
        var files = Set.copyOf(backlog);
        Optional<Taken> taken = lease.carry(
                () -> imports.between("the follower of " + status.root(), true, () -> take(new Scope.Files(files))));
        if (taken.isEmpty()) {
            waiting("another import or a rollback is running");
            return;
        }
        done(List.copyOf(new TreeSet<>(files)), taken.get());
    }

    private void done(List<String> files, Taken taken) {
        backlog.clear();
        backlogSinceNs = null;
        watch.again(taken.unsteady());
        took(files, taken.appended(), taken.findings(), State.FOLLOWING, Optional.empty());
    }

    /** What is gone is read as a change, as whoever reads the whole tree would miss it, too. */
    private void gone() {
        List<String> gone = lost();
        if (!gone.isEmpty()) {
            noted(gone);
            took(
                    gone,
                    0,
                    gone.stream()
                            .map(text -> Finding.info(text, "", "MISSING_FILE", "was removed"))
                            .toList(),
                    status.state(),
                    status.why());
        }
    }

    /** Takes out the files that are gone for good: not to be written anew, nor together with the tree. */
    private List<String> lost() {
        long nowNs = System.nanoTime();
        watch.removed().forEach(file -> lostAtNs.put(file, nowNs));
        lostAtNs.keySet().removeIf(watch::stands);
        if (!lostAtNs.isEmpty() && !watch.isThere()) {
            lostAtNs.replaceAll((_, _) -> nowNs);
        }
        List<String> lost = lostAtNs.entrySet().stream()
                .filter(file -> nowNs - file.getValue() > AWAY.toNanos())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        lost.forEach(lostAtNs::remove);
        return lost;
    }

    private void took(List<String> files, long events, List<Finding> findings, State state, Optional<String> why) {
        var batch = new Batch(status.counts().batches() + 1, context.clock().instant(), files, events, findings);
        synchronized (batches) {
            batches.add(batch);
            if (batches.size() > BATCHES_MAX) {
                batches.remove();
            }
        }
        status = status.took(batch).now(state, why, lag());
        listener.accept(status);
    }

    private void waiting(String why) {
        told(State.WAITING, Optional.of(why));
    }

    private void told(State state, Optional<String> why) {
        boolean news = state != status.state();
        status = status.now(state, why, lag());
        if (news) {
            listener.accept(status);
        }
    }

    private Duration lag() {
        Duration backlogged =
                backlogSinceNs == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - backlogSinceNs);
        Duration unsettled = watch.waiting();
        return unsettled.compareTo(backlogged) > 0 ? unsettled : backlogged;
    }

    private void end() {
        try {
            lease.fence().carry(() -> {
                LiveReading.finish(run);
                return run;
            });
        } catch (RuntimeException e) {
            LOG.warn("the end of following {} is not on record: {}", status.root(), e.toString());
        }
        if (!stopped) { // nobody closes what ends by itself
            watch.close();
            lease.close();
        }
        told(State.STOPPED, Optional.empty());
    }

    /** Takes over what it is at, and ends. */
    @Override
    public void close() {
        stopped = true;
        watch.close();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
