package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.operation.Call;
import dev.daybook.operation.Progress;
import dev.daybook.projection.AsOf;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What changed between two moments: the things of which other facts count, as they are shown at both. */
final class Difference {

    private static final int READ = 1_000;
    private static final long READ_BYTES = 4 << 20;

    /** A thing that differs. */
    record Thing(
            @Says("kind/id") String thing,

            @Says(
                    value = "what became of it",
                    words = {"created", "changed", "deleted"})
            String change,

            @Says("who did it, also what was rolled back between")
            List<String> actors,

            @Says("how many of its facts count at one of both only")
            long facts,

            @Says("those that differ; none of a thing that is there at one of both only")
            List<ThingDiff.Field> fields) {}

    /** How many things of a kind somebody changed; a thing that several changed is counted for each. */
    record Count(String kind, String actor, long created, long changed, long deleted, long facts) {}

    /**
     * What differs.
     *
     * @param changes the first of the things, in the order in which the first facts of them were written
     */
    record Result(
            @Says("the position up to which is read for the first")
            long from,

            @Says("the same for the second") long to,

            @Says("how many facts count at one of both only")
            long facts,

            @Says("how many things differ") long things,
            List<Count> counts,
            @Says("the first of them") List<Thing> changes) {}

    /** The facts of one thing that count at one of both only. */
    private static final class Touched {
        final Map<String, Long> actors = new TreeMap<>();
        boolean isWhole; // its first fact is among those that were read
        boolean isAtFrom; // one that was read counts there

        long facts() {
            return actors.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final Ground ground;
    private final Call call;
    private final AsOf from;
    private final AsOf to;

    Difference(Ground ground, Call call, AsOf from, AsOf to) {
        this.ground = ground;
        this.call = call;
        this.from = from;
        this.to = to;
    }

    /**
     * Compares.
     *
     * @param only this thing; none: all
     * @param thingsMax how many things are told; the others are counted
     */
    Result run(Optional<StreamId> only, int thingsMax, Progress progress) {
        Map<StreamId, Touched> touched = touched(only, progress);
        var counts = new TreeMap<String, Count>();
        var items = new ArrayList<Thing>();
        long facts = 0;
        long things = 0;
        long done = 0;
        for (Map.Entry<StreamId, Touched> each : touched.entrySet()) {
            Optional<Thing> thing = thing(each.getKey(), each.getValue(), only.isPresent());
            facts += each.getValue().facts();
            if (thing.isPresent()) {
                things++;
                count(each.getKey().category(), thing.get(), each.getValue(), counts);
                if (items.size() < thingsMax) {
                    items.add(thing.get());
                }
            }
            progress.at(++done, touched.size(), "comparing things");
        }
        return new Result(
                from.end().value(), to.end().value(), facts, things, List.copyOf(counts.values()), List.copyOf(items));
    }

    private static void count(String kind, Thing thing, Touched touched, Map<String, Count> counts) {
        touched.actors.forEach((actor, facts) -> counts.merge(
                kind + '\n' + actor,
                new Count(
                        kind,
                        actor,
                        thing.change().equals("created") ? 1 : 0,
                        thing.change().equals("changed") ? 1 : 0,
                        thing.change().equals("deleted") ? 1 : 0,
                        facts),
                (one, other) -> new Count(
                        kind,
                        actor,
                        one.created() + other.created(),
                        one.changed() + other.changed(),
                        one.deleted() + other.deleted(),
                        one.facts() + other.facts())));
    }

    /** Returns the things of which other facts count, in the order in which the first of these were written. */
    private Map<StreamId, Touched> touched(Optional<StreamId> only, Progress progress) {
        var touched = new LinkedHashMap<StreamId, Touched>();
        long last = Math.max(from.end().value(), to.end().value());
        Position read = new Position(sameUpTo());
        while (read.value() < last) {
            List<Entry> batch = only.isPresent()
                    ? ground.journal().readForward(Selection.stream(only.get()), read, READ)
                    : ground.journal().readForward(read, READ, READ_BYTES);
            for (Entry entry : batch) {
                if (entry.position().value() <= last && !Timeline.alwaysCounts(entry.stream())) {
                    touch(entry, touched);
                }
            }
            read = batch.isEmpty() ? new Position(last) : batch.getLast().position();
            progress.at(Math.min(read.value(), last), last, "reading");
        }
        return touched;
    }

    private void touch(Entry entry, Map<StreamId, Touched> touched) {
        boolean then = counts(from, entry);
        if (then != counts(to, entry)) {
            Touched thing = touched.computeIfAbsent(entry.stream(), _ -> new Touched());
            thing.actors.merge(entry.metadata().actor(), 1L, Long::sum);
        }
        Touched thing = touched.get(entry.stream());
        if (thing != null) {
            thing.isWhole |= entry.revision() == 0;
            thing.isAtFrom |= then;
        }
    }

    private static boolean counts(AsOf asOf, Entry entry) {
        return !entry.position().isAfter(asOf.end()) && asOf.counts(entry);
    }

    /** Returns up to where the same counts at both. */
    private long sameUpTo() {
        if (from.happenedBy().isPresent() || to.happenedBy().isPresent()) {
            return 0;
        }
        long same = Math.min(from.end().value(), to.end().value());
        boolean isOlder = from.timeline().number() < to.timeline().number();
        Timeline older = isOlder ? from.timeline() : to.timeline();
        Timeline newer = isOlder ? to.timeline() : from.timeline();
        while (newer.number() > older.number()) {
            same = Math.min(same, newer.changedFrom().value() - 1);
            newer = newer.before().orElse(older);
        }
        return Math.max(0, same);
    }

    private Optional<Thing> thing(StreamId stream, Touched touched, boolean isAlone) {
        if (!ThingsThen.of(ground).isShown(stream.category())) {
            boolean isNew = touched.isWhole && !touched.isAtFrom;
            return Optional.of(told(stream, touched, isNew ? "created" : "changed", List.of()));
        }
        JsonNode before = touched.isWhole && !touched.isAtFrom ? MissingNode.getInstance() : shown(stream, from);
        JsonNode after = shown(stream, to);
        if (before.isMissingNode() || after.isMissingNode()) {
            boolean isSame = before.isMissingNode() && after.isMissingNode();
            return isSame
                    ? Optional.empty()
                    : Optional.of(told(
                            stream,
                            touched,
                            before.isMissingNode() ? "created" : "deleted",
                            isAlone ? ThingDiff.of(orEmpty(before), orEmpty(after)) : List.of()));
        }
        List<ThingDiff.Field> fields = ThingDiff.of(before, after);
        return fields.isEmpty() ? Optional.empty() : Optional.of(told(stream, touched, "changed", fields));
    }

    private static JsonNode orEmpty(JsonNode view) {
        return view.isMissingNode() ? JsonNodeFactory.instance.objectNode() : view;
    }

    private static Thing told(StreamId stream, Touched touched, String change, List<ThingDiff.Field> fields) {
        return new Thing(stream.toString(), change, List.copyOf(touched.actors.keySet()), touched.facts(), fields);
    }

    private JsonNode shown(StreamId stream, AsOf asOf) {
        try {
            return ThingsThen.of(ground)
                    .view(stream, asOf, call, ground)
                    .map(call::tree)
                    .orElseGet(MissingNode::getInstance);
        } catch (Rejected refusal) {
            if (refusal.reason() == Rejected.Reason.NOT_FOUND) {
                return MissingNode.getInstance();
            }
            throw refusal;
        }
    }
}
