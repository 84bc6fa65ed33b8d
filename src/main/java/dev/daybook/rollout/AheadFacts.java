package dev.daybook.rollout;

import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Undecodable;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Repairs.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was acknowledged while the journal failed, and only files tell: kept as it was decided, in a file for each command
 * that is on the disk before the command is acknowledged and until the journal has it. The next process goes on with it, so
 * that it comes to the journal with its actor, its key and as the fact that it was, which no file of a tool tells.
 *
 * <p>Where a file cannot be kept, as on a full disk, the command is acknowledged all the same: the tool's files, which come
 * first, have been written by then, and whoever were refused would ask for it again. What is promised then is what the
 * files tell; that it is kept in memory alone is said in the log and by {@link #unkept}, and it is tried again.
 *
 * <p>Thread-safe. What is done of a unit is for whoever has it alone.
 */
final class AheadFacts {

    private static final Logger LOG = LoggerFactory.getLogger(AheadFacts.class);

    /**
     * A command that was acknowledged.
     *
     * @param number says in which order they were
     * @param before the revisions of the streams it was decided by, with what was acknowledged before
     * @param drafts what the journal is to have of it, in that order
     */
    record Ahead(long number, String kind, String unit, Map<StreamId, Long> before, List<Draft> drafts) {}

    private final Optional<PendingFolder> folder;
    private final Repairs repairs;
    private final Journal journal;
    private final Codec codec;
    private final AtomicLong last = new AtomicLong();
    private final Set<Long> unkept = new HashSet<>();
    private boolean isWarned;

    /** @param folder where it is kept, made when there is something to */
    AheadFacts(Optional<PendingFolder> folder, Repairs repairs, Journal journal, Codec codec) {
        this.folder = folder;
        this.repairs = repairs;
        this.journal = journal;
        this.codec = codec;
    }

    /** Gives units what earlier processes kept of them and the journal does not have. */
    void restore(Units units) {
        for (Ahead it : folder.map(PendingFolder::ahead).orElse(List.of())) {
            last.accumulateAndGet(it.number(), Math::max);
            Unit unit = units.of(it.kind(), it.unit());
            if (isRestored(unit, it)) {
                repairs.add(
                        unit, it.before().keySet(), Side.JOURNAL, "it did not take them before the last process ended");
            }
        }
    }

    /** Gives it to a unit unless the journal has it, or it does not go on there: then it is set aside. */
    private boolean isRestored(Unit unit, Ahead it) {
        try {
            if (journal.find(it.drafts().getFirst().id()).isPresent()) { // killed before it could be removed
                folder.ifPresent(kept -> kept.remove(it));
                return false;
            }
            Map<StreamId, List<Recorded>> facts = facts(codec, journal.head(), it.before(), it.drafts());
            refuseUnfit(it, unit);
            unit.ahead(facts, it);
            return true;
        } catch (Undecodable | Unfit e) { // another version of this program wrote it, say
            folder.ifPresent(kept -> kept.setAside(it, e));
            return false;
        }
    }

    /**
     * Goes through what a unit has of commands as a process does that begins: what others wrote upon meanwhile is set aside,
     * the rest stays. Where it cannot be kept, all stays.
     */
    void sift(Unit unit) {
        keep(unit);
        List<Ahead> had = unit.lacking();
        if (folder.isPresent() && had.stream().anyMatch(this::isUnkept)) {
            return;
        }
        var left = new Unit(unit.kind, unit.name);
        had.forEach(it -> isRestored(left, it));
        Set<StreamId> things = unit.ahead().keySet();
        unit.aheadAs(left);
        things.stream().filter(thing -> unit.ahead(thing).isEmpty()).forEach(thing -> repairs.done(unit, thing));
    }

    /** What is kept of things does not go on where the journal, and what else is kept of them, ends. */
    @SuppressWarnings("serial")
    private static final class Unfit extends RuntimeException {
        Unfit(StreamId thing) {
            super("others wrote to %s meanwhile, or what came before is lost".formatted(thing));
        }
    }

    private void refuseUnfit(Ahead it, Unit unit) {
        it.before().forEach((thing, revision) -> {
            if (revision != journal.revision(thing) + unit.ahead(thing).size()) {
                throw new Unfit(thing);
            }
        });
    }

    /**
     * Returns facts as if the journal had them.
     *
     * @param head where it ends
     * @param before the revisions of their streams before
     * @throws Undecodable if this version of the program does not know what they are
     */
    static Map<StreamId, List<Recorded>> facts(
            Codec codec, Position head, Map<StreamId, Long> before, List<Draft> drafts) {
        var blobs = new HashMap<String, Draft.Blob>();
        drafts.forEach(
                draft -> draft.blobs().forEach(blob -> blobs.put(blob.hash().toString(), blob)));
        Codec with = codec.beside(
                hash -> Optional.ofNullable(blobs.get(hash.toString())).map(Draft.Blob::content));
        var facts = new LinkedHashMap<StreamId, List<Recorded>>();
        long position = head.value();
        for (Draft draft : drafts) {
            List<Recorded> ofThing = facts.computeIfAbsent(draft.stream(), _ -> new ArrayList<>());
            var entry = new Entry(
                    new Position(++position),
                    draft.stream(),
                    before.getOrDefault(draft.stream(), -1L) + ofThing.size() + 1,
                    draft.id(),
                    draft.type(),
                    draft.version(),
                    draft.payload(),
                    draft.metadata(),
                    draft.occurredAt(),
                    draft.occurredAt());
            ofThing.add(new Recorded(entry, with.decode(entry)));
        }
        return facts;
    }

    /** Notes what the files of a unit tell and the journal could not take, and keeps it. */
    void add(Unit unit, Map<StreamId, List<Recorded>> facts, List<Draft> drafts, String why) {
        var it = new Ahead(last.incrementAndGet(), unit.kind, unit.name, PendingCommands.before(facts), drafts);
        unit.ahead(facts, it);
        synchronized (unkept) {
            unkept.add(it.number());
        }
        keep(unit);
        repairs.add(unit, facts.keySet(), Side.JOURNAL, why);
    }

    /** Keeps what is not kept yet. What came later is kept later: it was decided upon what came before. */
    void keep(Unit unit) {
        if (folder.isEmpty()) {
            return;
        }
        for (Ahead it : unit.lacking()) {
            try {
                if (isUnkept(it)) {
                    folder.get().write(it);
                    kept(it);
                }
            } catch (IOException e) { // a full disk, say
                warn(unit, e);
                return;
            }
        }
    }

    private boolean isUnkept(Ahead it) {
        synchronized (unkept) {
            return unkept.contains(it.number());
        }
    }

    private void kept(Ahead it) {
        synchronized (unkept) {
            unkept.remove(it.number());
            isWarned &= !unkept.isEmpty();
        }
    }

    /** Once, until all is kept: it is tried again every second. */
    private void warn(Unit unit, IOException e) {
        boolean isFirst;
        synchronized (unkept) {
            isFirst = !isWarned;
            isWarned = true;
        }
        if (isFirst) {
            LOG.warn(
                    "what {} {} has and the journal lacks is in memory alone: if this process ends now, it comes from its"
                            + " files, without who did it: {}",
                    unit.kind,
                    unit.name,
                    e.toString());
        }
    }

    /** The journal has what the files of a unit tell: nothing of it is kept any more. */
    void level(Unit unit) {
        unit.ahead().keySet().forEach(thing -> repairs.done(unit, thing));
        List<Ahead> had = unit.lacking();
        unit.level();
        for (Ahead it : had) {
            kept(it);
            folder.ifPresent(kept -> kept.remove(it));
        }
    }

    /** Returns what to say of what is in memory alone, if anything is. */
    Optional<String> unkept() {
        int size;
        synchronized (unkept) {
            size = unkept.size();
        }
        return folder.filter(_ -> size > 0)
                .map(kept ->
                        ("of the newest commands %d are in memory alone, as %s cannot be written: after a restart they"
                                        + " come from the files, without who gave them")
                                .formatted(size, kept.folder()));
    }

    /** Returns what to say of what could not be carried on, if there is any. */
    Optional<String> setAside() {
        List<Path> files = folder.map(PendingFolder::unreadable).orElse(List.of());
        return files.stream()
                .findFirst()
                .map(first ->
                        "of the requests that were kept for the journal %d cannot be carried on, %s first: it has what the tool's files tell of them; look at them, then remove them"
                                .formatted(files.size(), first));
    }
}
