package dev.daybook.journal.sqlite;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.sql.Statements;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The proof of a journal that nobody writes to, by several threads. The journal is cut where a link is stored: each part is
 * proven from the link before it, and that this is the link of the entry there is what the part before it proves. Its rows are
 * counted meanwhile. Where there is no such link, or too little to share, it is the {@link SqliteScrub}'s. Nothing is made
 * beside the file.
 */
public final class ParallelScrub implements Scrub {

    /** Less is proven sooner than threads begin. */
    private static final long PART_ENTRIES_MIN = 5_000;

    private final Path file;
    private final int threads;
    private final long partEntriesMin;

    public ParallelScrub(Path file) {
        this(file, Runtime.getRuntime().availableProcessors(), PART_ENTRIES_MIN);
    }

    ParallelScrub(Path file, int threads, long partEntriesMin) {
        this.partEntriesMin = partEntriesMin;
        this.file = file;
        this.threads = threads;
    }

    /** The last one is told entries that were read in no order: how many there were, and never that all is proven. */
    @Override
    public Result run(Link after, Consumer<Reached> heard) {
        List<Link> cuts = cuts(after);
        if (cuts.size() < 2) {
            SqliteScrub all = SqliteScrub.ofStill(file);
            return joined(List.of(all.run(after, heard), all.counts()));
        }
        var counted = new Counted(after, heard);
        List<Callable<Result>> parts = new ArrayList<>();
        for (int i = 0; i < cuts.size(); i++) {
            Link from = cuts.get(i);
            long until = i + 1 < cuts.size() ? cuts.get(i + 1).position().value() : Long.MAX_VALUE;
            var part = new Part(from, counted);
            parts.add(() -> SqliteScrub.ofStill(file).run(from, until, part));
        }
        parts.add(SqliteScrub.ofStill(file)::counts);
        return joined(run(parts, counted));
    }

    /** Returns where the parts begin; nothing if it is not to be cut. */
    private List<Link> cuts(Link after) {
        var cuts = new ArrayList<Link>(List.of(after));
        try (Connection connection = Pages.ofStill(file).reader();
                PreparedStatement head = connection.prepareStatement("SELECT position FROM head");
                PreparedStatement query = connection.prepareStatement(
                        "SELECT chain FROM entry WHERE position = ? AND length(chain) = 32")) {
            long first = after.position().value();
            long entries = Statements.number(head).orElse(0) - first;
            long parts = Math.min(threads, entries / partEntriesMin);
            for (long part = 1; part < parts; part++) {
                long at = first + entries * part / parts;
                query.setLong(1, at);
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        cuts.add(new Link(new Position(at), Sha256.of(row.getBytes(1))));
                    }
                }
            }
            return cuts;
        } catch (SQLException e) {
            return List.of(); // it is damaged: one after the other finds where
        }
    }

    /** How many entries all of them have read. Thread-safe. */
    private static final class Counted {
        private final Link after;
        private final Consumer<Reached> heard;
        private final AtomicLong entries = new AtomicLong();
        private final AtomicBoolean unwanted = new AtomicBoolean();

        Counted(Link after, Consumer<Reached> heard) {
            this.after = after;
            this.heard = heard;
        }

        synchronized void more(long count, Reached reached) {
            if (unwanted.get()) {
                throw new CancellationException("another part has ended");
            }
            var at = new Position(after.position().value() + entries.addAndGet(count));
            heard.accept(new Reached(new Link(at, reached.link().hash()), false, reached.sizeBytes()));
        }
    }

    /** One of them. Used by one thread. */
    private static final class Part implements Consumer<Reached> {
        private final Counted counted;
        private long last;

        Part(Link from, Counted counted) {
            this.counted = counted;
            this.last = from.position().value();
        }

        @Override
        public void accept(Reached reached) {
            long now = reached.link().position().value();
            counted.more(now - last, reached);
            last = now;
        }
    }

    private List<Result> run(List<Callable<Result>> parts, Counted counted) {
        ExecutorService executor = Executors.newFixedThreadPool(
                parts.size(), Thread.ofPlatform().name("proof-", 1).daemon().factory());
        try {
            List<Future<Result>> begun = parts.stream().map(executor::submit).toList();
            var results = new ArrayList<Result>();
            Optional<RuntimeException> failure = Optional.empty();
            for (Future<Result> part : begun) {
                try {
                    results.add(part.get());
                } catch (ExecutionException e) {
                    counted.unwanted.set(true);
                    if (failure.isEmpty() || failure.get() instanceof CancellationException) {
                        failure = Optional.of(cause(e));
                    }
                } catch (InterruptedException e) {
                    counted.unwanted.set(true);
                    Thread.currentThread().interrupt();
                    throw new JournalUnavailable("the proof of %s was interrupted".formatted(file.getFileName()), e);
                }
            }
            failure.ifPresent(why -> {
                throw why;
            });
            return results;
        } finally {
            executor.shutdown();
        }
    }

    private static RuntimeException cause(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException why ? why : new IllegalStateException(e);
    }

    /** @param parts in their order, and behind the last of them the counts */
    private static Result joined(List<Result> parts) {
        return new Result(
                parts.stream().mapToLong(Result::entries).sum(),
                parts.stream().mapToLong(Result::blobs).sum(),
                parts.get(parts.size() - 2).end(),
                parts.stream()
                        .flatMap(part -> part.flaws().stream())
                        .limit(FLAWS_MAX)
                        .toList());
    }
}
