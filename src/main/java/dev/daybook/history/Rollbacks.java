package dev.daybook.history;

import dev.daybook.command.Commands;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
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
import dev.daybook.slice.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Going back: one more entry in the journal, and read models that are made anew by it. Nothing is removed, and going
 * back to before a rollback undoes it. Thread-safe.
 */
public final class Rollbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Rollbacks.class);

    /** A longer reason of an import that went wrong is cut: its report has all of it. */
    private static final int REASON_CHARS_MAX = 1_000;

    /**
     * What a rollback did.
     *
     * @param behind why the read models don't answer as of then yet, if so: they follow by themselves
     */
    public record Done(Receipt receipt, RollbackChange change, Optional<String> behind) {}

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Commands commands;
    private final ReadModels readModels;
    private final Predicate<IdempotencyKey> carriedOut;
    private final Turn turn;
    private final ThingLife life;
    private final Dependents dependents;

    /**
     * What is known of things as they are.
     *
     * @param references by which they name others
     */
    public record Known(ReadModels readModels, List<Reference> references) {

        public Known {
            references = List.copyOf(references);
        }
    }

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
            Known known,
            Predicate<IdempotencyKey> carriedOut,
            Turn turn) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.commands = commands;
        this.readModels = known.readModels;
        this.carriedOut = carriedOut;
        this.turn = turn;
        this.life = new ThingLife(codec.catalog());
        this.dependents = new Dependents(journal, codec, known.readModels, life, known.references);
    }

    /**
     * Returns what a rollback would change if it were made now.
     *
     * @param actor who asks for it
     * @throws Rejected as making it would, but for the work of others: that is told
     */
    RollbackChange preview(RolledBack asked, String actor, Others others) {
        return plan(asked, actor, others).upTo(journal.head());
    }

    private RollbackPlan plan(RolledBack asked, String actor, Others others) {
        return new RollbackPlan(journal, timelines, life, dependents, asked, actor, others);
    }

    /**
     * Goes back, and has the read models that it made outdated follow. When it returns, they answer as of then, unless
     * it says why they don't yet. What others write meanwhile is seen: what is decided is decided when nobody writes.
     *
     * @param progress hears how far the read models are
     * @throws Rejected if it names nothing that is there, if an import is running, or if the work of others would go and
     *     nobody says what is to become of it
     */
    Done run(Submission<RollBack> submission, Others others, Consumer<RebuildProgress> progress) {
        RollbackPlan plan = plan(submission.command().rollback(), submission.actor(), others);
        boolean again = submission.idempotency().filter(carriedOut).isPresent();
        if (!again) {
            settled(plan.upTo(journal.end())); // most of the reading, and most refusals, before the others have to wait
        }
        return carriedOut(submission, again, () -> settled(plan.upTo(journal.end())), progress);
    }

    private static RollbackChange settled(RollbackChange change) {
        change.refused().ifPresent(why -> {
            throw Rejected.conflict("%s", why);
        });
        return change;
    }

    /** @param change what is changed, found out when its turn has come */
    private Done carriedOut(
            Submission<RollBack> submission,
            boolean again,
            Supplier<RollbackChange> change,
            Consumer<RebuildProgress> progress) {
        var settled = new AtomicReference<Optional<RollbackChange>>(Optional.empty());
        Submission<RollBack> inTurn = submission.inTurn(() -> {
            RollbackChange now = change.get();
            settled.set(Optional.of(now));
            return new RollBack(now.rollback(), now.head().value());
        });
        Receipt receipt = again ? commands.submit(inTurn) : turn.take(() -> commands.submit(inTurn));
        Optional<String> behind = caughtUp(receipt, progress);
        return new Done(
                receipt,
                Objects.requireNonNull(settled.get()).orElseGet(() -> earlier(receipt, submission.actor())),
                behind);
    }

    /** Returns what a rollback has changed that was made before, under the same key. */
    private RollbackChange earlier(Receipt receipt, String actor) {
        var head = new Position(receipt.position() - 1);
        var rollback = (RolledBack)
                codec.decode(journal.readForward(Selection.all(), head, 1).getFirst());
        return plan(rollback.with(List.of(), List.of()), actor, Others.REFUSE).made(head, rollback);
    }

    /**
     * Returns what an undo would change if it were made now.
     *
     * @param what a position, or a thing as {@code kind/id}; none: the last command of that actor
     * @throws Rejected if there is no such command of that actor, or if later facts stand on it
     */
    RollbackChange previewUndo(String actor, Optional<String> what, Optional<String> why) {
        return undone(actor, what, why).upTo(journal.head());
    }

    private RollbackPlan undone(String actor, Optional<String> what, Optional<String> why) {
        RolledBack rollback = new Undo(journal, timelines, codec.catalog()).of(actor, what, why);
        return plan(rollback, actor, Others.ALONE);
    }

    /**
     * Takes back the last command of whoever submits, or that at a position or to a thing. Whoever writes to the same
     * things meanwhile is seen.
     *
     * @param asked with who asks, when and why; a key with which something was undone before tells that again
     * @param what a position, or a thing as {@code kind/id}
     * @throws Rejected as {@link #previewUndo}
     */
    Done undo(Submission<RollBack> asked, Optional<String> what) {
        return carriedOut(
                asked,
                asked.idempotency().filter(carriedOut).isPresent(),
                () -> settled(
                        undone(asked.actor(), what, asked.command().rollback().why())
                                .upTo(journal.end())),
                _ -> {});
    }

    /**
     * Takes back the command that deleted a thing.
     *
     * @throws Rejected if nothing ever happened to it, or it is not deleted
     */
    Done restore(Submission<RollBack> asked, StreamId thing) {
        return carriedOut(
                asked,
                asked.idempotency().filter(carriedOut).isPresent(),
                () -> settled(plan(deletion(thing, asked.command().rollback().why()), asked.actor(), Others.ALONE)
                        .upTo(journal.end())),
                _ -> {});
    }

    private RolledBack deletion(StreamId thing, Optional<String> why) {
        Timeline counting = timelines.current();
        List<Entry> counted = journal.readStream(thing, 0, Integer.MAX_VALUE).stream()
                .filter(counting::counts)
                .toList();
        if (counted.isEmpty()) {
            throw Rejected.notFound("nothing that counts ever happened to %s", thing);
        }
        Entry last = counted.getLast();
        if (!life.isEnding(last.type())) {
            throw Rejected.conflict("%s is not deleted: there is nothing to restore", thing);
        }
        List<Entry> written = CommandFacts.with(last, journal);
        return RolledBack.of(
                new Target.Entries(
                        written.getFirst().position().value(),
                        written.getLast().position().value()),
                why);
    }

    /**
     * Takes back an import run because it went wrong.
     *
     * @param actor who had asked for it
     */
    public void takeBack(String run, String actor, String why, Instant at) {
        String reason = why.length() > REASON_CHARS_MAX ? why.substring(0, REASON_CHARS_MAX) + "…" : why;
        run(
                new Submission<>(
                        new RollBack(RolledBack.of(new Target.Run(run, 0), Optional.of(reason)), 0),
                        actor,
                        "import",
                        at,
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.of(run),
                        Optional.empty(),
                        Optional.empty()),
                Others.KEEP, // what somebody has worked on since is left to him
                _ -> {});
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
}
