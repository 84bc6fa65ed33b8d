package dev.daybook.access;

import dev.daybook.access.AccessCommand.NoteRefused;
import dev.daybook.command.Commands;
import dev.daybook.command.Submission;
import dev.daybook.command.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that were refused, and has them written down as one fact a period at most: a stranger who knocks all
 * day fills no disk. Thread-safe.
 */
public final class Refusals implements AutoCloseable {

    /** What was wrong: no token, one that is none, one whose role does not do, a path that is not allowed, too often. */
    public enum Why {
        MISSING,
        UNKNOWN,
        WEAK,
        OUTSIDE,
        HASTY
    }

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    static final Duration PERIOD = Duration.ofMinutes(1);

    private final Consumer<NoteRefused> journal;
    private final Duration period;
    private final InstantSource clock;
    private final Map<Why, Long> counts = new EnumMap<>(Why.class);
    private @Nullable Instant since;
    private boolean closed;

    /** @param journal writes the fact down; what it throws is its own to log */
    Refusals(Consumer<NoteRefused> journal, Duration period, InstantSource clock) {
        this.journal = journal;
        this.period = period;
        this.clock = clock;
    }

    /** Returns some that are written down by a command. */
    public static Refusals into(Commands commands, InstantSource clock) {
        return new Refusals(note -> submit(note, commands, clock), PERIOD, clock);
    }

    /** A journal that takes nothing now must not keep the door shut. */
    private static void submit(NoteRefused note, Commands commands, InstantSource clock) {
        try {
            commands.submit(new Submission<>(
                    note,
                    "daybook",
                    "http",
                    clock.instant(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        } catch (Unavailable e) {
            LOG.warn(
                    "{} refused requests are not written down: {}",
                    note.missing() + note.unknown() + note.weak() + note.outside() + note.hasty(),
                    e.getMessage());
        }
    }

    /** Counts one. Quick: nothing is written here. */
    public synchronized void refused(Why why) {
        counts.merge(why, 1L, Long::sum);
        if (since == null && !closed) {
            since = clock.instant();
            CompletableFuture.delayedExecutor(period.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::write);
        }
    }

    private void write() {
        NoteRefused note;
        synchronized (this) {
            if (since == null) {
                return; // written before the time was over, as it was closed
            }
            note = new NoteRefused(
                    since,
                    count(Why.MISSING),
                    count(Why.UNKNOWN),
                    count(Why.WEAK),
                    count(Why.OUTSIDE),
                    count(Why.HASTY));
            since = null;
            counts.clear();
        }
        journal.accept(note);
    }

    private long count(Why why) {
        return counts.getOrDefault(why, 0L);
    }

    /** Has what was counted since the last fact written down, too; after that nothing is. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        write();
    }
}
