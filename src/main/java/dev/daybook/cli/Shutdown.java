package dev.daybook.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens when the process is told to stop (SIGTERM, SIGINT): the data directory is closed properly, and whoever
 * fails because of that keeps quiet about it.
 */
final class Shutdown {

    private static final AtomicBoolean UNDER_WAY = new AtomicBoolean();

    static boolean isUnderWay() {
        return UNDER_WAY.get();
    }

    /** Runs {@code end} when the process is told to stop, unless the returned handle was closed before. */
    static Handle before(Runnable end) {
        var hook = Thread.ofPlatform().name("shutdown").unstarted(() -> {
            UNDER_WAY.set(true);
            end.run();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // It is running already.
            }
        };
    }

    /** Waits until the process is told to stop: the shutdown ends the process from its own thread. */
    static void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something to be taken back. */
    interface Handle extends AutoCloseable {
        @Override
        void close();
    }

    private Shutdown() {}
}
