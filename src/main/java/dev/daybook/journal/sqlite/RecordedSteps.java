package dev.daybook.journal.sqlite;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.sql.Script;
import dev.daybook.journal.sqlite.SchemaRuns.Direction;
import dev.daybook.journal.sqlite.SchemaRuns.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a file and keeps in it what became of each run. After several runs in a row that failed, in whichever
 * process, none is tried for a while: whoever starts the program again and again does not help.
 */
final class RecordedSteps {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedSteps.class);

    private final Path file;
    private final InstantSource clock;
    private final StepLimits limits;
    private @Nullable StepRunner runner; // made when there is something to run: a question has nothing

    RecordedSteps(Path file, InstantSource clock, StepLimits limits) {
        this.file = file;
        this.clock = clock;
        this.limits = limits;
    }

    /** Something that changes the file; returns whether there was something to do. */
    interface Change {
        boolean make() throws SQLException;
    }

    private StepRunner runner() {
        if (runner == null) {
            runner = new StepRunner(limits);
        }
        return runner;
    }

    /**
     * Runs a step and writes down what became of it: with what it did, or alone if it did nothing.
     *
     * @throws JournalUnavailable if it failed, or is not tried because too many failed before it
     */
    void run(Connection connection, Script script, Direction direction, Change change) throws SQLException {
        refuseIfResting(connection);
        Instant startedAt = clock.instant();
        long start = System.nanoTime();
        var attempts = new AtomicInteger();
        try {
            runner().run(
                            connection,
                            () -> {
                                if (change.make()) {
                                    SchemaRuns.create(connection);
                                    SchemaRuns.add(
                                            connection,
                                            new SchemaRuns.Run(
                                                    script.version(),
                                                    script.name(),
                                                    direction,
                                                    startedAt,
                                                    Duration.ofNanos(System.nanoTime() - start),
                                                    attempts.get(),
                                                    Outcome.DONE,
                                                    Optional.empty()));
                                }
                            },
                            attempts);
            LOG.debug("{} {} of {}", direction, script, file.getFileName());
        } catch (SQLException e) {
            boolean timedOut = StepRunner.isTimeout(e);
            var run = new SchemaRuns.Run(
                    script.version(),
                    script.name(),
                    direction,
                    startedAt,
                    Duration.ofNanos(System.nanoTime() - start),
                    attempts.get(),
                    timedOut ? Outcome.TIMED_OUT : Outcome.FAILED,
                    Optional.ofNullable(e.getMessage()));
            writeDown(connection, run);
            throw new JournalUnavailable(
                    "cannot %s %s of %s: %s. Nothing was changed"
                            .formatted(
                                    direction == Direction.UP ? "apply" : "undo",
                                    script,
                                    file.getFileName(),
                                    timedOut
                                            ? "it was not done within its time, %d s: give it more with --timeout-s"
                                                    .formatted(limits.timeout().toSeconds())
                                            : e.getMessage()),
                    e);
        }
    }

    private void refuseIfResting(Connection connection) throws SQLException {
        List<SchemaRuns.Run> runs = SchemaRuns.all(connection);
        List<SchemaRuns.Run> last = runs.subList(Math.max(0, runs.size() - limits.failuresMax()), runs.size());
        if (last.size() < limits.failuresMax() || last.stream().anyMatch(run -> run.outcome() == Outcome.DONE)) {
            return;
        }
        Instant failedAt = last.getLast().startedAt().plus(last.getLast().duration());
        Duration rested = Duration.between(failedAt, clock.instant());
        Duration left = limits.rest().minus(rested);
        // A clock that was set back says nothing of how long ago it was: nobody waits for it longer than that.
        if (left.isPositive() && left.compareTo(limits.rest().multipliedBy(2)) < 0) {
            throw new JournalUnavailable(
                    "steps failed %d times in a row: none is tried for another %d s; 'schema runs' shows why"
                            .formatted(limits.failuresMax(), Math.max(1, left.toSeconds())));
        }
    }

    /** What failed may have failed because nothing can be written. */
    private void writeDown(Connection connection, SchemaRuns.Run run) {
        LOG.warn(
                "{} {} of {}: {}",
                run.direction(),
                run.name(),
                file.getFileName(),
                run.message().orElse(""));
        try {
            SchemaRuns.create(connection);
            SchemaRuns.add(connection, run);
        } catch (SQLException e) {
            LOG.warn("that {} failed is not written down: {}", run.name(), e.getMessage());
        }
    }
}
