package dev.daybook.journal.postgres;

import dev.daybook.journal.Appended;
import dev.daybook.journal.Appended.Place;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Listeners;
import dev.daybook.journal.Position;
import dev.daybook.journal.sql.AppendQueue;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Outcome;
import dev.daybook.journal.sql.Prepared;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of this process that appends: what queued up during one commit is the next one. The order of all
 * processes is that in which they hold the row of the head, which is locked after everything that can be looked up before
 * and until the commit alone.
 *
 * <p>It also tells this process what others have appended, in its place: before its own entries behind them, and while
 * nothing is appended here, when it is woken or its time is over.
 *
 * <p>Where the server is gone, a group is tried again for some seconds, then refused, as is what comes later, until the
 * server answers again. A commit whose answer was lost is asked for again: the facts that are found in their places are
 * those of this group.
 */
final class Appender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

    /** Bounds how long the others have to wait for the head. */
    private static final AppendQueue.Limits LIMITS = new AppendQueue.Limits(500, 16 * 1024);

    /** How late others' entries are noticed where no notification comes through. */
    private static final int POLL_MS = 250;

    private static final RetryPolicy<Object> AGAIN = RetryPolicy.builder()
            .handleIf(failure -> failure instanceof SQLException e && (Failures.mayPass(e) || Failures.isDuplicate(e)))
            .withBackoff(Duration.ofMillis(20), Duration.ofSeconds(1))
            .withJitter(0.25)
            .withMaxRetries(6)
            .withMaxDuration(Duration.ofSeconds(4))
            .build();

    private final Server server;
    private final InstantSource clock;
    private final Names names;
    private final AppendQueue queue = new AppendQueue(LIMITS);
    private final Listeners listeners = new Listeners();
    private final FailsafeExecutor<Object> careful = Failsafe.with(AGAIN);
    private final Thread thread;
    private final Map<UUID, Position> unconfirmed = new HashMap<>();
    private @Nullable WriterSession session;
    private @Nullable Batch batch;
    private volatile Link told;
    private volatile int writing;
    private volatile Optional<JournalUnavailable> away = Optional.empty();

    /** @param session on the connection that it begins with, which it takes over */
    Appender(Server server, InstantSource clock, Names names, WriterSession session) throws SQLException {
        this.server = server;
        this.clock = clock;
        this.names = names;
        this.session = session;
        this.told = session.end();
        this.writing = session.process();
        this.thread = Thread.ofPlatform().name("journal-appender").daemon().start(this::run);
    }

    /** Returns the last entry that this process was told of, or has written. */
    Position head() {
        return told.position();
    }

    Optional<String> unavailable() {
        return queue.failure().map(JournalUnavailable::getMessage);
    }

    /** Returns why nobody need ask the server just now: it is being tried all the time. */
    Optional<JournalUnavailable> away() {
        return away;
    }

    void append(Prepared append) {
        queue.add(append);
    }

    Journal.Subscription subscribe(Consumer<List<Entry>> listener) {
        return listeners.add(listener);
    }

    /** Somebody has appended up to that position, by a process of the server; this one needs not be told of its own. */
    void wake(int process, Position position) {
        if (process != writing && position.isAfter(head())) {
            queue.wake();
        }
    }

    private void run() {
        List<Prepared> group = new ArrayList<>();
        JournalUnavailable end = new JournalUnavailable("%s: its appender died; start again".formatted(server));
        try {
            while (queue.take(group, POLL_MS)) {
                carryOut(group);
            }
            end = new JournalUnavailable("the journal is closed");
        } catch (JournalUnavailable e) {
            end = e;
            LOG.error(e.getMessage(), e);
        } catch (InterruptedException e) {
            end = new JournalUnavailable("%s: its appender was interrupted; start again".formatted(server), e);
        } finally {
            giveUp();
            away = Optional.empty();
            JournalUnavailable why = end;
            queue.fail(why);
            group.forEach(append -> append.done().completeExceptionally(why));
        }
    }

    private void carryOut(List<Prepared> group) {
        try {
            if (appends(group).isEmpty()) {
                attempt(group);
            } else {
                careful.run(() -> attempt(group));
            }
            if (queue.failure().isPresent()) {
                away = Optional.empty();
                queue.recover();
                LOG.info("{} answers again", server);
            }
            group.forEach(append -> append.done().complete(new Appended(List.of(), head()))); // those without drafts
        } catch (FailsafeException e) {
            if (!(e.getCause() instanceof SQLException failure)) {
                throw e;
            }
            refuse(group, failure);
        } catch (SQLException e) {
            refuse(group, e);
        } finally {
            unconfirmed.clear();
        }
    }

    /** Returns those that have to hold the head. */
    private static List<Prepared> appends(List<Prepared> group) {
        return group.stream()
                .filter(append -> append.entries() > 0 || !append.expectations().isEmpty())
                .toList();
    }

    private void refuse(List<Prepared> group, SQLException failure) {
        String happened = Failures.explain(server, failure);
        var unknown = unconfirmed.isEmpty()
                ? new JournalUnavailable(happened, failure)
                : new JournalUnavailable(
                        "%s. Whether this was written is unknown: ask again with the same Idempotency-Key, which carries it out once"
                                .formatted(happened),
                        failure);
        if (Failures.isDuplicate(failure) || Failures.isRefused(failure)) {
            throw new JournalDamaged(
                    "%s was changed by another program (%s). Stop that one, run verify, and start again"
                            .formatted(server, failure.getMessage()),
                    failure);
        }
        if (queue.failure().isEmpty()) {
            LOG.warn("{}", happened, failure);
        }
        var why = new JournalUnavailable(happened, failure);
        away = Optional.of(why).filter(_ -> Failures.mayPass(failure));
        queue.fail(why);
        group.forEach(append -> append.done().completeExceptionally(unknown));
    }

    private void attempt(List<Prepared> group) throws SQLException {
        boolean done = false;
        try {
            WriterSession at = connected();
            if (appends(group).isEmpty()) {
                catchUp(at);
            } else {
                commit(at, group);
            }
            done = true;
        } finally {
            if (!done) {
                giveUp();
            }
        }
    }

    private WriterSession connected() throws SQLException {
        WriterSession known = session;
        if (known == null) {
            known = new WriterSession(server, names, clock);
            writing = known.process();
            session = known;
        }
        return known;
    }

    private Batch batch(WriterSession at) {
        Batch known = batch;
        if (known == null) {
            known = new Batch(at.reader().statements());
            batch = known;
        }
        return known;
    }

    private void giveUp() {
        if (session != null) {
            session.close();
        }
        session = null;
        batch = null;
    }

    /** Tells what others have appended. */
    private void catchUp(WriterSession at) throws SQLException {
        Link end = at.end();
        refuseIfFailed(tell(followed(at, end), end));
        at.rewriteIfErased();
    }

    /** Returns what others have appended up to an end. The head is not held meanwhile. */
    private List<Entry> followed(WriterSession at, Link end) throws SQLException {
        if (end.equals(told)) {
            return List.of();
        }
        List<Entry> others = at.follow(told, end);
        batch(at).follow(others);
        return others;
    }

    /** Writes a group, and what comes to it while others hold the head: the next turn is as many commits later as there are nodes. */
    private void commit(WriterSession at, List<Prepared> group) throws SQLException {
        Batch batch = batch(at);
        batch.look(appends(group));
        Link end = batch.lock(appends(group), told, at);
        if (batch.othersWrite()) {
            List<Prepared> late = appends(queue.takeMore(group));
            if (!late.isEmpty()) {
                batch.join(late);
            }
        }
        List<Prepared> appends = appends(group);
        batch.start(end, clock.instant());
        var fresh = new ArrayList<Entry>();
        var outcomes = new ArrayList<Outcome>(appends.size());
        for (Prepared append : appends) {
            Optional<? extends RuntimeException> refusal = batch.refusal(append);
            outcomes.add(new Outcome(
                    append, refusal, refusal.isPresent() ? List.of() : confirmed(append, batch.write(append, fresh))));
        }
        if (fresh.isEmpty() && outcomes.stream().noneMatch(Outcome::erased)) {
            at.rollBack();
        } else {
            fresh.forEach(entry -> unconfirmed.put(entry.id(), entry.position()));
            batch.commit();
        }
        if (outcomes.stream().anyMatch(Outcome::erased)) {
            at.erased();
        }
        at.rewriteIfErased();
        var failed = new ArrayList<>(tell(followed(at, end), end));
        failed.addAll(tell(fresh, batch.end()));
        outcomes.forEach(outcome -> outcome.acknowledge(head()));
        refuseIfFailed(failed);
    }

    /** Facts whose commit had no answer, and that stand where it would have put them, are no duplicates. */
    private List<Place> confirmed(Prepared append, List<Place> places) {
        if (unconfirmed.isEmpty()) {
            return places;
        }
        var confirmed = new ArrayList<Place>(places.size());
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            UUID id = append.facts().get(i).draft().id();
            confirmed.add(
                    unconfirmed.remove(id, place.position())
                            ? new Place(place.position(), place.revision(), false)
                            : place);
        }
        return confirmed;
    }

    private List<Listeners.Failed> tell(List<Entry> entries, Link end) {
        if (entries.isEmpty()) {
            return List.of();
        }
        told = end;
        return listeners.tell(List.copyOf(entries));
    }

    private static void refuseIfFailed(List<Listeners.Failed> failed) {
        if (!failed.isEmpty()) {
            throw failed.getFirst().unavailable();
        }
    }

    /** Writes what waits, then ends. */
    @Override
    public void close() {
        queue.close();
        AppendQueue.join(thread);
    }
}
