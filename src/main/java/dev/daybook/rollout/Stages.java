package dev.daybook.rollout;

import dev.daybook.event.Codec;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Tail;
import dev.daybook.rollout.RolloutEvent.Measured;
import dev.daybook.rollout.RolloutEvent.RolledBackShown;
import dev.daybook.rollout.RolloutEvent.StageSet;
import dev.daybook.rollout.RolloutEvent.SteppedBack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which stage counts for a unit, and what was measured in it: read from the journal, and kept up to date by it before
 * a command that sets one is acknowledged. Thread-safe.
 */
public final class Stages implements AutoCloseable {

    /** Measurements of one tool that are kept in memory: at one an hour, a quarter of a year. */
    private static final int MEASUREMENTS_MAX = 2_400;

    /**
     * What counts for one unit.
     *
     * @param scope whose setting that is: {@link Rollout#ALL}, {@link Rollout#PERCENT} or the unit itself
     * @param root where its files stand
     */
    public record Place(Stage stage, String scope, Optional<Path> root) {
        static final Place NOWHERE = new Place(Stage.NONE, Rollout.ALL, Optional.empty());
    }

    /** A stage for the tools that nobody has set one for, and where their files stand. */
    public record Default(Stage stage, Path root) {}

    /** What was counted until then, since the measurement before. */
    public record Measurement(Instant at, String scope, Stage stage, Figures figures) {}

    private static final class Tracked {
        private Rollout rollout;
        private final Map<String, Instant> since = new HashMap<>();
        private final Deque<Measurement> measurements = new ArrayDeque<>();
        private Position shownUpTo;

        Tracked(Rollout rollout, Position begun) {
            this.rollout = rollout;
            this.shownUpTo = begun;
        }
    }

    private final RolloutDecider decider = new RolloutDecider();
    private final Codec codec;
    private final Map<String, Default> defaults;
    private final Map<String, Tracked> tracked = new HashMap<>();
    private final Tail tail;
    private volatile boolean empty;

    /** @param defaults by the kind of the tool */
    @SuppressWarnings("this-escape") // what is applied has been set by then
    public Stages(Journal journal, Codec codec, Map<String, Default> defaults) {
        this.codec = codec;
        this.defaults = Map.copyOf(defaults);
        this.empty = defaults.isEmpty();
        tail = new Tail(journal, "rollout", this::apply);
    }

    private void apply(Entry entry) {
        var event = (RolloutEvent) codec.decode(entry);
        synchronized (tracked) {
            Tracked tool = tracked.computeIfAbsent(event.kind(), _ -> new Tracked(decider.initial(), entry.position()));
            tool.rollout = decider.evolve(tool.rollout, event);
            switch (event) {
                case StageSet it -> tool.since.put(scope(it.unit(), it.percent().isPresent()), entry.occurredAt());
                case SteppedBack it ->
                    tool.since.put(scope(it.unit(), it.percent().isPresent()), entry.occurredAt());
                case Measured it -> {
                    tool.measurements.add(new Measurement(entry.occurredAt(), it.scope(), it.stage(), it.figures()));
                    if (tool.measurements.size() > MEASUREMENTS_MAX) {
                        tool.measurements.remove();
                    }
                }
                case RolledBackShown it -> tool.shownUpTo = new Position(it.rollback());
                case RolloutEvent.DiscrepancySettled _ -> {
                    // of interest to whoever reads the history
                }
            }
            empty = false;
        }
    }

    private static String scope(Optional<String> unit, boolean share) {
        return unit.orElse(share ? Rollout.PERCENT : Rollout.ALL);
    }

    /** Returns the folders whose files are kept in some stage. */
    Set<Path> roots() {
        var roots = new HashSet<Path>();
        for (String kind : kinds()) {
            Rollout rollout = rollout(kind);
            if (rollout.stage(Rollout.ALL) != Stage.RETIRED) {
                rollout.root("").map(Path::of).ifPresent(roots::add);
            }
        }
        return roots;
    }

    /** Returns the position of the newest fact about any move. */
    Position upTo() {
        return tail.upTo();
    }

    /**
     * Returns up to which rollback it is on record that the files of a tool show what counts: at first up to where its
     * move began; nothing if nothing is on record.
     */
    Optional<Position> shownUpTo(String kind) {
        synchronized (tracked) {
            return Optional.ofNullable(tracked.get(kind)).map(tool -> tool.shownUpTo);
        }
    }

    /** Returns whether no tool has any stage: the usual case, which has to cost nothing. */
    public boolean isEmpty() {
        return empty;
    }

    /** Returns the tools that have a stage or had one. */
    public SortedSet<String> kinds() {
        synchronized (tracked) {
            var kinds = new TreeSet<>(defaults.keySet());
            kinds.addAll(tracked.keySet());
            return kinds;
        }
    }

    /** Returns what counts for a unit. */
    public Place of(String kind, String unit) {
        if (empty) {
            return Place.NOWHERE;
        }
        synchronized (tracked) {
            Rollout rollout = rollout(kind);
            String scope = rollout.scope(unit);
            return new Place(rollout.stage(scope), scope, rollout.root(unit).map(Path::of));
        }
    }

    /** Returns the state of a tool's move, its default if nobody has set anything. */
    public Rollout rollout(String kind) {
        synchronized (tracked) {
            Tracked tool = tracked.get(kind);
            Default byDefault = defaults.get(kind);
            if (tool != null && !(tool.rollout instanceof Rollout.Unset)) {
                return tool.rollout;
            }
            return byDefault == null
                    ? decider.initial()
                    : new Rollout.Moving(
                            Optional.of(byDefault.root().toString()), byDefault.stage(), Optional.empty(), Map.of());
        }
    }

    /** Returns since when the setting of a scope counts; nothing if nobody has set it. */
    public Optional<Instant> since(String kind, String scope) {
        synchronized (tracked) {
            return Optional.ofNullable(tracked.get(kind))
                    .flatMap(tracked -> Optional.ofNullable(tracked.since.get(scope)));
        }
    }

    /** Returns what was measured of a scope, in the stage that it has now, within {@code window} before {@code now}. */
    Figures measured(String kind, String scope, Instant now, Duration window) {
        synchronized (tracked) {
            Tracked tool = tracked.get(kind);
            if (tool == null) {
                return Figures.NONE;
            }
            Stage stage = rollout(kind).stage(scope);
            Instant from = now.minus(window);
            Instant since = tool.since.getOrDefault(scope, Instant.MIN);
            return tool.measurements.stream()
                    .filter(measurement -> measurement.scope().equals(scope) && measurement.stage() == stage)
                    .filter(measurement ->
                            measurement.at().isAfter(from) && !measurement.at().isBefore(since))
                    .map(Measurement::figures)
                    .reduce(Figures.NONE, Figures::plus);
        }
    }

    /** Returns all that was measured of a tool and is kept, the oldest first. */
    List<Measurement> measurements(String kind) {
        synchronized (tracked) {
            Tracked tool = tracked.get(kind);
            return tool == null ? List.of() : List.copyOf(tool.measurements);
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
