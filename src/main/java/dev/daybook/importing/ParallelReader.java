package dev.daybook.importing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Reads side by side, hands on in order. What is under way is bounded by number and by size, so that memory does not
 * grow with the tree. Used by one thread; close it to end its readers.
 */
public final class ParallelReader implements AutoCloseable {

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
        private final Lane<?, ?> lane;
        private long sizeBytes;

        private Turnstile(Lane<?, ?> lane, long number) {
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
    public final class Lane<T, R> {
        private final Work<T, R> work;
        private final Consumer<R> inOrder;
        private final Deque<Underway<R>> underWay = new ArrayDeque<>();
        private long added;
        private long oldest;
        private long bytes;

        private Lane(Work<T, R> work, Consumer<R> inOrder) {
            this.work = work;
            this.inOrder = inOrder;
        }

        /** Has it read; waits, and hands on what is read before it, while too much is under way. */
        public void add(T item) {
            if (underWay.size() >= UNDER_WAY_MAX) {
                handOn();
            }
            var turnstile = new Turnstile(this, added++);
            underWay.add(new Underway<>(turnstile, readers.submit(() -> work.read(item, turnstile))));
        }

        /** Hands on all that is under way. */
        public void finish() {
            while (!underWay.isEmpty()) {
                handOn();
            }
        }

        private void handOn() {
            Underway<R> first = underWay.remove();
            try {
                inOrder.accept(first.result.get());
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
            synchronized (this) {
                oldest++;
                bytes -= first.turnstile.sizeBytes;
                notifyAll();
            }
        }
    }

    /** Returns a lane; {@code inOrder} takes what {@code work} read, in the order of the things. */
    public <T, R> Lane<T, R> lane(Work<T, R> work, Consumer<R> inOrder) {
        return new Lane<>(work, inOrder);
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
