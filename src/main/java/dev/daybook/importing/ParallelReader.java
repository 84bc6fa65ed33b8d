package dev.daybook.importing;

import dev.daybook.importing.Results.Items;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads side by side and ahead, yields in order. What is under way is bounded by number and by size, so that memory does
 * not grow with the tree. Used by one thread; close it to end its readers.
 */
public final class ParallelReader implements Closeable {

    /** More readers than this wait for the same disk. */
    private static final int READERS_MAX = 4;

    private static final int UNDER_WAY_MAX = 64;

    /** A larger thing is read alone. */
    private static final long UNDER_WAY_BYTES_MAX = 8 << 20;

    private final ExecutorService readers = Executors.newFixedThreadPool(
            Math.clamp(Runtime.getRuntime().availableProcessors(), 1, READERS_MAX),
            Thread.ofPlatform().daemon().name("legacy-reader-", 0).factory());

    /** What a reader has to ask before it takes in something large. */
    public static final class Turnstile {
        private final long number;
        private final Parallel<?, ?> lane;
        private long sizeBytes;

        private Turnstile(Parallel<?, ?> lane, long number) {
            this.lane = lane;
            this.number = number;
        }

        /** Waits until there is room for so many bytes. The oldest never waits: those before it are done. */
        public void pass(long bytes) throws InterruptedException {
            synchronized (lane) {
                while (lane.bytes + bytes > UNDER_WAY_BYTES_MAX && lane.oldest < number) {
                    lane.wait();
                }
                sizeBytes = bytes;
                lane.bytes += bytes;
            }
        }
    }

    private record Underway<R>(Turnstile turnstile, Future<R> result) {}

    /** How one thing is read. */
    @FunctionalInterface
    public interface Work<T, R> {
        R read(T item, Turnstile turnstile) throws InterruptedException;
    }

    /** Things of one kind, read side by side. */
    private final class Parallel<T, R> implements Items<R> {
        private final Items<T> items;
        private final Work<T, R> work;
        private final Deque<Underway<R>> underWay = new ArrayDeque<>();
        private Optional<Underway<R>> last = Optional.empty();
        private long added;
        private long oldest;
        private long bytes;

        private Parallel(Items<T> items, Work<T, R> work) {
            this.items = items;
            this.work = work;
        }

        @Override
        public Optional<R> next() throws IOException {
            last.ifPresent(this::done);
            fill();
            last = Optional.ofNullable(underWay.poll());
            return last.map(Parallel::result);
        }

        private void fill() throws IOException {
            while (underWay.size() < UNDER_WAY_MAX) {
                Optional<T> item = items.next();
                if (item.isEmpty()) {
                    return;
                }
                var turnstile = new Turnstile(this, added++);
                underWay.add(new Underway<>(turnstile, readers.submit(() -> work.read(item.get(), turnstile))));
            }
        }

        private static <R> R result(Underway<R> first) {
            try {
                return first.result.get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw new IllegalStateException("reading failed", e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("reading was interrupted", e);
            }
        }

        /** What was yielded before is used up. */
        private synchronized void done(Underway<R> used) {
            oldest++;
            bytes -= used.turnstile.sizeBytes;
            notifyAll();
        }
    }

    /** Returns what {@code work} read, in the order of the items. */
    public <T, R> Items<R> lane(Items<T> items, Work<T, R> work) {
        return new Parallel<>(items, work);
    }

    /** Returns once no reader holds a file any more. */
    @Override
    public void close() {
        readers.shutdownNow();
        readers.close();
    }
}
