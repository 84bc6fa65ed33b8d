package dev.daybook.legacy.deespec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads side by side, hands on in order. What is under way is bounded by number and by size, so that memory does not
 * grow with the tree. For one thread; close it to end its readers.
 */
final class Abreast implements AutoCloseable {

    /** More readers than this wait for the same disk. */
    private static final int READERS_MAX = 4;

    private static final int UNDER_WAY_MAX = 64;

    /** A larger thing is read alone. */
    private static final long UNDER_WAY_BYTES_MAX = 8 << 20;

    private final ExecutorService readers = Executors.newFixedThreadPool(
            Math.clamp(Runtime.getRuntime().availableProcessors(), 1, READERS_MAX),
            Thread.ofPlatform().daemon().name("legacy-reader-", 0).factory());

    private record Underway<R>(long sizeBytes, Future<R> result) {}

    /** The calls of one {@link Abreast} that belong together. */
    final class Lane<T, R> {
        private final Function<T, R> work;
        private final Consumer<R> inOrder;
        private final Deque<Underway<R>> underWay = new ArrayDeque<>();
        private long bytes;

        private Lane(Function<T, R> work, Consumer<R> inOrder) {
            this.work = work;
            this.inOrder = inOrder;
        }

        void add(T item, long sizeBytes) {
            while (!underWay.isEmpty()
                    && (underWay.size() >= UNDER_WAY_MAX || bytes + sizeBytes > UNDER_WAY_BYTES_MAX)) {
                handOn();
            }
            bytes += sizeBytes;
            underWay.add(new Underway<>(sizeBytes, readers.submit(() -> work.apply(item))));
        }

        void finish() {
            while (!underWay.isEmpty()) {
                handOn();
            }
        }

        private void handOn() {
            Underway<R> first = underWay.remove();
            try {
                R result = first.result.get();
                bytes -= first.sizeBytes;
                inOrder.accept(result);
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
    }

    <T, R> Lane<T, R> lane(Function<T, R> work, Consumer<R> inOrder) {
        return new Lane<>(work, inOrder);
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
