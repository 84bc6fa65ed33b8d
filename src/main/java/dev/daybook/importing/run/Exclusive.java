package dev.daybook.importing.run;

import dev.daybook.domain.Rejected;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets one at a time change what counts: imports, rollbacks, followers. Thread-safe. */
final class Exclusive {

    /** A follower takes over a few files in milliseconds. */
    private static final Duration BRIEF_MAX = Duration.ofSeconds(20);

    private final Object monitor = new Object();
    private @Nullable Hold holder;

    /** The right to go on alone, until closed; closing it again takes nothing from whoever has it then. */
    final class Hold implements AutoCloseable {
        private final String what;
        private final boolean brief;

        private Hold(String what, boolean brief) {
            this.what = what;
            this.brief = brief;
        }

        @Override
        public void close() {
            synchronized (monitor) {
                if (holder == this) {
                    holder = null;
                    monitor.notifyAll();
                }
            }
        }
    }

    /**
     * Waits while only something brief is under way.
     *
     * @param what it is for, for the message to whoever has to wait
     * @param brief whether it is over in a moment: then whoever would begin meanwhile waits for it
     * @throws Rejected if something else is running
     */
    Hold take(String what, boolean brief) {
        synchronized (monitor) {
            long endNs = System.nanoTime() + BRIEF_MAX.toNanos();
            try {
                while (holder != null && holder.brief && System.nanoTime() < endNs) {
                    monitor.wait(BRIEF_MAX.toMillis());
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return takeNow(what, brief).orElseThrow(() -> Rejected.conflict("%s is running: wait for it", running()));
        }
    }

    /** As {@link #take}, without waiting; nothing if something else is running. */
    Optional<Hold> takeNow(String what, boolean brief) {
        synchronized (monitor) {
            if (holder != null) {
                return Optional.empty();
            }
            Hold hold = new Hold(what, brief);
            holder = hold;
            return Optional.of(hold);
        }
    }

    private String running() {
        return holder == null ? "something else" : holder.what;
    }
}
