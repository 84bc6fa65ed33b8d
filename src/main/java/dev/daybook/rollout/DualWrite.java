package dev.daybook.rollout;

import dev.daybook.command.Commands;
import dev.daybook.command.KeyInFlight;
import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.command.Stale;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.command.Unavailable;
import dev.daybook.domain.Command;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.PendingCommands.Begun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands as the stage of their unit wants them: to the journal, to the files, or to both in the tool's order.
 *
 * <p>The first side has to succeed; what the second one could not do is logged, visible, and tried again. Where no
 * stage is set it hands on, and costs nothing. Thread-safe.
 */
public final class DualWrite implements Commands {

    private static final Logger LOG = LoggerFactory.getLogger(DualWrite.class);

    private final Commands commands;
    private final Predicate<IdempotencyKey> carriedOut;
    private final Map<String, List<Tool>> tools = new HashMap<>();
    private final Stages stages;
    private final Units units;
    private final FileSide files;
    private final WriteBehind writeBehind;
    private final Meter meter;
    private final FilesLease keeping;
    private final PendingCommands pending;
    private final JournalWrites journalWrites;
    private final SeenRevisions seen;
    private final FilesFirst filesFirst;
    private final CatchUp catchUp;

    /** What the files are to follow at the end of what belongs together; for the thread that carries it out. */
    private final ScopedValue<Map<Late, Set<StreamId>>> late = ScopedValue.newInstance();

    DualWrite(Rollouts.Ground on, Shared with, PendingCommands pending) {
        this.commands = on.commands();
        this.carriedOut = on.carriedOut();
        this.stages = with.stages();
        this.units = with.units();
        this.files = with.files();
        this.writeBehind = with.writeBehind();
        this.meter = with.meter();
        this.keeping = on.keeping();
        this.pending = pending;
        this.journalWrites = new JournalWrites(commands, meter);
        this.catchUp = with.catchUp();
        this.seen = new SeenRevisions(on.journal(), with.facts(), Map.copyOf(on.deciders()));
        this.filesFirst = new FilesFirst(on, with, pending, journalWrites, seen);
        for (Tool tool : on.tools()) {
            tool.store()
                    .categories()
                    .forEach(text ->
                            tools.computeIfAbsent(text, _ -> new ArrayList<>()).add(tool));
        }
    }

    /** A unit, and what in its files is written at the end of what belongs together. */
    private record Late(Tool tool, Unit unit) {}

    @Override
    public void together(Runnable work) {
        if (stages.isEmpty() || late.isBound()) {
            work.run();
            return;
        }
        var things = new LinkedHashMap<Late, Set<StreamId>>();
        try {
            ScopedValue.where(late, things).run(work);
        } finally { // what was carried out before something failed stands in the journal
            things.forEach((at, all) -> alone(at.unit, () -> {
                Stages.Place place = stages.of(at.tool.kind(), at.unit.name);
                if (place.stage() == Stage.JOURNAL) {
                    writeBehind.add(at.tool, at.unit, all);
                } else if (place.stage().writesFiles()) {
                    files.follow(at.tool, at.unit, place, all);
                }
                return all;
            }));
        }
    }

    private static <T> T alone(Unit unit, Supplier<T> work) {
        Lock alone = unit.alone();
        alone.lock();
        try {
            return work.get();
        } finally {
            alone.unlock();
        }
    }

    @Override
    public Receipt submit(Submission<? extends Command> submission) {
        if (stages.isEmpty()) {
            return commands.submit(submission);
        }
        StreamId first = Way.thing(submission.command());
        List<StreamId> beside = submission.beside().stream().map(Way::thing).toList();
        if (!beside.stream().allMatch(thing -> unit(thing).equals(unit(first)))) {
            return apart(submission, beside, unit(first));
        }
        Optional<Tool> held = tool(first);
        if (held.isEmpty()) {
            return commands.submit(submission);
        }
        Tool tool = held.get();
        var things = new ArrayList<>(List.of(first));
        things.addAll(beside);
        Unit unit = units.of(tool.kind(), tool.unit(first));
        Lock shared = unit.shared();
        shared.lock();
        try {
            Stages.Place place = stages.of(tool.kind(), unit.name);
            if (!place.stage().takesNews()) {
                return counted(new Way(submission, things, tool, unit, place));
            }
        } finally {
            shared.unlock();
        }
        return alone(
                unit,
                () -> counted(
                        new Way(submission, things, tool, unit, stages.of(tool.kind(), unit.name)))); // another now
    }

    /** Returns the tool in whose files a thing has its place; nothing if it has none. */
    private Optional<Tool> tool(StreamId thing) {
        return tools.getOrDefault(thing.category(), List.of()).stream()
                .filter(tool -> tool.holds(thing))
                .findFirst();
    }

