package dev.daybook.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Work that keeps a processor busy for seconds. A virtual thread would keep one of the few threads that carry all
 * requests; this has a thread of its own, and the request waits.
 */
final class Heavy {

    private Heavy() {}

    static <T> T work(String name, Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(
                            work, task -> Thread.ofPlatform().name(name).start(task))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
