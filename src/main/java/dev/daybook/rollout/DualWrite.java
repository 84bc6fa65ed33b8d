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
import dev.daybook.importing.FilesChanged;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.PendingCommands.Begun;
import java.io.IOException;
import java.time.InstantSource;
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
import java.util.stream.Stream;
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
    private final Map<String, List<Tool>> tools = new HashMap<>();
    private final Stages stages;
    private final Units units;
    private final FileSide files;
    private final WriteBehind writeBehind;
    private final Meter meter;
    private final AheadFacts ahead;
    private final FilesLease keeping;
    private final InstantSource clock;
    private final PendingCommands pending;
    private final KeyedFacts keyed;

    /** What the files are to follow at the end of what belongs together; for the thread that carries it out. */
    private final ScopedValue<Map<Late, Set<StreamId>>> late = ScopedValue.newInstance();

    DualWrite(Rollouts.Ground on, Shared with, PendingCommands pending) {
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
        this.ahead = with.ahead();
        this.keeping = on.keeping();
        this.clock = on.clock();
        this.pending = pending;
        this.keyed = on.keyed();
        for (Tool tool : on.tools()) {
            tool.store()
                    .categories()
                    .forEach(text ->
                            tools.computeIfAbsent(text, _ -> new ArrayList<>()).add(tool));
        }
    }

    /**
     * Commands on their way to one unit.
     *
     * @param things what they are about, that of the first one first
     */
    private record Way(
            Submission<? extends Command> submission, List<StreamId> things, Tool tool, Unit unit, Stages.Place place) {

        boolean areFilesFirst() {
            return place.stage() == Stage.LEGACY || (place.stage() == Stage.DUAL && tool.filesFirst());
        }

        /** Returns the commands as they are when their turn has come. */
        List<Command> commands() {
            Command first = submission.inTurn().apply(submission.command());
            return Stream.concat(Stream.of(first), submission.beside().stream()).toList();
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
        StreamId first = thing(submission.command());
        List<StreamId> beside =
                submission.beside().stream().map(DualWrite::thing).toList();
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

    private static StreamId thing(Command command) {
        return new StreamId(command.category(), command.key());
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
        return switch (way.place.stage()) {
            case NONE, RETIRED -> countedHere(way);
            case LEGACY, DUAL, JOURNAL -> keeping.carry(() -> countedHere(way));
        };
    }

    private Receipt countedHere(Way way) {
        boolean failed = true;
        try {
            Receipt receipt = carriedOut(way);
            failed = false;
            if (way.place.stage() != Stage.NONE) {
                way.things.forEach(way.unit::acknowledged);
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
        Optional<Receipt> before = way.submission.idempotency().flatMap(key -> before(way, key));
        if (before.isPresent()) {
            return before.get();
        }
        return switch (way.place.stage()) {
            case NONE, RETIRED -> toJournal(way);
            case LEGACY, DUAL -> way.areFilesFirst() ? filesFirst(way) : journalFirst(way);
            case JOURNAL -> {
                Receipt receipt = toJournal(way);
                if (receipt.events() > 0 && !isLate(way)) {
                    writeBehind.add(way.tool, way.unit, way.things);
                }
                yield receipt;
            }
        };
    }

    /** Returns what became of a command that came with a key before, of which the journal did not hear. */
    private Optional<Receipt> before(Way way, IdempotencyKey key) {
        Optional<Begun> left = pending.left(key);
        if (left.isPresent()) {
            if (!left.get().isOf(way.unit)) {
                throw new KeyReused("idempotency key '%s' came with another request before, on %s %s: use a new key"
                        .formatted(key.key(), left.get().kind(), left.get().unit()));
            }
            try {
                files.settlePending(way.tool, way.unit, way.place);
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
                    .computeIfAbsent(new Late(way.tool, way.unit), _ -> new LinkedHashSet<>())
                    .addAll(way.things);
        }
        return late.isBound();
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
        try {
            files.takeNews(way.tool, way.unit, way.place);
        } catch (IOException e) {
            LOG.warn("the news of {} {} are not taken in: {}", way.tool.kind(), way.unit.name, e.toString());
        } catch (Rejected e) {
            // an import is running: no reason to refuse a command on what it does not concern
        }
        Receipt receipt = toJournal(way);
        if (receipt.events() > 0 && !isLate(way)) {
            files.follow(way.tool, way.unit, way.place, way.things);
        }
        return receipt;
    }

    /**
     * Asks the rules what the commands come to, writes that to the files, and only then to the journal, which decides
     * the same: nobody else writes to the things meanwhile.
     */
    private Receipt filesFirst(Way way) {
        if (way.submission.idempotency().filter(carriedOut).isPresent()) {
            return commands.submit(way.submission);
        }
        for (int attempt = 1; ; attempt++) {
            readFiles(way);
            try {
                return filesFirst(way, expected(way));
            } catch (FilesChanged e) { // what the tool wrote in the last moment is decided upon, too
                if (attempt == FileSide.ATTEMPTS_MAX) {
                    throw unwritable(way, e);
                }
            }
        }
    }

    private Receipt filesFirst(Way way, long revision) throws FilesChanged {
        boolean isAhead =
                way.things.stream().anyMatch(thing -> !way.unit.ahead(thing).isEmpty());
        Map<StreamId, List<Recorded>> news = new LinkedHashMap<>();
        for (Command command : way.commands()) {
            StreamId thing = thing(command);
            List<Recorded> decided = decided(way, command, thing);
            // those beside are carried out only if the first one changes anything
            if (decided.isEmpty() && news.isEmpty()) {
                return isAhead
                        ? new Receipt(
                                way.things.getFirst().toString(), journal.head().value(), revision, 0, false)
                        : commands.submit(way.submission);
            }
            if (!decided.isEmpty()) {
                news.put(thing, decided);
            }
        }
        Optional<IdempotencyKey> key = way.submission.idempotency();
        key.ifPresent(used -> pending.begin(
                new Begun(used, way.tool.kind(), way.unit.name, PendingCommands.before(news), drafts(way, news))));
        try {
            writeFiles(way, news);
        } catch (FilesChanged | Unavailable e) {
            key.ifPresent(pending::forget); // they are as they were
            throw e;
        }
        if (isAhead) { // the journal would decide without what it lacks
            return ahead(way, news, revision, "it lacks what came before");
        }
        try {
            Receipt receipt = toJournal(way);
            key.ifPresent(pending::forget);
            return receipt;
        } catch (Rejected | Stale | KeyReused | KeyInFlight answer) { // somebody wrote to it beside the commands
            key.ifPresent(pending::forget);
            files.follow(way.tool, way.unit, way.place, way.things);
            throw answer;
        } catch (RuntimeException e) {
            return ahead(way, news, revision, String.valueOf(e.getMessage()));
        }
    }

    /** Returns what the journal is to have of a command, in its order: what becomes of it is told by the last fact. */
    private List<Draft> drafts(Way way, Map<StreamId, List<Recorded>> news) {
        StreamId first = way.things.getFirst();
        Optional<IdempotencyKey> key = way.submission.idempotency();
        var drafts = new ArrayList<Draft>();
        Stream.concat(
                        news.entrySet().stream()
                                .filter(entry -> !entry.getKey().equals(first))
                                .flatMap(entry -> entry.getValue().stream()),
                        news.getOrDefault(first, List.of()).stream())
                .forEach(fact -> {
                    int ordinal = drafts.size();
                    Metadata metadata = fact.entry().metadata();
                    drafts.add(codec.draft(
                            key.map(used -> keyed.id(used, ordinal))
                                    .orElse(fact.entry().id()),
                            fact.entry().stream(),
                            fact.event(),
                            key.filter(_ -> ordinal == 0)
                                    .map(used -> metadata.keyed(used.key(), used.fingerprint()))
                                    .orElse(metadata),
                            way.submission.at()));
                });
        return drafts;
    }

    private List<Recorded> decided(Way way, Command command, StreamId thing) {
        long revision = journal.revision(thing) + way.unit.ahead(thing).size();
        Decider<Command, Object, Event> decider =
                Optional.ofNullable(deciders.get(thing.category())).orElseThrow();
        Object state = decider.replay(
                files.known(way.unit, thing).stream().map(Recorded::event).toList());
        return recorded(way, thing, decider.decide(command.foundAt(revision), state), revision);
    }

    private void readFiles(Way way) {
        try {
            files.takeNews(way.tool, way.unit, way.place);
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
        StreamId thing = way.things.getFirst();
        long revision = journal.revision(thing);
        way.submission.expectedRevision().ifPresent(expected -> {
            if (expected != revision) {
                throw new Stale("%s is at revision %d, not %d: read it again and decide again"
                        .formatted(thing, revision, expected));
            }
        });
        return revision;
    }

    private void writeFiles(Way way, Map<StreamId, List<Recorded>> news) throws FilesChanged {
        try {
            files.write(way.tool, way.unit, way.place, news.keySet(), thing -> {
                var all = new ArrayList<>(files.known(way.unit, thing));
                all.addAll(Objects.requireNonNull(news.get(thing)));
                return all;
            });
        } catch (FilesChanged e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(way, e);
        }
    }

    private static Unavailable unwritable(Way way, IOException e) {
        return new Unavailable("the files of %s %s cannot be written, which come first; nothing was changed: %s"
                .formatted(way.tool.kind(), way.unit.name, e.getMessage()));
    }

    /** The files tell it, the journal does not: it gets it once it can take it. */
    private Receipt ahead(Way way, Map<StreamId, List<Recorded>> news, long revision, String why) {
        ahead.add(way.unit, news, drafts(way, news), why);
        var receipt =
                new Receipt(way.things.getFirst().toString(), journal.head().value(), revision, 0, false);
        way.submission.idempotency().ifPresent(key -> pending.answered(key, receipt));
        return receipt;
    }

    private List<Recorded> recorded(Way way, StreamId thing, List<Event> events, long revision) {
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
                    EventIds.derived("ahead", thing.toString(), Long.toString(revision + number)),
                    thing,
                    event,
                    metadata,
                    it.at());
            recorded.add(new Recorded(
                    new Entry(
                            new Position(head + number),
                            thing,
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