    /** Returns the unit of a thing; nothing if it has no place in files. */
    private Optional<Late> unit(StreamId thing) {
        return tool(thing).map(tool -> new Late(tool, units.of(tool.kind(), tool.unit(thing))));
    }

    /** Commands on several units, each with files of its own: there is no writing to all of them at once. */
    private Receipt apart(Submission<? extends Command> submission, List<StreamId> beside, Optional<Late> first) {
        var byUnit = new LinkedHashMap<Optional<Late>, List<Command>>();
        for (int i = 0; i < beside.size(); i++) {
            byUnit.computeIfAbsent(unit(beside.get(i)), _ -> new ArrayList<>())
                    .add(submission.beside().get(i));
        }
        List<Command> withFirst = Objects.requireNonNullElse(byUnit.remove(first), List.of());
        byUnit.values()
                .forEach(commands -> submit(submission
                        .with(commands.getFirst())
                        .expecting(OptionalLong.empty())
                        .unkeyed()
                        .beside(commands.subList(1, commands.size()))));
        return submit(submission.beside(withFirst));
    }

    private Receipt counted(Way way) {
        return switch (way.place().stage()) {
            case NONE, RETIRED -> countedHere(way);
            case LEGACY, DUAL, JOURNAL -> keeping.carry(() -> countedHere(way));
        };
    }

    private Receipt countedHere(Way way) {
        boolean failed = true;
        try {
            Receipt receipt = carriedOut(way);
            failed = false;
            if (way.place().stage() != Stage.NONE) {
                way.things().forEach(way.unit()::acknowledged);
            }
            return receipt;
        } catch (Rejected | Stale | KeyReused | KeyInFlight answer) {
            failed = false;
            throw answer;
        } finally {
            meter.add(way.tool().kind(), way.place(), Figures.command(!failed));
        }
    }

    private Receipt carriedOut(Way way) {
        Optional<Receipt> before = way.submission().idempotency().flatMap(key -> before(way, key));
        if (before.isPresent()) {
            return before.get();
        }
        if (!way.place().stage().takesNews()
                && way.unit().isAhead()) { // it would be decided without what the journal lacks
            catchUp.appendFitting(way.unit());
        }
        return switch (way.place().stage()) {
            case NONE, RETIRED -> journalWrites.submit(way);
            case LEGACY, DUAL -> way.areFilesFirst() ? filesFirst.submit(way) : journalFirst(way);
            case JOURNAL -> {
                Receipt receipt = journalWrites.submit(way);
                if (receipt.events() > 0 && !isLate(way)) {
                    writeBehind.add(way.tool(), way.unit(), way.things());
                }
                yield receipt;
            }
        };
    }

    /** Returns what became of a command that came with a key before, of which the journal did not hear. */
    private Optional<Receipt> before(Way way, IdempotencyKey key) {
        Optional<Begun> left = pending.left(key);
        if (left.isPresent()) {
            if (!left.get().isOf(way.unit())) {
                throw new KeyReused("idempotency key '%s' came with another request before, on %s %s: use a new key"
                        .formatted(key.key(), left.get().kind(), left.get().unit()));
            }
            try {
                files.settlePending(way.tool(), way.unit(), way.place());
            } catch (IOException e) {
                throw new Unavailable(
                        "whether the request with idempotency key '%s' was carried out is not known before its files can be read: %s"
                                .formatted(key.key(), e.getMessage()));
            }
        }
        Optional<Receipt> answered = pending.find(key);
        if (answered.isPresent() && carriedOut.test(key)) { // the journal has got it meanwhile
            pending.forget(key);
            return Optional.empty();
        }
        return answered;
    }

    /** Whether the files follow at the end of what belongs together. */
    private boolean isLate(Way way) {
        if (late.isBound()) {
            late.get()
                    .computeIfAbsent(new Late(way.tool(), way.unit()), _ -> new LinkedHashSet<>())
                    .addAll(way.things());
        }
        return late.isBound();
    }

    private Receipt journalFirst(Way way) {
        boolean ofNow = seen.areOfNow(way);
        try {
            files.takeNews(way.tool(), way.unit(), way.place());
        } catch (IOException e) {
            LOG.warn("the news of {} {} are not taken in: {}", way.tool().kind(), way.unit().name, e.toString());
        } catch (Rejected e) {
            // an import is running: no reason to refuse a command on what it does not concern
        }
        Receipt receipt = journalWrites.submit(ofNow ? seen.afterReading(way) : way);
        if (receipt.events() > 0 && !isLate(way)) {
            files.follow(way.tool(), way.unit(), way.place(), way.things());
        }
        return receipt;
    }
}
