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
import dev.daybook.domain.Decider;
import dev.daybook.domain.Event;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Repairs.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
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
    private final Journal journal;
    private final Codec codec;
    private final Map<String, Decider<Command, Object, Event>> deciders;
    private final Predicate<IdempotencyKey> carriedOut;
    private final Map<String, Tool> tools = new HashMap<>();
    private final Stages stages;
    private final Units units;
    private final FileSide files;
    private final WriteBehind writeBehind;
    private final Meter meter;
    private final Repairs repairs;
    private final InstantSource clock;

    DualWrite(Rollouts.Ground on, Shared with) {
        this.commands = on.commands();
        this.journal = on.journal();
        this.codec = on.codec();
        this.deciders = Map.copyOf(on.deciders());
        this.carriedOut = on.carriedOut();
        this.stages = with.stages();
        this.units = with.units();
        this.files = with.files();
        this.writeBehind = with.writeBehind();
        this.meter = with.meter();
        this.repairs = with.repairs();
        this.clock = on.clock();
        for (Tool tool : on.tools()) {
            tool.store().categories().forEach(text -> this.tools.put(text, tool));
        }
    }

    /** One command on its way. */
    private record Way(
            Submission<? extends Command> submission, StreamId thing, Tool tool, Unit unit, Stages.Place place) {

        Path root() throws IOException {
            return FileSide.root(tool.kind(), unit.name, place);
        }
    }

    @Override
    public Receipt submit(Submission<? extends Command> submission) {
        if (stages.isEmpty()) {
            return commands.submit(submission);
        }
        if (!submission.beside().isEmpty()) { // each may have files of its own, and there is no writing to both at once
            for (Command each : submission.beside()) {
                submit(submission
                        .with(each)
                        .expecting(OptionalLong.empty())
                        .unkeyed()
                        .beside(List.of()));
            }
            return submit(submission.beside(List.of()));
        }
        Tool tool = tools.get(submission.command().category());
        if (tool == null) {
            return commands.submit(submission);
        }
        var thing = new StreamId(
                submission.command().category(), submission.command().key());
        Unit unit = units.of(tool.kind(), tool.unit(thing));
        Lock shared = unit.shared();
        shared.lock();
        try {
            Stages.Place place = stages.of(tool.kind(), unit.name);
            if (!place.stage().takesNews()) {
                return counted(new Way(submission, thing, tool, unit, place));
            }
        } finally {
            shared.unlock();
        }
        Lock alone = unit.alone();
        alone.lock();
        try {
            return counted(
                    new Way(submission, thing, tool, unit, stages.of(tool.kind(), unit.name))); // it may be another now
        } finally {
            alone.unlock();
        }
    }

    private Receipt counted(Way way) {
        boolean failed = true;
        try {
            Receipt receipt = carriedOut(way);
            failed = false;
            if (way.place.stage() != Stage.NONE) {
                way.unit.acknowledged(way.thing);
            }
            return receipt;
        } catch (Rejected | Stale | KeyReused | KeyInFlight answer) {
            failed = false;
            throw answer;
        } finally {
            meter.add(way.tool.kind(), way.place, Figures.command(!failed));
        }
    }

    private Receipt carriedOut(Way way) {
        return switch (way.place.stage()) {
            case NONE, RETIRED -> toJournal(way);
            case LEGACY -> filesFirst(way);
            case DUAL -> way.tool.filesFirst() ? filesFirst(way) : journalFirst(way);
            case JOURNAL -> {
                Receipt receipt = toJournal(way);
                if (receipt.events() > 0) {
                    writeBehind.add(way.tool, way.unit, way.thing);
                }
                yield receipt;
            }
        };
    }

    /** Submits; a refusal is an answer and no failed write. */
    private Receipt toJournal(Way way) {
        if (way.place.stage() == Stage.NONE) {
            return commands.submit(way.submission);
        }
        long startNs = System.nanoTime();
        boolean failed = true;
        boolean refused = false;
        try {
            Receipt receipt = commands.submit(way.submission);
            failed = false;
            return receipt;
        } catch (Rejected | Stale | KeyReused | KeyInFlight answer) {
            refused = true;
            throw answer;
        } finally {
            if (!refused) {
                meter.add(
                        way.tool.kind(),
                        way.place,
                        Figures.journalWrite(!failed, (System.nanoTime() - startNs) / 1_000));
            }
        }
    }

    private Receipt journalFirst(Way way) {
        Optional<String> untaken = Optional.empty();
        try {
            files.takeNews(way.tool, way.unit, way.root());
        } catch (IOException e) {
            LOG.warn("the news of {} {} are not taken in: {}", way.tool.kind(), way.unit.name, e.toString());
        } catch (Rejected e) { // an import is running: no reason to refuse a command on what it does not concern
            untaken = Optional.of("what the tool wrote there is taken in first: " + e.getMessage());
        }
        Receipt receipt = toJournal(way);
        if (receipt.events() > 0) {
            if (untaken.isEmpty()) {
                files.follow(way.tool, way.unit, way.place, way.thing);
            } else { // written now, it could undo news of the tool that nobody knows yet
                repairs.add(way.unit, way.thing, Side.FILE, untaken.get());
            }
        }
        return receipt;
    }

    /**
     * Asks the rules what the command comes to, writes that to the files, and only then to the journal, which decides
     * the same: nobody else writes to the thing meanwhile.
     */
    private Receipt filesFirst(Way way) {
        if (way.submission.idempotency().filter(carriedOut).isPresent()) {
            return commands.submit(way.submission);
        }
        readFiles(way);
        long revision = expected(way);
        List<Recorded> known = files.known(way.unit, way.thing);
        Decider<Command, Object, Event> decider =
                Optional.ofNullable(deciders.get(way.thing.category())).orElseThrow();
        List<Event> decided = decider.decide(
                way.submission
                        .command()
                        .foundAt(revision + way.unit.ahead(way.thing).size()),
                decider.replay(known.stream().map(Recorded::event).toList()));
        if (decided.isEmpty()) {
            return way.unit.ahead(way.thing).isEmpty()
                    ? commands.submit(way.submission)
                    : new Receipt(way.thing.toString(), journal.head().value(), revision, 0, false);
        }
        List<Recorded> news =
                recorded(way, decided, revision + way.unit.ahead(way.thing).size());
        writeFiles(way, known, news);
        if (!way.unit.ahead(way.thing).isEmpty()) { // the journal would decide without what it lacks
            return ahead(way, news, revision, "it lacks what came before");
        }
        try {
            return toJournal(way);
        } catch (Rejected | Stale | KeyReused | KeyInFlight answer) {
            files.follow(
                    way.tool, way.unit, way.place, way.thing); // somebody wrote streamHistory the commands: as it was
            throw answer;
        } catch (RuntimeException e) {
            return ahead(way, news, revision, String.valueOf(e.getMessage()));
        }
    }

    private void readFiles(Way way) {
        try {
            files.takeNews(way.tool, way.unit, way.root());
        } catch (IOException e) {
            throw new Unavailable("the files of %s %s cannot be read, which come first: %s"
                    .formatted(way.tool.kind(), way.unit.name, e.getMessage()));
        } catch (Rejected e) { // an import is running, which is no answer to the command
            throw new Unavailable(
                    "what the tool wrote to the files of %s %s, which come first, cannot be taken in now; nothing was changed: %s"
                            .formatted(way.tool.kind(), way.unit.name, e.getMessage()));
        } catch (JournalUnavailable e) {
            if (!way.unit.isAhead()) { // a change of the tool that nobody knows must not be written over
                throw e;
            }
        }
    }

    private long expected(Way way) {
        long revision = journal.revision(way.thing);
        way.submission.expectedRevision().ifPresent(expected -> {
            if (expected != revision) {
                throw new Stale("%s is at revision %d, not %d: read it again and decide again"
                        .formatted(way.thing, revision, expected));
            }
        });
        return revision;
    }

    private void writeFiles(Way way, List<Recorded> known, List<Recorded> news) {
        var all = new ArrayList<>(known);
        all.addAll(news);
        try {
            files.write(way.tool, way.unit, way.place, way.thing, all);
            repairs.done(way.unit, way.thing);
        } catch (IOException e) {
            throw new Unavailable("the files of %s %s cannot be written, which come first; nothing was changed: %s"
                    .formatted(way.tool.kind(), way.unit.name, e.getMessage()));
        }
    }

    /** The files tell it, the journal does not: it is taken in like a change of the tool, once that is possible. */
    private Receipt ahead(Way way, List<Recorded> news, long revision, String why) {
        way.unit.ahead(way.thing, news);
        repairs.add(way.unit, way.thing, Side.JOURNAL, why);
        return new Receipt(way.thing.toString(), journal.head().value(), revision, 0, false);
    }

    private List<Recorded> recorded(Way way, List<Event> events, long revision) {
        Submission<? extends Command> it = way.submission;
        var metadata = new Metadata(
                it.actor(),
                new Source.Channel(it.source()),
                it.session(),
                it.correlation(),
                it.causation(),
                Optional.empty());
        long head = journal.head().value();
        var recorded = new ArrayList<Recorded>();
        for (Event event : events) {
            int number = recorded.size() + 1;
            Draft draft = codec.draft(
                    EventIds.derived("ahead", way.thing.toString(), Long.toString(revision + number)),
                    way.thing,
                    event,
                    metadata,
                    it.at());
            recorded.add(new Recorded(
                    new Entry(
                            new Position(head + number),
                            way.thing,
                            revision + number,
                            draft.id(),
                            draft.type(),
                            draft.version(),
                            draft.payload(),
                            metadata,
                            draft.occurredAt(),
                            clock.instant()),
                    event));
        }
        return recorded;
    }
}
