package dev.daybook.code;

import dev.daybook.code.parsing.ParsersUnavailable;
import dev.daybook.command.Unavailable;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long an indexer bears what goes wrong. What may pass (a share that does not answer, a process that cannot start) is
 * tried again, later each time; what will not pass (a file that is gone, or not for us) is told at once. After many
 * failures in a row a run ends: it is the disk, and not a file. Thread-safe.
 */
final class Patience {

    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

    private static final int RETRIES_MAX = 2;
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LAST = Duration.ofMillis(500);
    private static final double JITTER = 0.3;

    /** So many files in a row do not fail by chance. */
    private static final int FAILURES_MAX = 20;

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final FailsafeExecutor<Object> reading;
    private final FailsafeExecutor<Object> starting;

    Patience(IndexCounts counts) {
        CircuitBreaker<Object> disk = CircuitBreaker.builder()
                .handleIf(Patience::mayPass)
                .withFailureThreshold(FAILURES_MAX)
                .withDelay(PAUSE)
                .onOpen(_ -> {
                    counts.breakerOpened.incrementAndGet();
                    LOG.warn("{} files in a row could not be read: indexing pauses for {}", FAILURES_MAX, PAUSE);
                })
                .build();
        reading = Failsafe.with(disk).compose(retry(counts).build());
        starting = Failsafe.with(RetryPolicy.builder()
                .handle(ParsersUnavailable.class)
                .withMaxRetries(RETRIES_MAX)
                .withBackoff(FIRST.multipliedBy(4), LAST.multipliedBy(4))
                .onRetry(_ -> counts.retries.incrementAndGet())
                .build());
    }

    private static RetryPolicyBuilder<Object> retry(IndexCounts counts) {
        return RetryPolicy.builder()
                .handleIf(Patience::mayPass)
                .withMaxRetries(RETRIES_MAX)
                .withBackoff(FIRST, LAST)
                .withJitter(JITTER)
                .onRetry(_ -> counts.retries.incrementAndGet());
    }

    /** Returns whether a failure is one of the moment, or of the disk. */
    static boolean mayPass(Throwable failure) {
        return failure instanceof IOException
                && !(failure instanceof NoSuchFileException
                        || failure instanceof FileNotFoundException
                        || failure instanceof AccessDeniedException
                        || failure instanceof NotDirectoryException
                        || failure instanceof FileSystemLoopException);
    }

    /** What reads a file. */
    interface Reading<T> {
        T read() throws IOException;
    }

    /** What asks a parser. */
    interface Asking<T> {
        T ask() throws InterruptedException;
    }

    /**
     * @throws IOException what it ends with, if it does not pass
     * @throws Unavailable if nothing is read at present, after many failures
     */
    <T> T read(Reading<T> file) throws IOException {
        try {
            return reading.get(file::read);
        } catch (CircuitBreakerOpenException _) {
            throw new Unavailable("%d files in a row could not be read: is their disk there? Ask again in %d seconds"
                    .formatted(FAILURES_MAX, PAUSE.toSeconds()));
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** @throws ParsersUnavailable if that does not pass */
    <T> T ask(Asking<T> parser) throws InterruptedException {
        try {
            return starting.get(parser::ask);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw e;
        }
    }
}
