package dev.daybook.rollout;

import dev.daybook.command.Commands;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.domain.Command;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Event;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.file.FileChanges;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.importing.run.StreamHistory;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Repairs.Repair;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The moves of all tools: their stages, commands in them, comparisons, gates and figures. Thread-safe. */
public final class Rollouts implements AutoCloseable {

    private final Map<String, Tool> tools;
    private final Stages stages;
    private final StagedFiles staged;
    private final Gates gates;
    private final Repairs repairs;
    private final Meter meter;
    private final WriteBehind writeBehind;
    private final Compare compare;
    private final Settlement settlement;
    private final StageSwitch switching;
    private final StageMonitor watch;
    private final DualWrite commands;
    private final StagedReads reads;
    private final Growth growth;
    private final FilesLease keeping;
    private final AheadFacts ahead;
    private final PendingCommands pending;
    private final Predicate<IdempotencyKey> carriedOut;

    /**
     * What it stands on.
     *
     * @param commands those that go to the journal alone
     * @param deciders by the categories of their streams
     * @param carriedOut whether a command with that key was carried out before
     * @param keyed the ids that the facts of a command with a key have
     * @param pending the folder with the commands that the journal has not heard of; none if they are not kept
     * @param databases the files of the journal and its read models
     * @param defaults a stage for tools that nobody has set one for
     * @param keeping says whether this process keeps the files
     */
    public record Ground(
            Commands commands,
            Journal journal,
            Codec codec,
            Timelines timelines,
            ReadModelLookup posted,
            Map<String, Decider<Command, Object, Event>> deciders,
            Predicate<IdempotencyKey> carriedOut,
            KeyedFacts keyed,
            Optional<Path> pending,
            List<Tool> tools,
            FileChanges news,
            Retraction forget,
            Map<String, Stages.Default> defaults,
            Settings settings,
            Supplier<List<Path>> databases,
            FilesLease keeping,
            InstantSource clock) {}

    /**
     * How long things take.
     *
     * @param window over which a gate has to hold
     * @param compareEvery how often both sides are compared while serving
     */
    public record Settings(Duration window, Duration compareEvery) {}

    /**
     * A stage that is asked for.
     *
     * @param unit the only one; a share or all if absent
     * @param percent the share of a hundred
     * @param root where the files stand, if that is not known or another place
     */
    public record Wanted(
            String kind,
            Stage stage,
            Optional<String> unit,
            Optional<Integer> percent,
            Optional<Path> root,
            boolean force,
            Optional<String> reason,
            String actor,
            String source) {}

    /**
     * What a switch did.
     *
     * @param units how many have another stage now
     * @param leftOut those that keep the one they had, and why
     * @param compared how both sides compared at that moment
     * @param changed whether anything is otherwise now
     */
    public record Switched(int units, Map<String, String> leftOut, Compared compared, boolean changed, Duration took) {

        public Switched {
            leftOut = Map.copyOf(leftOut);
        }
    }

    /** How much space a tool's files take, and how much more than when this process began to look. */
    public record Sizes(long fileBytes, long fileGrowthBytes) {}

    /** Puts it together; nothing runs before {@link #watch}. */
    public static Rollouts open(Ground on) {
        return new Rollouts(on);
    }

    private Rollouts(Ground on) {
        this.tools = on.tools().stream().collect(Collectors.toUnmodifiableMap(Tool::kind, Function.identity()));
        InstantSource clock = on.clock();
        this.growth = new Growth(on.databases());
        this.stages = new Stages(on.journal(), on.codec(), on.defaults());
        this.staged = new StagedFiles(stages, kinds());
        this.keeping = on.keeping();
        keeping.of(stages::roots);
        this.meter = new Meter();
        this.repairs = new Repairs(clock);
        this.gates = new Gates(stages, meter, on.settings().window(), clock);
        var units = new Units();
        var streams = new StreamHistory(on.journal(), on.codec(), on.timelines());
        var sides = new Sides(on.journal(), on.posted(), streams);
        var behind = new BehindRollbacks(on.journal(), on.codec(), on.timelines(), stages);
        Optional<PendingFolder> folder = on.pending().map(PendingFolder::new);
        this.carriedOut = on.carriedOut();
        this.pending = new PendingCommands(folder, on.journal(), on.codec(), streams);
        this.ahead = new AheadFacts(folder, repairs, on.journal(), on.codec());
        ahead.restore(units);
        var facts = new UnitFacts(streams, behind);
        var catchUp = new CatchUp(facts, on.news(), pending, ahead, carriedOut);
        var files = new FileSide(on.news(), meter, repairs, facts, catchUp);
        this.writeBehind = new WriteBehind(stages, files);
        this.compare = new Compare(stages, units, sides, files, writeBehind, meter, repairs);
        var with = new Shared(stages, units, sides, files, meter, repairs, writeBehind, behind, facts, ahead, catchUp);
        this.settlement = new Settlement(on, with, streams);
        this.switching = new StageSwitch(on, with, gates, streams, compare);
        this.watch = new StageMonitor(on, with, tools, gates, compare, switching);
        this.reads = new StagedReads(stages, meter);
        this.commands = new DualWrite(on, with, pending);
    }

