package dev.daybook.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Erasure;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.operation.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Copies a journal into another one, of whatever kind: the same positions, revisions, event ids, times and large values, and
 * so the same hash chain, which the copy computes by itself and each step is held against. A copy that was stopped goes on
 * behind what is there.
 *
 * <p>The copy is written as the journal was: its clock shows when each entry was recorded, so entries of one time are one
 * append.
 */
public final class JournalTransfer {

    private static final int ENTRIES_MAX = 1_000;
    private static final long BYTES_MAX = 8 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What became of it.
     *
     * @param end up to where both are the same
     * @param copied how many entries were missing
     */
    public record Copied(Link end, long copied) {}

    private final Journal from;
    private final Journal to;
    private final AtomicReference<Instant> now;

    private JournalTransfer(Journal from, Journal to, AtomicReference<Instant> now) {
        this.from = from;
        this.to = to;
        this.now = now;
    }

    /**
     * Copies all that {@code from} has when this begins.
     *
     * @param to opens the other one, with the clock that it has to use; it is closed again
     * @throws Rejected if the other one holds something else
     * @throws JournalDamaged if an entry of the copy does not prove the same as its original
     */
    public static Copied copy(
            Journal from, Function<InstantSource, Journal> to, InstantSource clock, Progress progress) {
        var now = new AtomicReference<>(clock.instant());
        try (Journal target = to.apply(now::get)) {
            return new JournalTransfer(from, target, now).run(progress);
        }
    }

    private Copied run(Progress progress) {
        Position head = from.head();
        Position begun = to.head();
        Position reached = begun;
        if (!from.link(begun).equals(to.link(begun))) {
            throw Rejected.conflict(
                    "what is to be the copy holds %s entries that are not the beginning of the original: choose an empty one",
                    begun);
        }
        while (head.isAfter(reached)) {
            for (List<ChainStep> together : together(from.chain(reached, ENTRIES_MAX))) {
                append(together);
                reached = together.getLast().entry().position();
                progress.at(reached.value(), head.value(), "copied");
            }
        }
        return new Copied(new Link(reached, to.link(reached).orElseThrow()), reached.value() - begun.value());
    }

    /** Cuts where the time changes, where it is enough for one append, and behind what erases, which says so last. */
    private static List<List<ChainStep>> together(List<ChainStep> steps) {
        var all = new ArrayList<List<ChainStep>>();
        long bytes = 0;
        for (ChainStep step : steps) {
            boolean begins = all.isEmpty()
                    || bytes >= BYTES_MAX
                    || erases(all.getLast().getLast().entry())
                    || !step.entry()
                            .recordedAt()
                            .equals(all.getLast().getLast().entry().recordedAt());
            if (begins) {
                all.add(new ArrayList<>());
                bytes = 0;
            }
            all.getLast().add(step);
            bytes += step.entry().payload().sizeBytes();
        }
        return all;
    }

    private void append(List<ChainStep> steps) {
        Entry last = steps.getLast().entry();
        now.set(last.recordedAt());
        List<Draft> drafts = steps.stream().map(this::draft).toList();
        Appended appended = durable(new Append(drafts, Map.of(), erases(last) ? erasure(last) : Erasure.NOTHING));
        if (appended.duplicates() > 0
                || !to.link(last.position()).equals(Optional.of(steps.getLast().link()))) {
            throw new JournalDamaged(
                    "position %s of the copy does not prove the same as in the original: somebody else writes to it, or the original is damaged: run verify"
                            .formatted(last.position()));
        }
    }

    private Appended durable(Append append) {
        try {
            return to.append(append).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof JournalUnavailable why ? why : e;
        }
    }

    private Draft draft(ChainStep step) {
        Entry entry = step.entry();
        return new Draft(
                entry.id(),
                entry.stream(),
                entry.type(),
                entry.version(),
                entry.payload().isErased() ? Payload.erased(step.payloadHash()) : entry.payload(),
                step.blobs().stream()
                        .map(hash ->
                                new Draft.Blob(hash, from.blobs().read(hash).orElse(Payload.erased(hash))))
                        .toList(),
                entry.metadata(),
                entry.occurredAt());
    }

    private static boolean erases(Entry entry) {
        return entry.type().equals("journal.erased")
                && entry.stream().category().equals("journal");
    }

    private static Erasure erasure(Entry fact) {
        try {
            JsonNode said = JSON.readTree(fact.payload().bytes());
            return new Erasure(
                    said.path("positions")
                            .valueStream()
                            .map(node -> new Position(node.asLong()))
                            .toList(),
                    said.path("blobs")
                            .valueStream()
                            .map(node -> Sha256.parse(node.asText()))
                            .toList(),
                    new Position(fact.position().value() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException("position %s cannot be read".formatted(fact.position()), e);
        }
    }
}
