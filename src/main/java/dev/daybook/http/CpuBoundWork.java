package dev.daybook.http;

import dev.daybook.http.Problem.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Work that keeps a processor busy for seconds. A virtual thread would keep one of the few threads that carry all
 * requests; this has a thread of its own, and the request waits. Thread-safe.
 */
final class CpuBoundWork {

    /** Proofs, rollbacks and the like at once: each reads the whole journal. */
    static final int WORKS_MAX = 4;

    private final Semaphore room = new Semaphore(WORKS_MAX);

    <T> T work(String name, Supplier<T> work) {
        if (!room.tryAcquire()) {
            throw Problem.thrown(Kind.OVERLOADED, "%d works of this kind are under way: ask again later", WORKS_MAX);
        }
        try {
            return CompletableFuture.supplyAsync(
                            work, task -> Thread.ofPlatform().name(name).start(task))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            room.release();
        }
    }
}