    /**
     * Carries out a rollback so that the files of tools which are written in their stage show it too, also where it
     * fails after its entry is written. What the tools wrote is taken in before; what they wrote themselves is not
     * unwritten. What cannot be done now is done by a later look.
     */
    public <T> T around(Supplier<T> rollback) {
        if (stages.isEmpty() || !keeping.isOurs()) {
            return rollback.get(); // whoever keeps the files finds out when it looks next
        }
        watch.look();
        try {
            return rollback.get();
        } finally {
            watch.showRollbacks();
        }
    }

    /** Has the journal get what only files have so far, as far as it can; what cannot be now is done by a later look. */
    public void catchUp() {
        watch.append();
        if (!stages.isEmpty() && keeping.isOurs()) {
            watch.look();
            pending.forgetAnswered(carriedOut);
        }
    }

    /** Returns commands that go where the stage of their unit wants them. */
    public Commands commands() {
        return commands;
    }

    /** Returns reads from the side that the stage wants, with the other one to fall back on. */
    public StagedReads reads() {
        return reads;
    }

    /**
     * Returns the records of a unit's files, in their order.
     *
     * @throws IOException if they cannot be read
     */
    public List<String> records(String kind, Path root, String unit) throws IOException {
        return FileRecords.all(tool(kind).store().files(root, unit));
    }

    /** Returns the record of that id in a unit's files; otherwise as {@link #records}. */
    public Optional<String> record(String kind, Path root, String unit, String id) throws IOException {
        return FileRecords.find(tool(kind).store().files(root, unit), id);
    }

    public Stages stages() {
        return stages;
    }

    /** Returns which stages the files of tools have. */
    public StagedFiles files() {
        return staged;
    }

    public Gates gates() {
        return gates;
    }

    public Repairs repairs() {
        return repairs;
    }

    /** Returns the tool whose files hold things of that category; an empty name if there is none. */
    public String kindOf(String category) {
        return tools.values().stream()
                .filter(tool -> tool.store().categories().contains(category))
                .map(Tool::kind)
                .findFirst()
                .orElse("");
    }

    /**
     * Returns what was acknowledged and stands in files alone, as the journal did not take it: until it does, reads do not
     * show it; nothing if that is so of nothing.
     */
    public Optional<String> lacking() {
        return lacking(() -> _ -> true);
    }

    /**
     * As {@link #lacking()}, of some things.
     *
     * @param which those that are shown; asked for only if anything is lacking
     */
    public Optional<String> lacking(Supplier<Predicate<StreamId>> which) {
        List<Repair> all = repairs.list().stream()
                .filter(repair -> repair.side() == Repairs.Side.JOURNAL)
                .toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Predicate<StreamId> shown = which.get();
        List<Repair> lacking =
                all.stream().filter(repair -> shown.test(repair.thing())).toList();
        return lacking.stream()
                .findFirst()
                .map(first ->
                        "the journal lacks the newest of %d things that files have, %s first: they are not shown before it takes them: %s%s"
                                .formatted(
                                        lacking.size(),
                                        first.thing(),
                                        first.why(),
                                        ahead.unkept().map("; "::concat).orElse("")));
    }

    /** Returns what to say of requests that an earlier process kept for the journal and that cannot be carried on. */
    public Optional<String> setAside() {
        return ahead.setAside();
    }

    /** Returns the tools whose users can move, sorted. */
    public List<String> kinds() {
        return tools.keySet().stream().sorted().toList();
    }

