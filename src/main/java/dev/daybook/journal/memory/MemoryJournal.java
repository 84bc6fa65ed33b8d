package dev.daybook.journal.memory;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Appended.Place;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Chain;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Erasure;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Listeners;
import dev.daybook.journal.Micros;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A journal in memory. Each append is a commit of its own, made on the caller's thread: listeners run there, and the
 * future is complete when {@link #append} returns.
 */
public final class MemoryJournal implements Journal {

    private final InstantSource clock;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<UUID, Entry> byId = new HashMap<>();
    private final SequencedMap<StreamId, List<Entry>> byStream = new LinkedHashMap<>();
    private final Map<Sha256, Payload> blobs = new HashMap<>();
    private final Listeners listeners = new Listeners();
    private final Chain chain = new Chain();
    private final List<Sha256> links = new ArrayList<>(List.of(Chain.GENESIS)); // by position
    private final Map<Position, List<Sha256>> named = new HashMap<>();
    private final Map<Position, Position> erasedBy = new HashMap<>();
    private final Map<Position, Sha256> hashes = new HashMap<>(); // of what was erased
    private Instant lastRecordedAt = Instant.MIN;
    private Optional<String> unavailable = Optional.empty();

    public MemoryJournal(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes no entries from now on, as a journal whose disk is full. */
    public synchronized void refuse(String why) {
        unavailable = Optional.of(why);
    }

    @Override
    public synchronized CompletableFuture<Appended> append(Append append) {
        if (unavailable.isPresent()) {
            return CompletableFuture.failedFuture(new JournalUnavailable(unavailable.get()));
        }
        if (!append.drafts().stream().allMatch(draft -> byId.containsKey(draft.id()))) {
            for (var expected : append.expectations().entrySet()) {
                long actual = revision(expected.getKey());
                if (!expected.getValue().isMetBy(actual)) {
                    return CompletableFuture.failedFuture(new Conflict(expected.getKey(), expected.getValue(), actual));
                }
            }
        }
        Erasure erasure = append.erasure();
        var blobs = Set.copyOf(erasure.blobs());
        if (!named(blobs, Set.copyOf(erasure.positions())).isEmpty()) {
            StreamId stream = append.drafts().getLast().stream();
            return CompletableFuture.failedFuture(
                    new Conflict(stream, new Expectation.Exactly(entries.size()), revision(stream)));
        }
        Appended appended = write(append.drafts());
        Position by = appended.places().isEmpty()
                ? Position.START
                : appended.places().getLast().position();
        erasure.positions().forEach(position -> erase(position, by));
        blobs.forEach(this.blobs::remove);
        return CompletableFuture.completedFuture(appended);
    }

    private void erase(Position position, Position by) {
        int index = (int) position.value() - 1;
        Entry old = entries.get(index);
        erasedBy.putIfAbsent(position, by);
        hashes.putIfAbsent(position, old.payload().hash());
        var erased = new Entry(
                old.position(),
                old.stream(),
                old.revision(),
                old.id(),
                old.type(),
                old.version(),
                Payload.ERASED,
                old.metadata(),
                old.occurredAt(),
                old.recordedAt());
        entries.set(index, erased);
        byId.put(erased.id(), erased);
        byStream.getOrDefault(erased.stream(), List.of()).set((int) erased.revision(), erased);
    }

    @Override
    public synchronized Optional<Position> erasedBy(Position at) {
        return Optional.ofNullable(erasedBy.get(at));
    }

    @Override
    public synchronized Set<Sha256> named(Set<Sha256> blobs, Set<Position> besides) {
        return named.entrySet().stream()
                .filter(one -> !besides.contains(one.getKey()) && !erasedBy.containsKey(one.getKey()))
                .flatMap(one -> one.getValue().stream())
                .filter(blobs::contains)
                .collect(Collectors.toSet());
    }

    private Appended write(List<Draft> drafts) {
        Instant now = Micros.truncate(clock.instant());
        lastRecordedAt = now.isAfter(lastRecordedAt) ? now : lastRecordedAt;
        List<Entry> fresh = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (Draft draft : drafts) {
            Entry known = byId.get(draft.id());
            if (known == null) {
                Entry entry = write(draft);
                fresh.add(entry);
                places.add(new Place(entry.position(), entry.revision(), false));
            } else {
                places.add(new Place(known.position(), known.revision(), true));
            }
        }
        if (!fresh.isEmpty()) {
            List<Entry> commit = List.copyOf(fresh);
            listeners
                    .tell(commit)
                    .forEach(
                            failed -> refuse(String.valueOf(failed.unavailable().getMessage())));
        }
        return new Appended(List.copyOf(places), head());
    }

    private Entry write(Draft draft) {
        List<Entry> stream = byStream.computeIfAbsent(draft.stream(), _ -> new ArrayList<>());
        Entry entry = new Entry(
                new Position(entries.size() + 1L),
                draft.stream(),
                stream.size(),
                draft.id(),
                draft.type(),
                draft.version(),
                draft.payload(),
                draft.metadata(),
                Micros.truncate(draft.occurredAt()),
                lastRecordedAt);
        draft.blobs().stream()
                .filter(blob -> !blob.content().isErased())
                .forEach(blob -> blobs.putIfAbsent(blob.hash(), blob.content()));
        List<Sha256> hashes = draft.blobs().stream().map(Draft.Blob::hash).toList();
        if (!hashes.isEmpty()) {
            named.put(entry.position(), hashes);
        }
        links.add(chain.link(links.getLast(), entry, draft.payload().hash(), hashes));
        entries.add(entry);
        stream.add(entry);
        byId.put(entry.id(), entry);
        return entry;
    }

    @Override
    public synchronized Optional<Sha256> link(Position at) {
        return at.value() < links.size() ? Optional.of(links.get((int) at.value())) : Optional.empty();
    }

    @Override
    public synchronized List<ChainStep> chain(Position after, int limit) {
        return readForward(Selection.all(), after, limit).stream()
                .map(entry -> new ChainStep(
                        entry,
                        hashes.getOrDefault(entry.position(), entry.payload().hash()),
                        named.getOrDefault(entry.position(), List.of()),
                        links.get((int) entry.position().value())))
                .toList();
    }

    @Override
    public synchronized List<Entry> readForward(Selection selection, Position after, int limit) {
        long from = Math.min(after.value(), entries.size());
        return entries.subList((int) from, entries.size()).stream()
                .filter(selects(selection))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<Entry> readBackward(Selection selection, Position before, int limit) {
        long last = Math.min(before.value() - 1, entries.size());
        return LongStream.iterate(last, position -> position >= 1, position -> position - 1)
                .mapToObj(position -> entries.get((int) position - 1))
                .filter(selects(selection))
                .limit(limit)
                .toList();
    }

    private static Predicate<Entry> selects(Selection selection) {
        return switch (selection) {
            case Selection.All _ -> _ -> true;
            case Selection.OfStream(var stream) -> entry -> entry.stream().equals(stream);
            case Selection.OfCategory(var category) ->
                entry -> entry.stream().category().equals(category);
            case Selection.OfTypes(var types) -> entry -> types.contains(entry.type());
        };
    }

    @Override
    public synchronized List<Entry> readStream(StreamId stream, long revision, int limit) {
        return byStream.getOrDefault(stream, List.of()).stream()
                .skip(Math.max(0, revision))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<Entry> find(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public synchronized Position head() {
        return new Position(entries.size());
    }

    @Override
    public synchronized long revision(StreamId stream) {
        return byStream.getOrDefault(stream, List.of()).size() - 1L;
    }

    @Override
    public synchronized List<StreamId> streams(String category, String prefix) {
        return byStream.keySet().stream()
                .filter(stream ->
                        stream.category().equals(category) && stream.key().startsWith(prefix))
                .toList();
    }

    @Override
    public synchronized List<StreamId> streams(String category, Source.Project project) {
        return byStream.entrySet().stream()
                .filter(oneEntry -> oneEntry.getKey().category().equals(category)
                        && oneEntry.getValue().stream()
                                .anyMatch(entry -> entry.metadata().isFrom(project)))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public synchronized List<Source.Project> projects(String tool) {
        return entries.stream()
                .flatMap(entry -> entry.metadata().file(tool).stream())
                .map(Source.File::project)
                .distinct()
                .sorted(Comparator.comparing(Source.Project::name))
                .toList();
    }

    @Override
    public synchronized Optional<String> unavailable() {
        return unavailable;
    }

    @Override
    public Blobs blobs() {
        return this::blob;
    }

    private synchronized Optional<Payload> blob(Sha256 hash) {
        return Optional.ofNullable(blobs.get(hash));
    }

    @Override
    public Subscription subscribe(Consumer<List<Entry>> listener) {
        return listeners.add(listener);
    }

    @Override
    public void close() {
        refuse("the journal is closed");
    }
}
