package dev.daybook.upkeep;

import dev.daybook.journal.Link;
import dev.daybook.journal.Scrub;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers in a file what was proven, so that a proof goes on where another one ended or was killed. Without the file all
 * is proven again; nothing is believed of it that the journal's chain does not say, too. Thread-safe.
 */
public final class VerificationMemory {

    private static final Logger LOG = LoggerFactory.getLogger(VerificationMemory.class);

    /** What a kill costs at most. */
    private static final Duration KEPT_EVERY = Duration.ofSeconds(2);

    private final Path file;
    private final InstantSource clock;
    private Instant kept = Instant.MIN;

    public VerificationMemory(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    public synchronized VerificationState state() {
        try {
            return VerificationState.fromJson(Files.readString(file));
        } catch (NoSuchFileException _) {
            return VerificationState.NONE;
        } catch (IOException | RuntimeException e) {
            LOG.info("{} cannot be read, so all is proven again: {}", file, e.getMessage());
            return VerificationState.NONE;
        }
    }

    /** Keeps now and then how far a proof is that nothing was wrong with so far. */
    synchronized void reached(Scrub.Reached reached, UnaryOperator<VerificationState> change) {
        Instant now = clock.instant();
        if (reached.isProven() && (kept.equals(Instant.MIN) || now.isAfter(kept.plus(KEPT_EVERY)))) {
            change(change);
        }
    }

    /** As {@link #reached(Scrub.Reached, UnaryOperator)}, of a proof that is no round of the schedule. */
    public void reached(Scrub.Reached reached) {
        reached(reached, state -> state.proven(reached.link(), clock.instant()));
    }

    /** Keeps that all up to there was proven. */
    public void proven(Link link) {
        change(state -> state.proven(link, clock.instant()));
    }

    /** Keeps what a proof of the whole found, and where the journal ended. */
    public void ended(VerificationState.Whole whole, Link end) {
        change(state -> state.ended(whole, end));
    }

    private synchronized void change(UnaryOperator<VerificationState> change) {
        kept = clock.instant();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            Files.deleteIfExists(part);
            Files.createFile(part, OwnerOnly.file(part));
            Files.writeString(part, change.apply(state()).toJson());
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.info("{} cannot be written, so the next proof begins where this one did: {}", file, e.getMessage());
        }
    }
}