    /**
     * Returns the tool that is meant if none is named: the only one whose files stand in a folder, else the only one that
     * has a stage or had one, else the first.
     */
    public String meant(Optional<Path> root) {
        return only(root.map(folder -> kinds().stream()
                                .filter(kind -> stands(kind, folder))
                                .toList())
                        .orElse(List.of()))
                .or(() -> only(stages.kinds()))
                .orElseGet(kinds()::getFirst);
    }

    private static Optional<String> only(Collection<String> kinds) {
        return kinds.size() == 1 ? kinds.stream().findFirst() : Optional.empty();
    }

    private boolean stands(String kind, Path root) {
        try {
            return !tool(kind).store().units(root).isEmpty();
        } catch (IOException | Rejected _) {
            return false; // whoever sets a stage for it is told why
        }
    }

    /** Returns what was counted of a tool since this process began. */
    public Figures total(String kind) {
        return meter.total(kind);
    }

    /** Returns how large the files of a tool are. */
    public Sizes sizes(String kind) {
        return stages.isEmpty() ? new Sizes(0, 0) : growth.of(tool(kind), units(kind));
    }

    public long databaseBytes() {
        return growth.databaseBytes();
    }

    /** Returns how much the databases have grown since this process began. */
    public long databaseGrowthBytes() {
        return growth.databaseGrowthBytes();
    }

    /** Returns how many things are still to be written behind the journal. */
    public int behind() {
        return writeBehind.size();
    }

    /**
     * Sets a stage: brings both sides of each unit together, compares them, and switches by one event.
     *
     * @throws Rejected if the gate does not hold, or a unit that was named cannot be brought together
     */
    public Switched set(Wanted wanted) {
        Switched switched = keeping.carry(() -> switching.set(tool(wanted.kind()), wanted));
        sizes(wanted.kind()); // from now on it is told how they grow
        watch.wake();
        return switched;
    }

    /**
     * Compares both sides of a tool's units.
     *
     * @param unit the only one; all if absent
     */
    public SortedMap<String, Compared> compare(String kind, Optional<String> unit) {
        SortedMap<String, Compared> compared = keeping.carry(() -> compare.run(tool(kind), unit, true));
        watch.wake();
        return compared;
    }

    /** Ends discrepancies for one side; returns those that were. */
    public List<Discrepancy> settle(
            String kind, List<Discrepancy> discrepancies, Prefer prefer, String actor, String source) {
        return keeping.carry(() -> settlement.settle(tool(kind), discrepancies, prefer, actor, source));
    }

    /**
     * Ends the discrepancies of a tool's units for one side, also those beyond the listed ones: they are compared again
     * until nothing is listed that was not settled.
     *
     * @param compared how the units compared
     * @param unit the only one that was compared; all if absent
     * @return those that were settled
     */
    public List<Discrepancy> settleAll(
            String kind,
            Optional<String> unit,
            Collection<Compared> compared,
            Prefer prefer,
            String actor,
            String source) {
        var settled = new ArrayList<Discrepancy>();
        var things = new HashSet<StreamId>();
        Collection<Compared> now = compared;
        List<Discrepancy> listed = listed(now, things);
        while (!listed.isEmpty()) {
            settled.addAll(settle(kind, listed, prefer, actor, source));
            listed.forEach(discrepancy -> things.add(discrepancy.thing()));
            now = compare(kind, unit).values();
            listed = listed(now, things);
        }
        return settled;
    }

    private static List<Discrepancy> listed(Collection<Compared> compared, Set<StreamId> settled) {
        return compared.stream()
                .flatMap(oneCompared -> oneCompared.discrepancies().stream())
                .filter(discrepancy -> !settled.contains(discrepancy.thing()))
                .toList();
    }

    /** Returns the units of a tool with what counts for each. */
    public SortedMap<String, Stages.Place> units(String kind) {
        return watch.units(tool(kind));
    }

    /** Follows the files, repairs, compares on a schedule, and steps back where a trigger says so, until closed. */
    public void watch() {
        watch.start();
    }

    private Tool tool(String kind) {
        Tool tool = tools.get(kind);
        if (tool == null) {
            throw Rejected.invalidAt("/kind", "'%s' is no tool whose users move: want one of %s", kind, kinds());
        }
        return tool;
    }

    /** Writes down what was counted and what the files still lack, and ends. */
    @Override
    public void close() {
        watch.close();
        writeBehind.close();
        watch.measure();
        keeping.close();
        stages.close();
    }
}
