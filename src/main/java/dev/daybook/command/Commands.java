package dev.daybook.command;

import dev.daybook.domain.Command;
import dev.daybook.domain.Rejected;

/** The one way to change anything. Thread-safe; call it on a virtual thread: it blocks until durable. */
public interface Commands {

    /**
     * Carries out a command.
     *
     * @return where its events stand, durably
     * @throws Rejected if the rules refuse it
     * @throws Stale if the stream, or another one that was seen, is not at the expected revision
     * @throws KeyReused if the idempotency key came with another request before
     * @throws KeyInFlight if a request with this key is being carried out right now
     * @throws Unavailable if the service is read-only at the moment; nothing was written
     */
    Receipt submit(Submission<? extends Command> submission);

    /**
     * Does work whose commands belong together, in this thread: what is to follow them, such as files that somebody
     * reads, may follow once, when it has ended, and has followed when this returns.
     */
    default void together(Runnable work) {
        work.run();
    }
}
