package dev.daybook.rollout;

import dev.daybook.journal.StreamId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the second side still lacks. It is tried again until it is done; after a restart a comparison finds what files lack,
 * and what the journal lacks is kept, see {@link AheadFacts}. Thread-safe.
 */
public final class Repairs {

    private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);

    /** The side that lacks something. */
    public enum Side {
        JOURNAL,
        FILE
    }

    /**
     * One thing that one side lacks.
     *
     * @param attempts how often it was tried in vain
     * @param why what was in the way the last time
     */
    public record Repair(
            String kind, String unit, StreamId thing, Side side, Instant since, long attempts, String why) {}

    private record Lacking(String kind, String unit, StreamId thing) {}

    private final Map<Lacking, Repair> open = new LinkedHashMap<>();
    private final InstantSource clock;

    Repairs(InstantSource clock) {
        this.clock = clock;
    }

    void add(Unit unit, Collection<StreamId> things, Side side, String why) {
        var fresh = new ArrayList<StreamId>();
        synchronized (open) {
            for (StreamId thing : things) {
                Repair repair = open.compute(
                        new Lacking(unit.kind, unit.name, thing),
                        (_, before) -> before == null
                                ? new Repair(unit.kind, unit.name, thing, side, clock.instant(), 1, why)
                                : new Repair(
                                        unit.kind, unit.name, thing, side, before.since(), before.attempts() + 1, why));
                if (repair.attempts() == 1) {
                    fresh.add(thing);
                }
            }
        }
        if (!fresh.isEmpty()) {
            LOG.warn(
                    "{}{} of {} {} is missing in the {}: {}; it is tried again",
                    fresh.getFirst(),
                    fresh.size() == 1 ? "" : " and %d more".formatted(fresh.size() - 1),
                    unit.kind,
                    unit.name,
                    side == Side.FILE ? "files" : "journal",
                    why);
        }
    }

    void done(Unit unit, StreamId thing) {
        synchronized (open) {
            open.remove(new Lacking(unit.kind, unit.name, thing));
        }
    }

    /** Returns what is open, the oldest first. */
    public List<Repair> list() {
        synchronized (open) {
            return List.copyOf(open.values());
        }
    }

    List<Repair> of(Unit unit) {
        return list().stream()
                .filter(repair ->
                        repair.kind().equals(unit.kind) && repair.unit().equals(unit.name))
                .toList();
    }
}
