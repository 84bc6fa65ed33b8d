package dev.daybook.cli;

import dev.daybook.cli.DataDirectory.Holder;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for the process that has a data directory, and says for which if it takes long. */
final class DirectoryWait {

    /** Who waits longer is told for whom. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final CommandContext context;
    private final long begunNs = System.nanoTime();
    private final Duration patience;
    private final Duration pause;
    private boolean told;

    DirectoryWait(CommandContext context, Duration patience, Duration pause) {
        this.context = context;
        this.patience = patience;
        this.pause = pause;
    }

    boolean isOver() {
        return System.nanoTime() - begunNs > patience.toNanos();
    }

    void pause(Holder holder) {
        if (!told && System.nanoTime() - begunNs > SILENCE.toNanos()) {
            told = true;
            context.note("waiting for %s, which has %s"
                    .formatted(holder.describe(), context.data().path()));
        }
        LockSupport.parkNanos(pause.toNanos());
    }
}
