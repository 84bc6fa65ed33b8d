package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.sqlite.ParallelScrub;
import dev.daybook.operation.Progress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The proof of a journal that lies in a backup as it is, while it is copied: the disk has its work with the copy, and the
 * processors have theirs. Used by one thread.
 */
final class ProofBeside implements AutoCloseable {

    private static final long TOLD_EVERY_MS = 200;

    private final FutureTask<Scrub.Result> proof;
    private volatile Link reached = Link.START;
    private volatile boolean unwanted;

    /** @param journal nobody writes to it */
    ProofBeside(Path journal) {
        this.proof = new FutureTask<>(() -> new ParallelScrub(journal).run(Link.START, this::at));
        Thread.ofPlatform().name("proof").daemon().start(proof);
    }

    private void at(Scrub.Reached now) {
        if (unwanted) {
            throw new CancellationException("the restore has ended");
        }
        reached = now.link();
    }

    /**
     * Waits until all is read.
     *
     * @param end what the journal's last entry must be
     * @throws Rejected if it does not prove itself up to there
     */
    void await(Link end, Progress progress) {
        long total = end.position().value();
        Optional<Scrub.Result> result = Optional.empty();
        while (result.isEmpty()) {
            long done = reached.position().value();
            progress.at(done, Math.max(total, done), "proving");
            try {
                result = Optional.of(proof.get(TOLD_EVERY_MS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException _) {
                // told again how far it is
            } catch (ExecutionException e) {
                throw new JournalUnavailable("the backup's journal cannot be proven: " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JournalUnavailable("the proof of the backup's journal was interrupted", e);
            }
        }
        BackupRestoration.refuseUnproven(result.get());
        if (!result.get().end().equals(end)) {
            throw Rejected.conflict(
                    "the backup's journal ends at %s, and its copy at %s: it was changed meanwhile",
                    result.get().end(), end);
        }
    }

    /** Ends the proof if it is under way. */
    @Override
    public void close() {
        unwanted = true;
    }
}
