package dev.daybook.projection;

import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * How a projection stands.
 *
 * @param version of its tables
 * @param generation how often it was built
 * @param position up to which its rows go
 * @param head the journal's last position
 * @param lagEvents how many entries it lacks: all, if its rows are made of another journal
 * @param lagSeconds how long ago the oldest entry that it lacks was written, 0 if it lacks none
 * @param sizeBytes of its file
 * @param previous the file of the generation before, if there is one to go back to
 * @param rebuild how far a rebuild is that runs now
 * @param failure why it cannot be written at the moment
 * @param anew why it is built anew, until its rows are whole
 */
public record ProjectionStatus(
        String name,
        int version,
        int generation,
        State state,
        long position,
        long head,
        long lagEvents,
        double lagSeconds,
        long sizeBytes,
        List<Quarantined> quarantined,
        Optional<String> previous,
        Optional<RebuildProgress> rebuild,
        Optional<String> failure,
        Optional<String> anew) {

    /** Further behind, answers are too old to send traffic here. */
    private static final double LAG_MAX_S = 30;

    /** How its rows are kept: as the components of the same names. */
    record Kept(int generation, long sizeBytes, Optional<String> previous) {}

    static ProjectionStatus of(
            ReadModels.Slot slot, Journal journal, Kept kept, Optional<RebuildProgress> rebuild, InstantSource clock) {
        LiveTables live = slot.live();
        Generation.Checkpoint posted = live.posted();
        Position position = posted.position();
        Position head = journal.head(); // read after the position: it is never behind it
        Optional<String> foreign = ReadModelFiles.foreign(journal, posted.madeOf());
        // Rows of another journal lack all of this one.
        long lag = foreign.isPresent() ? head.value() : head.value() - position.value();
        return new ProjectionStatus(
                slot.ddl().name(),
                slot.ddl().version(),
                kept.generation(),
                state(live, rebuild.isPresent(), foreign.isPresent()),
                position.value(),
                head.value(),
                lag,
                lag > 0 ? lagSeconds(journal, position, clock) : 0,
                kept.sizeBytes(),
                live.quarantined(),
                kept.previous(),
                rebuild,
                live.failure().or(() -> foreign),
                live.anew());
    }

    private static double lagSeconds(Journal journal, Position position, InstantSource clock) {
        return journal.readForward(Selection.all(), position, 1).stream()
                .findFirst()
                .map(next ->
                        Duration.between(next.recordedAt(), clock.instant()).toMillis() / 1_000.0)
                .filter(seconds -> seconds > 0)
                .orElse(0.0);
    }

    private static State state(LiveTables live, boolean rebuilding, boolean foreign) {
        if (rebuilding) {
            return State.REBUILDING;
        }
        if (live.failure().isPresent() || foreign) {
            return State.FAILED;
        }
        if (live.anew().isPresent()) {
            return State.REBUILDING;
        }
        return live.outdated() ? State.OUTDATED : State.LIVE;
    }

    /** Returns why nobody should rely on it at the moment, if so. */
    public Optional<String> wrong() {
        return broken().or(() -> lagSeconds > LAG_MAX_S && rebuild.isEmpty()
                ? Optional.of("is %.0f s and %d events behind: want at most %.0f s"
                        .formatted(lagSeconds, lagEvents, LAG_MAX_S))
                : Optional.empty());
    }

    /** As {@link #wrong}, whatever it lacks of the newest facts. */
    Optional<String> broken() {
        return failure.or(() -> anew.map(
                why -> "is built anew, %d of %d events are posted%s: %s".formatted(built(), head, timeLeft(), why)));
    }

    private long built() {
        return rebuild.filter(it -> it.phase() != RebuildProgress.Phase.WAITING)
                .map(it -> Math.max(it.done(), position))
                .orElse(position);
    }

    private String timeLeft() {
        return rebuild.map(RebuildProgress::remaining)
                .filter(remaining -> remaining.toSeconds() > 0)
                .map(remaining -> ", about %d s are left".formatted(remaining.toSeconds()))
                .orElse("");
    }

    /** What it does. */
    public enum State {
        /** It has everything, or all but the last entries. */
        LIVE,
        /** Its rows are made anew; the old ones answer meanwhile, if they are fit to. */
        REBUILDING,
        /** A rollback has made rows void: it answers as before it until it is rebuilt. */
        OUTDATED,
        /** Its database cannot be written. */
        FAILED
    }
}
