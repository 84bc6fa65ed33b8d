package dev.daybook.rollout;

import dev.daybook.command.Commands;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.run.StreamHistory;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.RolloutCommand.Settle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Ends a discrepancy: the side that is wrong is made to say what the other says. Thread-safe. */
final class Settlement {

    private final Commands commands;
    private final Stages stages;
    private final Units units;
    private final Sides sides;
    private final FileSide files;
    private final StreamHistory streams;
    private final Repairs repairs;
    private final Retraction forget;
    private final InstantSource clock;

    Settlement(Rollouts.Ground on, Shared with, StreamHistory streams) {
        this.commands = on.commands();
        this.stages = with.stages();
        this.units = with.units();
        this.sides = with.sides();
        this.files = with.files();
        this.streams = streams;
        this.repairs = with.repairs();
        this.forget = on.forget();
        this.clock = on.clock();
    }

    /**
     * Settles discrepancies of a tool, thing by thing.
     *
     * @return those that were settled
     * @throws Rejected if a side cannot be written
     */
    List<Discrepancy> settle(Tool tool, List<Discrepancy> discrepancies, Prefer prefer, String actor, String source) {
        var things = new LinkedHashMap<StreamId, List<Discrepancy>>();
        discrepancies.forEach(discrepancy -> things.computeIfAbsent(discrepancy.thing(), _ -> new ArrayList<>())
                .add(discrepancy));
        var settled = new ArrayList<Discrepancy>();
        try {
            things.forEach((thing, all) -> {
                settle(tool, thing, all, prefer, actor, source);
                settled.addAll(all);
            });
        } finally {
            sides.await(); // also what was settled before one that cannot be
        }
        return settled;
    }

    private void settle(
            Tool tool, StreamId thing, List<Discrepancy> discrepancies, Prefer prefer, String actor, String source) {
        Unit unit = units.of(tool.kind(), discrepancies.getFirst().unit());
        unit.alone().lock();
        try {
            Stages.Place place = stages.of(tool.kind(), unit.name);
            switch (prefer) {
                case JOURNAL -> toFile(tool, unit, place, thing, discrepancies);
                case FILE -> toJournal(tool, unit, place, thing, actor);
            }
            discrepancies.forEach(discrepancy -> record(discrepancy, prefer, actor, source));
        } catch (IOException e) {
            throw Rejected.conflict(
                    "%s of %s cannot be settled: its files cannot be used: %s",
                    thing, unit.name, String.valueOf(e.getMessage()));
        } finally {
            unit.alone().unlock();
        }
    }

    private void toFile(Tool tool, Unit unit, Stages.Place place, StreamId thing, List<Discrepancy> meant)
            throws IOException {
        if (!place.stage().writesFiles()) {
            throw Rejected.conflict(
                    "the files of %s %s are not written in the stage %s: go back to journal, or prefer the file",
                    tool.kind(), unit.name, place.stage().text());
        }
        files.overwrite(tool, unit, place, thing, () -> {
            List<Discrepancy> now =
                    sides.compare(tool, unit, place, Set.of(thing)).discrepancies();
            if (!Set.copyOf(now).equals(Set.copyOf(meant))) {
                throw Rejected.conflict(
                        "%s of %s has changed since it was compared: nothing was written; compare again",
                        thing, unit.name);
            }
        });
    }

    /** What the journal says counts no more, so that what the files say is all new to it. */
    private void toJournal(Tool tool, Unit unit, Stages.Place place, StreamId thing, String actor) throws IOException {
        if (place.stage() == Stage.NONE) {
            throw Rejected.conflict("%s %s has no stage: migrate takes its files in", tool.kind(), unit.name);
        }
        Path root = FileSide.root(tool.kind(), unit.name, place);
        Runnable restore = streams.of(thing).entries().isEmpty()
                ? () -> {}
                : forget.forget(thing, actor, "a discrepancy was settled for the file");
        boolean taken = false;
        unit.files.lock();
        try {
            files.takeWord(tool, unit, place, thing);
            taken = !streams.of(thing).entries().isEmpty()
                    || tool.store().fields(root, thing).isEmpty();
        } finally {
            unit.files.unlock();
            if (!taken) { // else it would be nowhere
                restore.run();
            }
        }
        if (!taken) {
            throw Rejected.conflict(
                    "%s of %s cannot be settled: nothing of it could be taken over from its files", thing, unit.name);
        }
        repairs.done(unit, thing);
    }

    private void record(Discrepancy it, Prefer prefer, String actor, String source) {
        commands.submit(submission(
                new Settle(
                        it.kind(),
                        it.unit(),
                        it.thing().toString(),
                        Optional.of(it.pointer()).filter(pointer -> !pointer.isEmpty()),
                        prefer.name().toLowerCase(Locale.ROOT),
                        it.journal(),
                        it.file()),
                actor,
                source,
                clock));
    }

    static Submission<Command> submission(Command command, String actor, String source, InstantSource clock) {
        return new Submission<>(
                command,
                actor,
                source,
                clock.instant(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
