package dev.daybook.rollout;

import dev.daybook.command.Commands;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.file.FilesChanged;
import dev.daybook.importing.run.StreamHistory;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Compared.Difference;
import dev.daybook.rollout.RolloutCommand.SetStage;
import dev.daybook.rollout.RolloutCommand.StepBack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Takes units from one stage to another: both sides are brought together while commands go on, then once more with the
 * units standing still, compared, and switched by one event. One at a time; thread-safe.
 */
final class StageSwitch {

    private final Commands commands;
    private final Stages stages;
    private final Gates gates;
    private final Units units;
    private final Sides sides;
    private final FileSide files;
    private final CatchUp catchUp;
    private final StreamHistory streams;
    private final Compare compare;
    private final InstantSource clock;
    private final RolloutDecider decider = new RolloutDecider();
    private final ReentrantLock turn = new ReentrantLock();

    StageSwitch(Rollouts.Ground on, Shared with, Gates gates, StreamHistory streams, Compare compare) {
        this.commands = on.commands();
        this.stages = with.stages();
        this.gates = gates;
        this.units = with.units();
        this.sides = with.sides();
        this.files = with.files();
        this.catchUp = with.catchUp();
        this.streams = streams;
        this.compare = compare;
        this.clock = on.clock();
    }

    /**
     * A unit that is to change.
     *
     * @param before where it stood
     * @param after where it is to stand
     */
    private record Changing(Tool tool, Unit unit, Stages.Place before, Stages.Place after) {

        /** The place with the root that counts from now on, in the stage that still counts. */
        Stages.Place sides() {
            return new Stages.Place(before.stage(), before.scope(), after.root().or(before::root));
        }
    }

    /** Sets a stage; see {@link Rollouts#set}. */
    Rollouts.Switched set(Tool tool, Rollouts.Wanted wanted) {
        refuseMissing(wanted);
        Gates.Verdict verdict = gates.before(tool.kind(), wanted.stage(), wanted.unit(), wanted.percent());
        return carryOut(
                tool,
                new SetStage(
                        tool.kind(),
                        wanted.stage(),
                        wanted.unit(),
                        wanted.percent(),
                        wanted.root().map(Path::toString),
                        wanted.force(),
                        wanted.reason(),
                        verdict.against(),
                        verdict.figures()),
                wanted.actor(),
                wanted.source());
    }

    private static void refuseMissing(Rollouts.Wanted wanted) {
        wanted.root()
                .filter(root -> wanted.stage().writesFiles() && !Files.isDirectory(root))
                .ifPresent(root -> {
                    throw Rejected.invalidAt(
                            "/root",
                            "%s is no folder that is there: make it if the tool is still to begin in it",
                            root);
                });
    }

    /** Leaves the stage of a scope because of a trigger. */
    Rollouts.Switched stepBack(Tool tool, String scope, String trigger, Figures figures) {
        return carryOut(tool, new StepBack(tool.kind(), scope, trigger, figures), "daybook", "rollout");
    }

    private Rollouts.Switched carryOut(Tool tool, RolloutCommand command, String actor, String source) {
        turn.lock();
        try {
            long startNs = System.nanoTime();
            Rollout before = stages.rollout(tool.kind());
            List<RolloutEvent> events = decider.decide(command, before);
            if (events.isEmpty()) {
                return new Rollouts.Switched(0, Map.of(), Compared.NOTHING, false, Duration.ZERO);
            }
            Rollout after = before;
            for (RolloutEvent event : events) {
                after = decider.evolve(after, event);
            }
            Map<String, List<StreamId>> inJournal = sides.byUnit(tool);
            List<Changing> changing = changing(tool, before, after, inJournal);
            changing.forEach(this::prepare);
            Rollouts.Switched switched = switched(tool, command, changing, actor, source, startNs);
            return bringLateTogether(switched, changing, changed(tool, units.all(tool.kind()), before, after));
        } finally {
            turn.unlock();
        }
    }

