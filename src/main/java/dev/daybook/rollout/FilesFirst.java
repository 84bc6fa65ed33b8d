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
import dev.daybook.importing.file.FilesChanged;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Commands in a stage in which a tool's files come first: they are decided by the rules, written to the files, and then to
 * the journal, which gets later what it cannot take now. Thread-safe; of one unit for whoever has it alone.
 */
final class FilesFirst {

    private final Commands commands;
    private final JournalWrites journalWrites;
    private final Journal journal;
    private final Codec codec;
    private final Map<String, Decider<Command, Object, Event>> deciders;
    private final Predicate<IdempotencyKey> carriedOut;
    private final FileSide files;
    private final UnitFacts facts;
    private final SeenRevisions seen;
    private final AheadFacts ahead;
    private final InstantSource clock;
    private final PendingCommands pending;
    private final KeyedFacts keyed;

    FilesFirst(
            Rollouts.Ground on, Shared with, PendingCommands pending, JournalWrites journalWrites, SeenRevisions seen) {
        this.seen = seen;
        this.commands = on.commands();
        this.journalWrites = journalWrites;
        this.journal = on.journal();
        this.codec = on.codec();
        this.deciders = Map.copyOf(on.deciders());
        this.carriedOut = on.carriedOut();
        this.files = with.files();
        this.facts = with.facts();
        this.ahead = with.ahead();
        this.clock = on.clock();
        this.pending = pending;
        this.keyed = on.keyed();
    }

    /**
     * Asks the rules what the commands come to, writes that to the files, and only then to the journal, which decides
     * the same: nobody else writes to the things meanwhile.
     */
    Receipt submit(Way way) {
        if (way.submission().idempotency().filter(carriedOut).isPresent()) {
            return commands.submit(way.submission());
        }
        boolean ofNow = seen.areOfNow(way);
        for (int attempt = 1; ; attempt++) {
            readFiles(way);
            try {
                Way now = ofNow ? seen.afterReading(way) : way;
                return submit(now, expected(now));
            } catch (FilesChanged e) { // what the tool wrote in the last moment is decided upon, too
                if (attempt == FileSide.ATTEMPTS_MAX) {
                    throw unwritable(way, e);
                }
            }
        }
    }

    private Receipt submit(Way way, long revision) throws FilesChanged {
        boolean isAhead =
                way.things().stream().anyMatch(thing -> !way.unit().ahead(thing).isEmpty());
        Map<StreamId, List<Recorded>> news = new LinkedHashMap<>();
        for (Command command : way.commands()) {
            StreamId thing = Way.thing(command);
            List<Recorded> decided = decided(way, command, thing);
            // those beside are carried out only if the first one changes anything
            if (decided.isEmpty() && news.isEmpty()) {
                return isAhead
                        ? new Receipt(
                                way.things().getFirst().toString(),
                                journal.head().value(),
                                revision,
                                0,
                                false)
                        : commands.submit(way.submission());
            }
            if (!decided.isEmpty()) {
                news.put(thing, decided);
            }
        }
        Optional<IdempotencyKey> key = way.submission().idempotency();
        key.ifPresent(used -> pending.begin(
                new Begun(used, way.tool().kind(), way.unit().name, PendingCommands.before(news), drafts(way, news))));
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
            Receipt receipt = journalWrites.submit(way);
            key.ifPresent(pending::forget);
            return receipt;
        } catch (Rejected | Stale | KeyReused | KeyInFlight answer) { // somebody wrote to it beside the commands
            key.ifPresent(pending::forget);
            files.follow(way.tool(), way.unit(), way.place(), way.things());
            throw answer;
        } catch (RuntimeException e) {
            return ahead(way, news, revision, String.valueOf(e.getMessage()));
        }
    }

    /** Returns what the journal is to have of a command, in its order: what becomes of it is told by the last fact. */
    private List<Draft> drafts(Way way, Map<StreamId, List<Recorded>> news) {
        StreamId first = way.things().getFirst();
        Optional<IdempotencyKey> key = way.submission().idempotency();
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
                            way.submission().at()));
                });
        return drafts;
    }

    private List<Recorded> decided(Way way, Command command, StreamId thing) {
        long revision = journal.revision(thing) + way.unit().ahead(thing).size();
        Decider<Command, Object, Event> decider =
                Optional.ofNullable(deciders.get(thing.category())).orElseThrow();
        Object state = decider.replay(
                facts.known(way.unit(), thing).stream().map(Recorded::event).toList());
        return recorded(way, thing, decider.decide(command.foundAt(revision), state), revision);
    }

    private void readFiles(Way way) {
        try {
            files.takeNews(way.tool(), way.unit(), way.place());
        } catch (IOException e) {
            throw new Unavailable("the files of %s %s cannot be read, which come first: %s"
                    .formatted(way.tool().kind(), way.unit().name, e.getMessage()));
        } catch (Rejected e) { // an import is running, which is no answer to the command
            throw new Unavailable(
                    "what the tool wrote to the files of %s %s, which come first, cannot be taken in now; nothing was changed: %s"
                            .formatted(way.tool().kind(), way.unit().name, e.getMessage()));
        } catch (JournalUnavailable e) {
            if (!way.unit().isAhead()) { // a change of the tool that nobody knows must not be written over
                throw e;
            }
        }
    }

    private long expected(Way way) {
        StreamId thing = way.things().getFirst();
        long revision = journal.revision(thing);
        way.submission().expectedRevision().ifPresent(expected -> {
            if (expected != revision) {
                throw new Stale("%s is at revision %d, not %d: read it again and decide again"
                        .formatted(thing, revision, expected));
            }
        });
        return revision;
    }

    private void writeFiles(Way way, Map<StreamId, List<Recorded>> news) throws FilesChanged {
        try {
            files.write(way.tool(), way.unit(), way.place(), news.keySet(), thing -> {
                var all = new ArrayList<>(facts.known(way.unit(), thing));
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
                .formatted(way.tool().kind(), way.unit().name, e.getMessage()));
    }

    /** The files tell it, the journal does not: it gets it once it can take it. */
    private Receipt ahead(Way way, Map<StreamId, List<Recorded>> news, long revision, String why) {
        ahead.add(way.unit(), news, drafts(way, news), why);
        var receipt =
                new Receipt(way.things().getFirst().toString(), journal.head().value(), revision, 0, false);
        way.submission().idempotency().ifPresent(key -> pending.answered(key, receipt));
        return receipt;
    }

    private List<Recorded> recorded(Way way, StreamId thing, List<Event> events, long revision) {
        Submission<? extends Command> it = way.submission();
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
