package dev.daybook.rollout;

import dev.daybook.command.Commands;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.RolloutCommand.Measure;
import dev.daybook.rollout.RolloutCommand.RecordShown;
import dev.daybook.text.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on by itself while serving: news of the files, repairs, comparisons, figures, and steps back. Where no tool
 * has a stage it only waits. Thread-safe.
 */
final class StageMonitor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StageMonitor.class);

    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration LOG_EVERY = Duration.ofHours(1);

    /** Soon after the start: what an earlier process could not finish is found by comparing. */
    private static final Duration FIRST_COMPARISON = Duration.ofSeconds(10);

    private final Commands commands;
    private final Map<String, Tool> tools;
    private final Stages stages;
    private final Gates gates;
    private final Units units;
    private final Sides sides;
    private final FileSide files;
    private final CatchUp catchUp;
    private final Unwritten unwritten;
    private final Compare compare;
    private final StageSwitch switching;
    private final Meter meter;
    private final Repairs repairs;
    private final BehindRollbacks behind;
    private final Timelines timelines;
    private final FilesLease keeping;
    private final Duration compareEvery;
    private final InstantSource clock;
    private final Semaphore bell = new Semaphore(0);
    private Instant measuredAt;
    private Instant comparedAt;
    private Instant loggedAt;
    private @Nullable Thread thread;
    private boolean isResumed;
    private volatile boolean closed;

    StageMonitor(
            Rollouts.Ground on,
            Shared with,
            Map<String, Tool> tools,
            Gates gates,
            Compare compare,
            StageSwitch switching) {
        this.commands = on.commands();
        this.tools = tools;
        this.stages = with.stages();
        this.gates = gates;
        this.units = with.units();
        this.sides = with.sides();
        this.files = with.files();
        this.catchUp = with.catchUp();
        this.unwritten = new Unwritten(on.journal(), with);
        this.compare = compare;
        this.switching = switching;
        this.meter = with.meter();
        this.repairs = with.repairs();
        this.behind = with.behind();
        this.timelines = on.timelines();
        this.keeping = on.keeping();
        this.compareEvery = on.settings().compareEvery();
        this.clock = on.clock();
        this.measuredAt = on.clock().instant();
        this.loggedAt = measuredAt;
        this.comparedAt = measuredAt.minus(on.settings().compareEvery()).plus(FIRST_COMPARISON);
    }

    synchronized void start() {
        if (thread == null && !closed) {
            append();
            if (!moving().isEmpty()) {
                guarded("the files of tools", this::begin); // before commands of this process are carried out
            }
            thread = Thread.ofPlatform().name("rollout").daemon().start(this::run);
        }
    }

    /** Does what whoever kept the files before could not end, once this process keeps them. */
    private void begin() {
        if (isResumed || !keeping.isOurs()) {
            return;
        }
        isResumed = true;
        for (Tool tool : moving()) {
            guarded(
                    "the files of " + tool.kind(),
                    () -> keeping.carry(() -> {
                        behind.settling(tool).forEach(thing -> resume(tool, thing));
                        unwritten.note(tool);
                        return tool;
                    }));
        }
    }

    private void resume(Tool tool, StreamId thing) {
        Unit unit = units.of(tool.kind(), tool.unit(thing));
        unit.alone().lock();
        try {
            files.resume(tool, unit, stages.of(tool.kind(), unit.name), thing);
        } catch (IOException e) {
            LOG.warn("{}: its settlement did not end, and its files cannot be read: {}", thing, e.toString());
        } finally {
            unit.alone().unlock();
        }
    }

    /** Has it look at once. */
    void wake() {
        bell.release();
    }

    private void run() {
        try {
            while (rests()) {
                append();
                if (!stages.isEmpty()) {
                    guarded("the files of tools", this::kept);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Has the journal get what was acknowledged without it, also where the unit has no files any more, or another process
     * keeps them. What others wrote upon is left where this one takes in what the files tell.
     */
    void append() {
        for (Unit unit : units.ahead()) {
            unit.alone().lock();
            try {
                Stages.Place place = stages.of(unit.kind, unit.name);
                if (place.stage().takesNews() && keeping.isOurs()) {
                    catchUp.append(unit);
                } else {
                    catchUp.appendFitting(unit);
                }
            } catch (RuntimeException e) {
                LOG.debug("{} {}: {}", unit.kind, unit.name, e.toString());
            } finally {
                unit.alone().unlock();
            }
        }
    }

    /** Where another process keeps the files there is nothing to do. */
    private void kept() {
        if (!keeping.isOurs()) {
            isResumed = false;
            return;
        }
        begin();
        keeping.carry(() -> {
            turn();
            return this;
        });
    }

    private boolean rests() throws InterruptedException {
        if (bell.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
            bell.drainPermits();
        }
        return !closed;
    }

    /** Takes in what the tools wrote, and does again what could not be done. */
    void look() {
        for (Tool tool : moving()) {
            guarded("the files of " + tool.kind(), () -> {
                units(tool).keySet().forEach(name -> look(tool, name));
                record(tool);
            });
        }
    }

    /** Has the files show what a rollback made of things. */
    void showRollbacks() {
        for (Tool tool : moving()) {
            guarded("the files of " + tool.kind(), () -> {
                behind.units(tool).forEach(name -> look(tool, name));
                record(tool);
            });
        }
    }

    /** Puts on record that the files of a tool show all rollbacks, once they do. */
    private void record(Tool tool) {
        Position newest = timelines.current().since();
        if (!behind.isRecorded(tool) && behind.units(tool).stream().noneMatch(name -> isBehind(tool, name))) {
            commands.submit(
                    Settlement.submission(new RecordShown(tool.kind(), newest.value()), "daybook", "rollout", clock));
        }
    }

    private boolean isBehind(Tool tool, String name) {
        Stages.Place place = stages.of(tool.kind(), name);
        return place.stage().writesFiles()
                && place.root().isPresent()
                && files.isBehind(tool, units.of(tool.kind(), name));
    }

    /** Does all that is due. Whatever goes wrong is tried again the next time. */
    void turn() {
        look();
        Instant now = clock.instant();
        if (Times.isDue(comparedAt.plus(compareEvery), compareEvery, now)) {
            comparedAt = now;
            moving().forEach(tool -> guarded("comparing " + tool.kind(), () -> compare(tool)));
            guarded("figures", this::measure);
        }
        if (Times.isDue(measuredAt.plus(gates.span()), gates.span(), now)) {
            guarded("figures", this::measure);
        }
        for (Tool tool : moving()) {
            guarded("triggers of " + tool.kind(), () -> triggers(tool));
        }
        if (Times.isDue(loggedAt.plus(LOG_EVERY), LOG_EVERY, now)) {
            loggedAt = now;
            moving().forEach(this::log);
        }
    }

    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) { // it is tried again, by this thread and no other
            LOG.warn("{}: {}; it is tried again", what, e.toString());
        }
    }

    List<Tool> moving() {
        var moving = new ArrayList<Tool>();
        for (String kind : stages.kinds()) {
            Tool tool = tools.get(kind);
            if (tool != null) {
                moving.add(tool);
            }
        }
        return moving;
    }

    SortedMap<String, Stages.Place> units(Tool tool) {
        Rollout rollout = stages.rollout(tool.kind());
        var all = new TreeMap<String, Stages.Place>();
        sides.units(tool, rollout.root("").map(Path::of)).forEach(text -> all.put(text, stages.of(tool.kind(), text)));
        if (rollout instanceof Rollout.Moving moving) {
            moving.units().keySet().forEach(text -> all.put(text, stages.of(tool.kind(), text)));
        }
        return all;
    }

    private void look(Tool tool, String name) {
        Stages.Place place = stages.of(tool.kind(), name);
        Unit unit = units.of(tool.kind(), name);
        if (place.root().isEmpty()
                || (!place.stage().takesNews() && repairs.of(unit).isEmpty() && !isBehind(tool, name))) {
            return;
        }
        unit.alone().lock();
        try {
            Stages.Place now = stages.of(tool.kind(), name);
            if (now.stage().takesNews()) {
                files.takeNews(tool, unit, now);
            }
            files.repair(tool, unit, now);
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} {}: {}", tool.kind(), name, e.toString());
        } finally {
            unit.alone().unlock();
        }
    }

    private void compare(Tool tool) {
        Compared all = Compared.all(compare.run(tool, Optional.empty(), false).values());
        if (!all.isEqual()) {
            LOG.warn(
                    "{}: {} of {} things are told alike by files and journal, {} differently, {} only by the journal,"
                            + " {} only by the files, {} units cannot be read",
                    tool.kind(),
                    all.consistent(),
                    all.total(),
                    all.inconsistent(),
                    all.journalOnly(),
                    all.fileOnly(),
                    all.unreadable().size());
        }
    }

    /** Writes down what was counted since the last time. */
    void measure() {
        measuredAt = clock.instant();
        meter.take().forEach((counted, figures) -> {
            try {
                commands.submit(Settlement.submission(
                        new Measure(counted.kind(), counted.scope(), counted.stage(), figures),
                        "daybook",
                        "rollout",
                        clock));
            } catch (RuntimeException e) {
                meter.giveBack(counted, figures);
                LOG.warn("the figures of {} are not written down: {}", counted.kind(), e.toString());
            }
        });
    }

    private void triggers(Tool tool) {
        Rollout rollout = stages.rollout(tool.kind());
        var scopes = new ArrayList<>(List.of(Rollout.ALL));
        if (rollout instanceof Rollout.Moving moving) {
            moving.share().ifPresent(_ -> scopes.add(Rollout.PERCENT)); // not what was measured of an earlier one
            scopes.addAll(moving.units().keySet());
        }
        for (String scope : scopes) {
            Stage stage = rollout.stage(scope);
            Optional<String> trigger =
                    stage.before().isPresent() ? gates.trigger(tool.kind(), scope) : Optional.empty();
            if (trigger.isPresent()) {
                Figures figures = gates.recent(tool.kind(), scope);
                measure();
                if (switching.stepBack(tool, scope, trigger.get(), figures).changed()) {
                    LOG.error("{} {} steps back from {}: {}", tool.kind(), scope, stage.text(), trigger.get());
                }
            }
        }
    }

    private void log(Tool tool) {
        Figures it = meter.total(tool.kind());
        LOG.info(
                "{}: journal {} writes, {} errors, {} ms; files {} writes, {} errors, {} ms; {} comparisons, {} of {}"
                        + " consistent; {} reads, {} fallbacks; {} repairs open",
                tool.kind(),
                it.journalWrites(),
                it.journalErrors(),
                ms(it.journalLatencyMs()),
                it.fileWrites(),
                it.fileErrors(),
                ms(it.fileLatencyMs()),
                it.comparisons(),
                it.consistent(),
                it.compared(),
                it.reads(),
                it.fallbacks(),
                repairs.list().size());
    }

    private static String ms(Optional<Double> value) {
        return value.map(number -> String.format(Locale.ROOT, "%.1f", number)).orElse("-");
    }

    @Override
    public void close() {
        Thread worker;
        synchronized (this) {
            closed = true;
            worker = thread;
        }
        bell.release();
        if (worker != null) {
            try {
                worker.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