    private List<Changing> changing(Tool tool, Rollout before, Rollout after, Map<String, List<StreamId>> inJournal) {
        SortedSet<String> names = new TreeSet<>(inJournal.keySet());
        after.root("").map(Path::of).ifPresent(root -> names.addAll(sides.units(tool, Optional.of(root))));
        if (after instanceof Rollout.Moving moving) {
            names.addAll(moving.units().keySet());
        }
        return changed(
                tool, names.stream().map(name -> units.of(tool.kind(), name)).toList(), before, after);
    }

    private static List<Changing> changed(Tool tool, List<Unit> units, Rollout before, Rollout after) {
        var changing = new ArrayList<Changing>();
        for (Unit unit : units) {
            Stages.Place old = place(before, unit.name);
            Stages.Place now = place(after, unit.name);
            if (old.stage() != now.stage()
                    || (now.stage() != Stage.NONE && !old.root().equals(now.root()))) {
                changing.add(new Changing(tool, unit, old, now));
            }
        }
        return changing;
    }

    /**
     * Units that began while others were brought together went by the stage before. From now on they go by the new one:
     * whoever has them alone finds all that was written until then.
     */
    private Rollouts.Switched bringLateTogether(
            Rollouts.Switched switched, List<Changing> changing, List<Changing> all) {
        Set<String> done = changing.stream().map(it -> it.unit().name).collect(Collectors.toSet());
        var leftOut = new TreeMap<>(switched.leftOut());
        for (Changing it : all) {
            if (!done.contains(it.unit().name)) {
                it.unit().alone().lock();
                try {
                    bringTogether(it);
                } catch (IOException | RuntimeException e) {
                    leftOut.put(it.unit().name, String.valueOf(e.getMessage()));
                } finally {
                    it.unit().alone().unlock();
                }
            }
        }
        return new Rollouts.Switched(
                switched.units(), leftOut, switched.compared(), switched.changed(), switched.took());
    }

    private static Stages.Place place(Rollout rollout, String unit) {
        String scope = rollout.scope(unit);
        return new Stages.Place(rollout.stage(scope), scope, rollout.root(unit).map(Path::of));
    }

    /** Does most of the work while commands go on; what fails here fails again when it matters. */
    private void prepare(Changing it) {
        it.unit().alone().lock();
        try {
            bringTogether(it);
        } catch (IOException _) {
            // told when it is switched
        } finally {
            it.unit().alone().unlock();
        }
    }

    private Rollouts.Switched switched(
            Tool tool, RolloutCommand command, List<Changing> changing, String actor, String source, long startNs) {
        Deque<Lock> held = new ArrayDeque<>();
        try {
            for (Changing it : changing) { // in the order of their names
                it.unit().alone().lock();
                held.push(it.unit().alone());
            }
            SortedMap<String, String> leftOut = new TreeMap<>();
            Compared compared = together(changing, leftOut);
            if (command instanceof SetStage set) {
                leave(tool, set, changing, leftOut, actor, source);
            }
            commands.submit(Settlement.submission(command, actor, source, clock));
            return new Rollouts.Switched(
                    changing.size() - leftOut.size(),
                    leftOut,
                    compared,
                    true,
                    Duration.ofNanos(System.nanoTime() - startNs));
        } finally {
            held.forEach(Lock::unlock);
        }
    }

    private Compared together(List<Changing> changing, SortedMap<String, String> leftOut) {
        Compared all = Compared.NOTHING;
        var readable = new ArrayList<Changing>();
        for (Changing it : changing) {
            try {
                Optional<Compared> alike = bringTogether(it);
                if (alike.isPresent()) {
                    all = all.plus(alike.get());
                } else {
                    readable.add(it);
                }
            } catch (IOException | RuntimeException e) {
                leftOut.put(it.unit().name, String.valueOf(e.getMessage()));
            }
        }
        sides.await();
        Map<String, List<StreamId>> inJournal =
                readable.isEmpty() ? Map.of() : sides.byUnit(readable.getFirst().tool());
        for (Changing it : readable) {
            if (it.after().stage() == Stage.NONE || it.sides().root().isEmpty()) {
                continue; // the files are no side any more
            }
            try {
                Compared compared = compareAll(it, inJournal.getOrDefault(it.unit().name, List.of()));
                all = all.plus(compared);
                if (!compared.isEqual()) {
                    Discrepancy first = compared.discrepancies().getFirst();
                    leftOut.put(
                            it.unit().name,
                            "%d of %d things differ, %s%s first: compare shows them, and settles them"
                                    .formatted(
                                            compared.total() - compared.consistent(),
                                            compared.total(),
                                            first.thing(),
                                            first.pointer()));
                }
            } catch (IOException e) {
                leftOut.put(it.unit().name, String.valueOf(e.getMessage()));
            }
        }
        return all;
    }

