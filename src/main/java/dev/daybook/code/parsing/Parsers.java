package dev.daybook.code.parsing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parses source files in processes of their own: a parser is native code that others wrote, and a file can end it or
 * keep it for ever. Such a file is set aside, and the next one gets a new process. They start when they are needed, end
 * when they are not, and end with this process however that ends.
 *
 * <p>Thread-safe: as many files are parsed at once as there are workers, further callers wait.
 */
public final class Parsers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Parsers.class);

    /** Whoever kills a worker once, such as a system without memory, may have meant another file. */
    private static final int TRIES = 2;

    private static final Duration START_MAX = Duration.ofSeconds(30);

    /** A worker ends by itself when it has computed for too long; one that does not is waited for so many times as long. */
    private static final int WAIT_TIMES = 6;

    /**
     * What parsing may cost.
     *
     * @param workers how many files at once
     * @param file how long one may keep a processor busy; where the machine is, it may take some times as long
     * @param idle after how long without a file a worker ends
     */
    public record Limits(int workers, Duration file, Duration idle) {
        private static final int WORKERS_MAX = 4;

        /**
         * One more than half as many as there are processors, up to four: the service takes as long to record a file as
         * parsing it takes, and a worker waits between two files.
         */
        public static final Limits USUAL = new Limits(
                Math.clamp(
                        Runtime.getRuntime().availableProcessors() / 2 + 1,
                        1,
                        Math.min(WORKERS_MAX, Runtime.getRuntime().availableProcessors())),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }

    /** What the parsers did since the process started. */
    public record Counts(long parsed, long setAside, long workersStarted, long workersKilled) {}

    private final Path folder;
    private final Limits limits;
    private final Semaphore places;
    private final Deque<WorkerProcess> idle = new ConcurrentLinkedDeque<>();
    private final Set<WorkerProcess> all = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("parser-limits").factory());
    private final AtomicLong parsed = new AtomicLong();
    private final AtomicLong setAside = new AtomicLong();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong killed = new AtomicLong();
    private Optional<Path> libraries = Optional.empty();
    private volatile boolean closed;

    /** @param folder where native libraries are kept from one start to the next */
    public Parsers(Path folder, Limits limits) {
        this.folder = folder;
        this.limits = limits;
        this.places = new Semaphore(limits.workers, true);
    }

    /** Returns how many files are parsed at once. */
    public int workers() {
        return limits.workers;
    }

    public Counts counts() {
        return new Counts(parsed.get(), setAside.get(), started.get(), killed.get());
    }

    /**
     * Parses a file; waits for a worker.
     *
     * @param utf8 its text in that encoding, without a byte order mark
     * @param ownModules what modules of its tree begin with, where the file does not tell
     * @throws ParsersUnavailable if no worker can be started
     */
    public Outcome parse(Grammar grammar, byte[] utf8, Collection<String> ownModules) throws InterruptedException {
        var question = new Frames.Question(grammar, List.copyOf(ownModules), utf8);
        places.acquire();
        try {
            Outcome outcome = new Outcome.SetAside("it was not tried");
            for (int i = 0; i < TRIES; i++) {
                Optional<Outcome> answered = tried(question);
                if (answered.isPresent()) {
                    return counted(answered.get());
                }
                outcome = new Outcome.SetAside(
                        "the parser of %s crashed on it %d times".formatted(grammar.language(), TRIES));
            }
            return counted(outcome);
        } finally {
            places.release();
        }
    }

    private Outcome counted(Outcome outcome) {
        (outcome instanceof Outcome.Parsed ? parsed : setAside).incrementAndGet();
        return outcome;
    }

    /** Returns nothing if the worker ended by itself, or by somebody else. */
    private Optional<Outcome> tried(Frames.Question question) throws InterruptedException {
        WorkerProcess worker = worker();
        var late = new AtomicBoolean();
        Future<?> limit = limit(worker, limits.file.multipliedBy(WAIT_TIMES), late);
        try {
            Frames.Answer answer = worker.ask(question);
            limit.cancel(false);
            if (late.get() || closed) {
                end(worker);
            } else {
                idle.push(worker);
            }
            return Optional.of(
                    switch (answer) {
                        case Frames.Answer.Known known -> new Outcome.Parsed(known.file(), known.cut());
                        case Frames.Answer.Failed failed ->
                            new Outcome.SetAside("the parser failed on it: " + failed.reason());
                    });
        } catch (IOException e) {
            limit.cancel(false);
            boolean isEnding = !late.get() && !closed;
            int status = isEnding ? worker.status() : 0; // its own, as long as nobody kills it
            end(worker);
            if (late.get() || status == ParserWorker.TOO_SLOW) {
                return Optional.of(new Outcome.SetAside(
                        "the parser took longer than %d ms for it".formatted(limits.file.toMillis())));
            }
            LOG.warn(
                    "A parser ended with status {} while it read {} bytes of {}: {}",
                    status,
                    question.utf8().length,
                    question.grammar().language(),
                    e.toString());
            return Optional.empty();
        }
    }

    private Future<?> limit(WorkerProcess worker, Duration after, AtomicBoolean late) {
        return clock.schedule(
                () -> {
                    late.set(true);
                    worker.kill();
                },
                after.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private WorkerProcess worker() throws InterruptedException {
        WorkerProcess waiting = idle.poll();
        if (waiting != null) {
            return waiting;
        }
        var late = new AtomicBoolean();
        try {
            WorkerProcess worker = WorkerProcess.start(libraries(), limits.file);
            all.add(worker);
            started.incrementAndGet();
            Future<?> limit = limit(worker, START_MAX, late);
            try {
                worker.await();
            } catch (IOException e) {
                end(worker);
                String how = late.get()
                        ? "was not ready within %s".formatted(START_MAX)
                        : "ended with status " + worker.status();
                throw new ParsersUnavailable("a worker " + how, e);
            } finally {
                limit.cancel(false);
            }
            return worker;
        } catch (InterruptedIOException e) {
            throw new InterruptedException(e.getMessage());
        } catch (IOException e) {
            throw new ParsersUnavailable(String.valueOf(e.getMessage()), e);
        }
    }

    /** The first time something is parsed: most processes never do. */
    private synchronized Path libraries() throws IOException {
        if (libraries.isEmpty()) {
            libraries = Optional.of(Libraries.unpackInto(folder.toAbsolutePath()));
            long everyMs = Math.max(1, limits.idle.toMillis() / 2);
            var _ = clock.scheduleWithFixedDelay(this::endIdle, everyMs, everyMs, TimeUnit.MILLISECONDS);
        }
        return libraries.get();
    }

    private void end(WorkerProcess worker) {
        worker.kill();
        if (all.remove(worker)) {
            killed.incrementAndGet();
        }
    }

    /** The one that waits longest stands last. */
    private void endIdle() {
        long now = System.nanoTime();
        WorkerProcess last = idle.peekLast();
        while (last != null && now - last.idleSinceNs() > limits.idle.toNanos() && idle.removeLastOccurrence(last)) {
            end(last);
            last = idle.peekLast();
        }
    }

    /** Returns the processes that are there. */
    Set<Long> pids() {
        return all.stream().map(WorkerProcess::pid).collect(Collectors.toUnmodifiableSet());
    }

    /** Ends all workers, also those that parse. */
    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        all.forEach(this::end);
        idle.clear();
    }
}
