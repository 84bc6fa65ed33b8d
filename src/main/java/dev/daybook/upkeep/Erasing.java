package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.Erased;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.journal.Append;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Erasure;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Snapshots;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RebuildProgress;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import dev.daybook.upkeep.ErasurePlan.Retold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes what entries told out of a data directory for good: out of the journal, and out of all that was made of it. Their
 * headers and the hashes of what they told stay, and an entry that says who erased it and why.
 *
 * <p>A file in the directory stands for the work until it is done: whoever opens it next {@link #finish finishes} it.
 * Thread-safe; one erasing at a time.
 */
public final class Erasing {

    /** One entry names so many; more are several entries, each of which is whole. */
    static final int POSITIONS_MAX = 1_000;

    private static final int TRIES = 5;
    private static final StreamId JOURNAL = StreamId.parse("journal/journal");

    /**
     * What an erasing is carried out on.
     *
     * @param unfinished the file that stands for the work until it is done
     * @param others that erase, too; if there are any
     */
    public record Place(Path folder, Path unfinished, Path caches, Optional<Others> others) {}

    /**
     * Other processes that erase, of whose work this directory has to be cleaned.
     *
     * @param newest returns the position of the newest entry that erases anything
     * @param done a file that says up to which of them that is done
     */
    public record Others(Supplier<Position> newest, Path done) {

        private boolean isDone() {
            return !newest.get().isAfter(doneUpTo(done));
        }
    }

    private final Journal journal;
    private final Codec codec;
    private final ReadModels readModels;
    private final Supplier<Snapshots> snapshots;
    private final Place place;
    private final ReentrantLock erasing = new ReentrantLock();

    public Erasing(Journal journal, Codec codec, ReadModels readModels, Supplier<Snapshots> snapshots, Place place) {
        this.journal = journal;
        this.codec = codec;
        this.readModels = readModels;
        this.snapshots = snapshots;
        this.place = place;
    }

    /**
     * What was erased.
     *
     * @param plan what went, which may be more than was found first: others write meanwhile
     * @param said the entries that say so
     */
    public record Done(ErasurePlan plan, List<Position> said) {}

    /** Finds what to erase. */
    @FunctionalInterface
    public interface Look {
        /** @param gone what is erased already */
        ErasurePlan besides(Set<Position> gone);
    }

    /**
     * Erases.
     *
     * @param look finds what to erase, and once more what is left of it if somebody wrote to it meanwhile
     * @param by who, and from where
     * @param listener hears how far the read models are
     * @throws Rejected if there is nothing
     */
    public Done run(Look look, Metadata by, String why, Instant at, Consumer<RebuildProgress> listener) {
        erasing.lock();
        try {
            ErasurePlan plan = look.besides(Set.of());
            if (plan.entries().isEmpty()) {
                throw plan.kept().isEmpty()
                        ? Rejected.notFound("nothing is left there to be erased")
                        : Rejected.conflict(
                                "only what says what the journal itself is tells it, and is never erased: positions %s",
                                plan.kept().stream().map(Position::toString).collect(Collectors.joining(", ")));
            }
            begin();
            Done done;
            try {
                done = append(plan, look, new Order(by, why, at));
            } catch (RuntimeException e) {
                completeAfter(e, listener);
                throw e;
            }
            complete(listener);
            return done;
        } finally {
            erasing.unlock();
        }
    }

    /** Of what is gone already, before something failed, nothing is to be left. */
    private void completeAfter(RuntimeException failure, Consumer<RebuildProgress> listener) {
        try {
            complete(listener);
        } catch (RuntimeException e) {
            failure.addSuppressed(e); // the next start tries again
        }
    }

    private record Order(Metadata by, String why, Instant at) {}

    private Done append(ErasurePlan first, Look again, Order order) {
        var said = new ArrayList<Position>();
        var gone = new ArrayList<ChainStep>();
        var blobsGone = new ArrayList<Sha256>();
        ErasurePlan plan = first;
        for (int attempt = 1; ; attempt++) {
            try {
                for (int from = 0; from < plan.entries().size(); from += POSITIONS_MAX) {
                    int to = Math.min(plan.entries().size(), from + POSITIONS_MAX);
                    List<ChainStep> now = plan.entries().subList(from, to);
                    List<ChainStep> later =
                            plan.entries().subList(to, plan.entries().size());
                    List<Sha256> blobs = plan.blobs().stream()
                            .filter(blob -> names(now, blob) && !names(later, blob))
                            .toList();
                    List<Position> positions =
                            now.stream().map(step -> step.entry().position()).toList();
                    List<Draft> retold = plan.retold().stream()
                            .filter(one -> positions.contains(one.position()))
                            .map(Retold::fact)
                            .toList();
                    said.add(append(retold, new Erasure(positions, blobs, plan.lookedAt()), order));
                    gone.addAll(now);
                    blobsGone.addAll(blobs);
                }
                return new Done(plan.of(gone, blobsGone), List.copyOf(said));
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof Conflict) || attempt == TRIES) {
                    throw e;
                }
                plan = again.besides(
                        gone.stream().map(step -> step.entry().position()).collect(Collectors.toSet()));
            }
        }
    }

    private static boolean names(List<ChainStep> steps, Sha256 blob) {
        return steps.stream().anyMatch(step -> step.blobs().contains(blob));
    }

    /** Appends what is told again and then what is no more, together. */
    private Position append(List<Draft> retold, Erasure erasure, Order order) {
        var fact = new Erased(
                erasure.positions().stream().map(Position::value).toList(),
                erasure.blobs().stream().map(Sha256::toString).toList(),
                order.why());
        Draft draft = codec.draft(
                EventIds.derived(
                        "journal", "erased", fact.toString(), order.at().toString()),
                JOURNAL,
                fact,
                order.by(),
                order.at());
        List<Draft> facts = Stream.concat(retold.stream(), Stream.of(draft)).toList();
        return journal.append(new Append(facts, Map.of(), erasure))
                .join()
                .places()
                .getLast()
                .position();
    }

    /** Returns whether an earlier process began to erase and did not get to the end. */
    public boolean isUnfinished() {
        return Files.exists(place.unfinished());
    }

    /** Does what an earlier process left to be done, and what others have erased since, if anything. */
    public void finish() {
        erasing.lock();
        try {
            if (isUnfinished() || isBehind()) {
                complete(_ -> {});
            }
        } finally {
            erasing.unlock();
        }
    }

    /** As {@link #finish}, on a thread of its own if there is anything to do. */
    public void finishSoon() {
        if (isBehind() && !erasing.isLocked()) {
            Thread.ofPlatform().name("erasing").daemon().start(this::finish);
        }
    }

    private boolean isBehind() {
        return place.others().filter(others -> !others.isDone()).isPresent();
    }

    private static Position doneUpTo(Path file) {
        try {
            return new Position(Long.parseLong(Files.readString(file).strip()));
        } catch (NoSuchFileException | NumberFormatException _) {
            return Position.START;
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private void begin() {
        try (FileChannel file = FileChannel.open(
                place.unfinished(),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                OwnerOnly.file(place.unfinished()))) {
            file.force(true);
            DurableFiles.syncFolder(place.folder());
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be made: %s".formatted(place.unfinished(), e.getMessage()), e);
        }
    }

    private void complete(Consumer<RebuildProgress> listener) {
        Optional<Position> upTo = place.others().map(others -> others.newest().get());
        readModels.erase(listener);
        snapshots.get().clear();
        try {
            DurableFiles.removeTree(place.caches());
            if (place.others().isPresent()) {
                Files.writeString(place.others().get().done(), upTo.orElseThrow() + "\n");
            }
            Files.deleteIfExists(place.unfinished());
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be emptied: %s".formatted(place.caches(), e.getMessage()), e);
        }
    }
}