    private Compared compareAll(Changing it, List<StreamId> inJournal) throws IOException {
        return sides.compare(it.tool(), it.unit(), it.sides(), inJournal);
    }

    /**
     * Units whose sides cannot be brought together keep the stage they have, as one of their own; a damaged file never
     * stops the others. One that was named is refused, unless it is forced.
     */
    private void leave(
            Tool tool,
            SetStage set,
            List<Changing> changing,
            SortedMap<String, String> leftOut,
            String actor,
            String source) {
        if (leftOut.isEmpty() || set.force() || !set.stage().isAfter(Stage.NONE)) {
            return;
        }
        if (set.unit().isPresent()) {
            throw Rejected.conflict(
                    "%s %s cannot be switched: %s",
                    tool.kind(), set.unit().get(), leftOut.values().iterator().next());
        }
        for (Changing it : changing) {
            if (leftOut.containsKey(it.unit().name)) {
                commands.submit(Settlement.submission(
                        new SetStage(
                                tool.kind(),
                                it.before().stage(),
                                Optional.of(it.unit().name),
                                Optional.empty(),
                                it.before().root().or(it.after()::root).map(Path::toString),
                                true,
                                Optional.of("left out of %s: %s"
                                        .formatted(set.stage().text(), leftOut.get(it.unit().name))),
                                List.of(),
                                set.figures()),
                        actor,
                        source,
                        clock));
            }
        }
    }

    /**
     * Makes both sides tell the same. Alone with the unit.
     *
     * @return how they compared, if they did tell the same and nothing has changed since
     */
    private Optional<Compared> bringTogether(Changing it) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return broughtTogether(it);
            } catch (FilesChanged e) {
                if (attempt == FileSide.ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    private Optional<Compared> broughtTogether(Changing it) throws IOException {
        Stages.Place place = it.sides();
        catchUp.append(it.unit()); // also where its files are not there
        if (place.root().isEmpty()) {
            return Optional.empty();
        }
        if (it.before().stage() == Stage.NONE) {
            files.takeNews(it.tool(), it.unit(), place);
        } else {
            compare.bringTogether(it.tool(), it.unit(), place);
        }
        Optional<Compared> alike = it.after().stage().writesFiles()
                ? Optional.of(toFiles(it, place)).filter(Compared::isEqual)
                : Optional.empty();
        boolean news = false;
        if (it.after().stage().takesNews() && !it.before().stage().takesNews()) {
            news = files.takeNews(it.tool(), it.unit(), place); // what only the files tell is news from now on
        }
        return news ? Optional.empty() : alike;
    }

    /**
     * Writes to the files what the journal tells and they do not, or tell otherwise, unless a tool did that nobody heard;
     * returns how they compared.
     */
    private Compared toFiles(Changing it, Stages.Place place) throws IOException {
        sides.await();
        Compared compared = sides.compare(
                it.tool(), it.unit(), place, sides.byUnit(it.tool()).getOrDefault(it.unit().name, List.of()));
        var lacking = new LinkedHashSet<>(compared.things(EnumSet.complementOf(EnumSet.of(Difference.FILES_ONLY))));
        lacking.removeAll(files.untaken(it.tool(), it.unit(), place, lacking));
        files.write(
                it.tool(), it.unit(), place, lacking, thing -> streams.of(thing).entries());
        return compared;
    }
}
