package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.domain.history.HistoryEvent.Erased;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.journal.Append;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Erasure;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Snapshots;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RebuildProgress;
import dev.daybook.shape.JsonCompact;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
     * @param pending the folder with commands that the journal has not got yet
     * @param others that erase, too; if there are any
     */
    public record Place(
            Path folder,
            Path unfinished,
            Path caches,
            Path pending,
            Path backups,
            BackupPlan plan,
            Optional<Others> others) {

        public Place(Path folder, Path unfinished, Path caches, Path pending, Path backups, BackupPlan plan) {
            this(folder, unfinished, caches, pending, backups, plan, Optional.empty());
        }
    }

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
     * Returns what would go with all that a thing ever told; of a file that is kept in pieces, all of them.
     *
     * @throws Rejected if nothing of it is left, or it says what the journal is
     */
    public ErasurePlan ofThing(StreamId stream) {
        List<StreamId> streams = Stream.concat(
                        Stream.of(stream), journal.streams(stream.category(), stream.key() + FileEvent.PIECE).stream())
                .filter(each -> journal.revision(each) >= 0)
                .toList();
        if (streams.isEmpty()) {
            throw Rejected.notFound("nothing ever happened to %s", stream);
        }
        return plan(
                streams.stream()
                        .flatMap(each -> steps(each).stream())
                        .filter(Erasing::isThere)
                        .toList(),
                List.of());
    }

    private List<ChainStep> steps(StreamId stream) {
        var steps = new ArrayList<ChainStep>();
        long revision = 0;
        List<Entry> page = journal.readStream(stream, revision, Journal.PAGE);
        while (!page.isEmpty()) {
            page.forEach(entry -> steps.add(step(entry.position())));
            revision += page.size();
            page = journal.readStream(stream, revision, Journal.PAGE);
        }
        return steps;
    }

    /** As {@link #ofThing}, of single entries. */
    public ErasurePlan of(List<Position> positions) {
        for (Position position : positions) {
            if (!position.isAfter(Position.START) || position.isAfter(journal.head())) {
                throw Rejected.notFound("there is no position %s: the journal ends at %s", position, journal.head());
            }
            journal.erasedBy(position).ifPresent(by -> {
                throw Rejected.conflict("what position %s told was erased at position %s", position, by);
            });
        }
        return plan(positions.stream().distinct().sorted().map(this::step).toList(), List.of());
    }

    /** As {@link #ofThing}, of all entries that tell a text anywhere, also in a large value. */
    public ErasurePlan telling(String text, Consumer<Position> progress) {
        var search = new ErasureSearch(text);
        var found = new ArrayList<ChainStep>();
        var headers = new ArrayList<Position>();
        Position at = Position.START;
        List<ChainStep> page = journal.chain(at, Journal.PAGE);
        while (!page.isEmpty()) {
            for (ChainStep step : page) {
                at = step.entry().position();
                if (isThere(step) && isErasable(step.entry()) && search.isIn(step, journal.blobs())) {
                    found.add(step);
                }
                if (search.isInHeader(step)) {
                    headers.add(at);
                }
            }
            progress.accept(at);
            page = journal.chain(at, Journal.PAGE);
        }
        return plan(found, headers);
    }

    private ChainStep step(Position position) {
        return journal.chain(new Position(position.value() - 1), 1).getFirst();
    }

    private static boolean isThere(ChainStep step) {
        return !step.entry().payload().isErased();
    }

    /** What says what the journal is cannot go without it: what counts, which runs there were, who may what. */
    private static boolean isErasable(Entry entry) {
        return switch (entry.stream().category()) {
            case "journal", "rollout", "access", "secret" -> false;
            case "import" -> entry.type().equals("import.rejected");
            default -> true;
        };
    }

    private ErasurePlan plan(List<ChainStep> entries, List<Position> headers) {
        Position lookedAt = journal.head();
        var positions = new HashSet<Position>();
        var named = new LinkedHashSet<Sha256>();
        for (ChainStep step : entries) {
            if (!isErasable(step.entry())) {
                throw Rejected.conflict(
                        "position %s is %s of %s: what says what the journal itself is, is never erased",
                        step.entry().position(), step.entry().type(), step.entry().stream());
            }
            positions.add(step.entry().position());
            named.addAll(step.blobs());
        }
        Set<Sha256> left = journal.named(named, positions);
        return new ErasurePlan(
                entries,
                entries.stream()
                        .map(ChainStep::entry)
                        .filter(entry -> entry.revision() == 0 && isLeft(entry.stream(), positions))
                        .map(Entry::stream)
                        .toList(),
                named.stream().filter(Predicate.not(left::contains)).toList(),
                named.stream().filter(left::contains).toList(),
                headers,
                lookedAt,
                copies(entries));
    }

    /** Returns whether more is told of a thing than at these positions. */
    private boolean isLeft(StreamId stream, Set<Position> positions) {
        return steps(stream).stream()
                .anyMatch(step ->
                        isThere(step) && !positions.contains(step.entry().position()));
    }

    private List<Path> copies(List<ChainStep> entries) {
        var copies = new ArrayList<Path>();
        BackupRepository.existing(place.plan().folder())
                .ifPresent(repository -> repository.all().stream()
                        .flatMap(found -> found.manifest().stream())
                        .filter(manifest -> entries.stream()
                                .map(step -> step.entry().position())
                                .anyMatch(position ->
                                        position.isAfter(manifest.from()) && !position.isAfter(manifest.position())))
                        .forEach(manifest -> copies.add(repository.folder().resolve(manifest.id()))));
        if (Files.isDirectory(place.backups())) {
            try (Stream<Path> files = Files.list(place.backups())) {
                files.filter(file -> !file.equals(place.plan().folder())
                                && !file.startsWith(place.plan().folder()))
                        .sorted()
                        .forEach(copies::add);
            } catch (IOException e) {
                throw new UncheckedIOException("%s cannot be listed: %s".formatted(place.backups(), e.getMessage()), e);
            }
        }
        return copies;
    }

    /** Returns the files of commands that the journal has not got yet which have a text, whatever else they tell. */
    public List<Path> pendingTelling(String text) {
        var search = new ErasureSearch(text);
        String json = JsonCompact.quoted(text);
        var within = new ErasureSearch(json.substring(1, json.length() - 1)); // what facts tell is a text there itself
        return pending(file -> search.isIn(file) || within.isIn(file));
    }

    /** As {@link #pendingTelling}, of what happens to a thing: not those that only say that something did. */
    public List<Path> pendingOf(StreamId thing) {
        var search = new ErasureSearch(JsonCompact.quoted(thing.toString()));
        var telling = new ErasureSearch("\"payload\"");
        return pending(file -> search.isIn(file) && telling.isIn(file));
    }

    /** As {@link #pendingTelling}, of facts that the journal has by now. */
    public List<Path> pendingOf(List<Position> positions) {
        List<ErasureSearch> ids = positions.stream()
                .map(position -> new ErasureSearch(step(position).entry().id().toString()))
                .toList();
        return pending(file -> ids.stream().anyMatch(id -> id.isIn(file)));
    }

    /** Returns the files of commands that the journal has not got yet. */
    public List<Path> pending() {
        if (!Files.isDirectory(place.pending())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place.pending())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read: %s".formatted(place.pending(), e.getMessage()), e);
        }
    }

    private List<Path> pending(Predicate<byte[]> has) {
        var having = new ArrayList<Path>();
        for (Path file : pending()) {
            try {
                if (has.test(Files.readAllBytes(file))) {
                    having.add(file);
                }
            } catch (NoSuchFileException _) {
                // the journal has got it meanwhile
            } catch (IOException e) {
                throw new UncheckedIOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
            }
        }
        return having;
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
                throw Rejected.notFound("nothing is left there to be erased");
            }
            begin();
            Done done;
            try {
                done = append(plan, look, draft(by, why, at));
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

    private Done append(ErasurePlan first, Look again, Wording wording) {
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
                    said.add(append(
                            now.stream().map(step -> step.entry().position()).toList(),
                            blobs,
                            plan.lookedAt(),
                            wording));
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

    /** Words the fact that positions and large values are no more. */
    private interface Wording {
        Draft of(List<Position> positions, List<Sha256> blobs);
    }

    private Wording draft(Metadata by, String why, Instant at) {
        return (positions, blobs) -> {
            var fact = new Erased(
                    positions.stream().map(Position::value).toList(),
                    blobs.stream().map(Sha256::toString).toList(),
                    why);
            return codec.draft(
                    EventIds.derived("journal", "erased", fact.toString(), at.toString()), JOURNAL, fact, by, at);
        };
    }

    private Position append(List<Position> positions, List<Sha256> blobs, Position lookedAt, Wording wording) {
        var append =
                new Append(List.of(wording.of(positions, blobs)), Map.of(), new Erasure(positions, blobs, lookedAt));
        return journal.append(append).join().places().getFirst().position();
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
