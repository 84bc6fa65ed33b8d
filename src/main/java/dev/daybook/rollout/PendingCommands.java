package dev.daybook.rollout;

import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Undecodable;
import dev.daybook.importing.run.StreamHistory;
import dev.daybook.journal.Append;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands with an idempotency key that the journal has not heard of, or never will: those that are on their way to files
 * which come first, and those that were answered while it failed. Each is kept in a file of its own, written before the
 * change is, so that what became of it is known after a kill, too: the request that comes again is not carried out twice.
 *
 * <p>Thread-safe. What was begun on a unit is for whoever has it alone.
 */
final class PendingCommands {

    private static final Logger LOG = LoggerFactory.getLogger(PendingCommands.class);

    /** Whoever got no answer tries again within minutes, not after so many commands of others. */
    private static final int ENDED_MAX = 10_000;

    /** A command with a key, and what became of it as far as that is known. */
    sealed interface Pending {
        IdempotencyKey key();
    }

    /**
     * What is on its way.
     *
     * @param before the revisions of the streams it was decided by
     * @param drafts what the journal is to have of it, in that order
     */
    record Begun(IdempotencyKey key, String kind, String unit, Map<StreamId, Long> before, List<Draft> drafts)
            implements Pending {

        boolean isOf(Unit it) {
            return kind.equals(it.kind) && unit.equals(it.name);
        }
    }

    /** What only the files were told. */
    record Answered(IdempotencyKey key, Receipt receipt) implements Pending {}

    /**
     * Of what it can not be told whether it was carried out: its tool has written of the thing since.
     *
     * @param thing what it was about
     */
    record Unknown(IdempotencyKey key, String thing) implements Pending {}

    private final Journal journal;
    private final Codec codec;
    private final StreamHistory streams;
    private final Optional<PendingFolder> folder;
    private final Map<String, Begun> begun = new LinkedHashMap<>();
    private final SequencedMap<String, Pending> ended = new LinkedHashMap<>();

    /** @param folder where they are kept, made when there is something to */
    PendingCommands(Optional<PendingFolder> folder, Journal journal, Codec codec, StreamHistory streams) {
        this.journal = journal;
        this.codec = codec;
        this.streams = streams;
        this.folder = folder;
        for (Pending it : this.folder.map(PendingFolder::read).orElse(List.of())) {
            switch (it) {
                case Begun left -> begun.put(left.key().scoped(), left);
                case Answered _, Unknown _ -> ended.put(it.key().scoped(), it);
            }
        }
    }

    /** Returns the revisions of streams before those facts. */
    static Map<StreamId, Long> before(Map<StreamId, List<Recorded>> facts) {
        var before = new HashMap<StreamId, Long>();
        facts.forEach((stream, all) -> before.put(stream, all.getFirst().entry().revision() - 1));
        return before;
    }

    /** Keeps what is about to be written to files. If that cannot be, the command goes on: the files come first. */
    synchronized void begin(Begun it) {
        begun.put(it.key().scoped(), it);
        write(it);
    }

    /** Forgets a command that the journal knows by now, or of which nothing was done. */
    synchronized void forget(IdempotencyKey key) {
        begun.remove(key.scoped());
        ended.remove(key.scoped());
        folder.ifPresent(kept -> kept.remove(key));
    }

    /** Forgets what was answered without the journal, which has got it since. */
    void forgetAnswered(Predicate<IdempotencyKey> carriedOut) {
        List<Pending> all;
        synchronized (this) {
            all = List.copyOf(ended.values());
        }
        all.stream()
                .filter(it -> it instanceof Answered && carriedOut.test(it.key()))
                .forEach(it -> forget(it.key()));
    }

    /** Remembers what was answered where the journal will never know the key. */
    void answered(IdempotencyKey key, Receipt receipt) {
        end(new Answered(key, receipt));
    }

    private synchronized void end(Pending it) {
        begun.remove(it.key().scoped());
        ended.put(it.key().scoped(), it);
        write(it);
        if (ended.size() > ENDED_MAX) {
            IdempotencyKey oldest = ended.pollFirstEntry().getValue().key();
            folder.ifPresent(kept -> kept.remove(oldest));
        }
    }

    private void write(Pending it) {
        try {
            if (folder.isPresent()) {
                folder.get().write(it);
            }
        } catch (IOException e) { // a full disk, say
            LOG.warn(
                    "the command with the key {} is not kept: if this process is killed now, it may be carried out again: {}",
                    it.key().key(),
                    e.toString());
        }
    }

