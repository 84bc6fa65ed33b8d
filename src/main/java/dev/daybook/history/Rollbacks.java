package dev.daybook.history;

import dev.daybook.command.Commands;
import dev.daybook.command.Receipt;
import dev.daybook.command.Stale;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.domain.Event;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryDecider;
import dev.daybook.domain.history.HistoryEvent;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RebuildProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Going back: one more entry in the journal, and read models that are made anew by it. Nothing is removed, and going
 * back to before a rollback undoes it. Thread-safe.
 */
public final class Rollbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Rollbacks.class);

    /** Entries read at a time. */
    private static final int BATCH = 1_000;

    /** What may be a stream; what is not is refused with all else that is wrong. */
    private static final Pattern STREAM = Pattern.compile("[^/]+/.+", Pattern.DOTALL);

    /** How often what is to be undone is looked for while others write to it. */
    private static final int UNDO_ATTEMPTS = 6;

    /** A longer reason of an import that went wrong is cut: its report has all of it. */
    private static final int REASON_CHARS_MAX = 1_000;

    /** The streams that a {@link Change} names; more are only counted. */
    private static final int ENTITIES_MAX = 1_000;

    /**
     * What a rollback changes.
     *
     * @param head the journal's last position before it
     * @param rollback what is asked for, names resolved
     * @param undone how many entries count no more
     * @param restored how many entries count again
     * @param entities the first {@value #ENTITIES_MAX} that it touches, in the order of their first touched entries
     * @param entitiesTouched how many it touches in all
     */
    public record Change(
            Position head, RollBack rollback, long undone, long restored, List<Touched> entities, int entitiesTouched) {

        /** Returns it as it is answered; {@code position} of the rollback, if it was made. */
        public Map<String, Object> view(boolean dryRun, Optional<Long> position) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("dryRun", dryRun);
            view.put("head", head.value());
            view.put("position", position);
            view.put("to", rollback.to());
            view.put("checkpoint", rollback.checkpoint());
            view.put("run", rollback.run());
            view.put("entity", rollback.entity());
            view.put("first", rollback.first());
            view.put("last", rollback.last());
            view.put("undone", undone);
            view.put("restored", restored);
            view.put("entitiesTouched", entitiesTouched);
            view.put(
                    "entities",
                    entities.stream()
                            .map(touched -> Map.of(
                                    "entity", touched.entity().toString(),
                                    "undone", touched.undone(),
                                    "restored", touched.restored()))
                            .toList());
            view.values().removeIf(value -> value instanceof Optional<?> maybe && maybe.isEmpty());
            return view;
        }
    }

    /** How many entries of one stream count no more, and how many count again. */
    public record Touched(StreamId entity, long undone, long restored) {}

    /**
     * What a rollback did.
     *
     * @param behind why the read models don't answer as of then yet, if so: they follow by themselves
     */
    public record Done(Receipt receipt, Change change, Optional<String> behind) {

        /** Returns it as it is answered. */
        public Map<String, Object> view() {
            Map<String, Object> view = change.view(false, Optional.of(receipt.position()));
            behind.ifPresent(why -> view.put("readModels", "they follow: " + why));
            return view;
        }
    }

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Commands commands;
    private final ReadModels readModels;
    private final Predicate<IdempotencyKey> carriedOut;
    private final Turn turn;

    /** Makes sure that nothing that writes past the commands, such as an import, runs at the same time. */
    public interface Turn {

        /**
         * Writes {@code rollback} alone.
         *
         * @throws Rejected if something is running that it would have to wait for
         */
        Receipt take(Supplier<Receipt> rollback);
    }

    /**
     * Makes rollbacks that take {@code turn} with whatever writes past the commands.
     *
     * @param carriedOut whether a command with that key was carried out before: it is told again, whatever is running
     */
    public Rollbacks(
            Journal journal,
            Codec codec,
            Timelines timelines,
            Commands commands,
            ReadModels readModels,
            Predicate<IdempotencyKey> carriedOut,
            Turn turn) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.commands = commands;
        this.readModels = readModels;
        this.carriedOut = carriedOut;
        this.turn = turn;
    }

    /**
     * Returns the command that goes back to a position, to a checkpoint, or takes back an import run or all of one
     * entity; exactly one of the four is given.
     *
     * @throws Rejected if there is no such checkpoint, run or entity, or not exactly one is given
     */
    public RollBack command(
            Optional<Long> to,
            Optional<String> checkpoint,
            Optional<String> run,
            Optional<String> entity,
            Optional<String> why) {
        if (to.isPresent() && checkpoint.isPresent()) {
            throw Rejected.invalid(
                    "position %d and checkpoint '%s' are two places: want one", to.get(), checkpoint.get());
        }
        Optional<Long> position = checkpoint.map(this::position).or(() -> to);
        run.filter(text -> journal.revision(new StreamId("import", text)) < 0).ifPresent(text -> {
            throw Rejected.notFound("there is no import '%s': daybook migrations lists them", text);
        });
        entity.filter(text -> STREAM.matcher(text).matches() && journal.revision(StreamId.parse(text)) < 0)
                .ifPresent(text -> {
                    throw Rejected.notFound("nothing ever happened to %s", text);
                });
        return new RollBack(
                position, run, entity, checkpoint, why, journal.head().value());
    }

    /**
     * Returns the command that takes back the last command of {@code actor}, or that at a position or to a thing.
     *
     * @param what a position, or a thing as {@code kind/id}
     * @throws Rejected if there is no such command of that actor, or if later facts stand on it
     */
    public RollBack undo(String actor, Optional<String> what, Optional<String> why) {
        return new Undo(journal, timelines, codec.catalog())
                .of(actor, what, why)
                .command();
    }

    /**
     * Takes back the last command of whoever submits, or that at a position or to a thing. Whoever writes to the same
     * things meanwhile is not missed: then it is looked for anew.
     *
     * @param asked with who asks, when and why; a key with which something was undone before tells that again
     * @param what a position, or a thing as {@code kind/id}
     * @throws Rejected as {@link #undo(String, Optional, Optional)}
     */
    public Done undo(Submission<RollBack> asked, Optional<String> what) {
        for (int attempt = 0; attempt < UNDO_ATTEMPTS; attempt++) {
            Optional<Done> done = tried(asked, what);
            if (done.isPresent()) {
                return done.get();
            }
        }
        throw Rejected.conflict(
                "others are writing to what is to be undone, %d attempts came too late: try again", UNDO_ATTEMPTS);
    }

    /** Returns nothing if somebody was faster. Where nothing is to be undone, it may have been, under the same key. */
    private Optional<Done> tried(Submission<RollBack> asked, Optional<String> what) {
        Submission<RollBack> found = asked;
        Optional<Rejected> refused = Optional.empty();
        try {
            found = new Undo(journal, timelines, codec.catalog())
                    .of(asked.actor(), what, asked.command().why())
                    .in(asked);
        } catch (Rejected e) {
            if (asked.idempotency().isEmpty()) {
                throw e;
            }
            refused = Optional.of(e);
        }
        try {
            return Optional.of(run(found, _ -> {}));
        } catch (Stale _) {
            return Optional.empty();
        } catch (Rejected e) {
            throw refused.orElse(e);
        }
    }

    private long position(String checkpoint) {
        return history(Position.START, journal.head()).stream()
                .filter(entry -> codec.decode(entry) instanceof CheckpointNamed named
                        && named.name().equals(checkpoint))
                .map(entry -> entry.position().value())
                .findFirst()
                .orElseThrow(() ->
                        Rejected.notFound("there is no checkpoint '%s': daybook checkpoints lists them", checkpoint));
    }

    /** Returns the checkpoints and rollbacks after {@code from} up to {@code to}. */
    private List<Entry> history(Position from, Position to) {
        var entries = new ArrayList<Entry>();
        Position after = from;
        List<Entry> batch;
        do {
            batch = journal.readForward(Selection.category("journal"), after, BATCH);
            batch.stream().filter(entry -> !entry.position().isAfter(to)).forEach(entries::add);
            after = batch.isEmpty() ? to : batch.getLast().position();
        } while (to.isAfter(after));
        return entries;
    }

    /**
     * Returns what {@code command} would change if it were submitted now.
     *
     * @throws Rejected as submitting it would
     */
    public Change dryRun(RollBack command) {
        Position head = journal.head();
        var decider = new HistoryDecider();
        var streamHistory = history(Position.START, head).stream()
                .map(entry -> (HistoryEvent) codec.decode(entry))
                .toList();
        Timeline before = timelines.asOf(head);
        Timeline after = before;
        for (HistoryEvent event : decider.decide(command, decider.replay(streamHistory))) {
            if (event instanceof RolledBack it) {
                after = Timelines.after(after, head.next(), it);
            }
        }
        return change(command, head, before, after);
    }

    /**
     * Goes back, and has the read models that it made outdated follow. When it returns, they answer as of then, unless
     * it says why they don't yet.
     *
     * @param submission with a command of {@link #command}
     * @param progress hears how far the read models are
     * @throws Rejected if it names nothing that is there, or an import is running
     */
    public Done run(Submission<RollBack> submission, Consumer<RebuildProgress> progress) {
        Supplier<Receipt> rollback = () -> commands.submit(submission);
        boolean again = submission.idempotency().filter(carriedOut).isPresent();
        return done(submission.command(), again ? rollback.get() : turn.take(rollback), progress);
    }

    /**
     * Takes back an import run because it went wrong.
     *
     * @param actor who had asked for it
     */
    public void takeBack(String run, String actor, String why, Instant at) {
        String reason = why.length() > REASON_CHARS_MAX ? why.substring(0, REASON_CHARS_MAX) + "…" : why;
        RollBack rollback =
                command(Optional.empty(), Optional.empty(), Optional.of(run), Optional.empty(), Optional.of(reason));
        run(
                new Submission<>(
                        rollback,
                        actor,
                        "import",
                        at,
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.of(run),
                        Optional.empty(),
                        Optional.empty()),
                _ -> {});
    }

    private Done done(RollBack asked, Receipt receipt, Consumer<RebuildProgress> progress) {
        Optional<String> behind = caughtUp(receipt, progress);
        Position at = new Position(receipt.position());
        Position head = receipt.events() == 0 ? at : new Position(at.value() - 1);
        RollBack told = asked;
        if (receipt.replayed() && event(at) instanceof RolledBack it) {
            told = new RollBack(
                    it.to(), it.run(), it.entity(), it.checkpoint(), it.why(), it.first(), it.last(), head.value());
        }
        return new Done(receipt, change(told, head, timelines.asOf(head), timelines.asOf(at)), behind);
    }

    /** Brings the read models up to date; returns why they are not. What is recorded stays recorded. */
    private Optional<String> caughtUp(Receipt receipt, Consumer<RebuildProgress> progress) {
        try {
            readModels.catchUp(progress);
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.error(
                    "the rollback at position {} is recorded, the read models are not up to date: {}",
                    receipt.position(),
                    e.getMessage(),
                    e);
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private Event event(Position at) {
        return codec.decode(journal.readForward(Selection.all(), new Position(at.value() - 1), 1)
                .getFirst());
    }

    private Change change(RollBack rollback, Position head, Timeline before, Timeline after) {
        var touched = new LinkedHashMap<StreamId, Touched>();
        long undone = 0;
        long restored = 0;
        Position read = before.equals(after)
                ? head
                : new Position(Math.max(0, after.changedFrom().value() - 1));
        while (head.isAfter(read)) {
            List<Entry> batch = journal.readForward(Selection.all(), read, BATCH);
            for (Entry entry : batch) {
                boolean counted = before.counts(entry);
                if (!entry.position().isAfter(head) && counted != after.counts(entry)) {
                    undone += counted ? 1 : 0;
                    restored += counted ? 0 : 1;
                    touched.merge(
                            entry.stream(),
                            new Touched(entry.stream(), counted ? 1 : 0, counted ? 0 : 1),
                            (a, b) -> new Touched(a.entity, a.undone + b.undone, a.restored + b.restored));
                }
            }
            read = batch.getLast().position();
        }
        return new Change(
                head,
                rollback,
                undone,
                restored,
                touched.values().stream().limit(ENTITIES_MAX).toList(),
                touched.size());
    }
}