    /**
     * Returns what was answered to a command with that key where the journal will never know it.
     *
     * @throws KeyReused if it was another request
     * @throws Rejected if nobody can tell what became of it
     */
    Optional<Receipt> find(IdempotencyKey key) {
        Pending before;
        synchronized (this) {
            before = ended.get(key.scoped());
        }
        return switch (before) {
            case null -> Optional.empty();
            case Answered(IdempotencyKey used, Receipt receipt) -> {
                refuseOther(key, used, receipt.stream());
                yield Optional.of(
                        new Receipt(receipt.stream(), receipt.position(), receipt.revision(), receipt.events(), true));
            }
            case Unknown(IdempotencyKey used, String thing) -> {
                refuseOther(key, used, thing);
                throw Rejected.conflict(
                        "whether the request with idempotency key '%s' was carried out is not known: the process ended"
                                + " meanwhile, and %s was written since: look at it, and ask again with a new key",
                        key.key(), thing);
            }
            case Begun _ -> throw new IllegalStateException("%s has not ended".formatted(key.key()));
        };
    }

    private static void refuseOther(IdempotencyKey key, IdempotencyKey used, String thing) {
        if (!used.fingerprint().equals(key.fingerprint())) {
            throw new KeyReused(
                    "idempotency key '%s' came with another request before, which wrote to %s: use a new key"
                            .formatted(key.key(), thing));
        }
    }

    /** Returns the command with that key at whose end no process was. */
    synchronized Optional<Begun> left(IdempotencyKey key) {
        return Optional.ofNullable(begun.get(key.scoped()));
    }

    private synchronized List<Begun> left(Unit unit) {
        return begun.values().stream().filter(it -> it.isOf(unit)).toList();
    }

    /**
     * Finds out what became of the commands on a unit at whose end no process was. What its files show, the journal gets as
     * it would have got it. Alone with the unit, before its news are taken in.
     *
     * @throws IOException if the files cannot be read: then it is still to be found out
     */
    void settle(Tool tool, Unit unit, Path root) throws IOException {
        for (Begun it : left(unit)) {
            if (journal.find(it.drafts().getFirst().id()).isPresent()) {
                forget(it.key());
                continue;
            }
            try {
                settle(tool, root, it);
            } catch (Undecodable _) { // another version of this program wrote it
                end(unknown(it));
            }
        }
    }

    private void settle(Tool tool, Path root, Begun it) throws IOException {
        if (it.before().entrySet().stream()
                .anyMatch(stream -> journal.revision(stream.getKey()) != stream.getValue())) {
            end(unknown(it));
            return;
        }
        boolean isBefore = true;
        boolean isAfter = true;
        for (Map.Entry<StreamId, List<Recorded>> news : AheadFacts.facts(
                        codec, journal.head(), it.before(), it.drafts())
                .entrySet()) {
            List<Recorded> known = streams.of(news.getKey()).entries();
            isBefore &= says(tool, root, news.getKey(), known);
            var all = new ArrayList<>(known);
            all.addAll(news.getValue());
            isAfter &= says(tool, root, news.getKey(), all);
        }
        if (isAfter && append(it.before(), it.drafts())) { // also where they cannot tell all of it
            forget(it.key());
        } else if (isBefore && !isAfter) {
            forget(it.key()); // it is carried out if it comes again
        } else {
            end(unknown(it));
        }
    }

    private static Unknown unknown(Begun it) {
        return new Unknown(it.key(), it.drafts().getLast().stream().toString());
    }

    private static boolean says(Tool tool, Path root, StreamId thing, List<Recorded> entries) throws IOException {
        return entries.isEmpty()
                ? tool.store().fields(root, thing).isEmpty()
                : tool.store().says(root, thing, entries);
    }

    /**
     * Has the journal get what only the files tell so far.
     *
     * @param before the revisions of the streams it was decided by
     * @return whether nobody wrote to them meanwhile
     */
    boolean append(Map<StreamId, Long> before, List<Draft> drafts) {
        var expected = new HashMap<StreamId, Expectation>();
        before.forEach((stream, revision) -> expected.put(stream, new Expectation.Exactly(revision)));
        try {
            journal.append(new Append(drafts, expected)).join();
            return true;
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case Conflict _ -> {
                    return false;
                }
                case RuntimeException failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }
}
