package dev.daybook.projection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The entries of single streams with their events, kept while they are asked for: reading and decoding them takes twice
 * as long as all that a question does with them. Whether they count is not kept. Thread-safe.
 *
 * <p>A stream only grows, so what is kept never becomes wrong, and is gone on with when the stream has grown.
 */
final class StreamFacts {

    /** A stream of a thousand entries is read in some: while one is worked on, the next one comes. */
    private static final int BATCH = 250;

    /** Of all streams; one that is longer than a quarter of it is read anew each time. */
    private static final int KEPT_BYTES_MAX = 16 << 20;

    private static final Duration UNUSED_MAX = Duration.ofMinutes(10);

    /** What an entry takes in memory beside its texts, which stand in its payload and in its event. */
    private static final int ENTRY_BYTES = 600;

    private static final int TEXTS = 3;

    /**
     * How a stream begins.
     *
     * @param until there is no other entry of the stream up to there
     */
    private record Kept(List<Recorded> facts, Position until, int sizeBytes) {

        static final Kept NOTHING = new Kept(List.of(), Position.START, 0);
    }

    private final Journal journal;
    private final Codec codec;
    private final Cache<StreamId, Kept> kept = Caffeine.newBuilder()
            .maximumWeight(KEPT_BYTES_MAX)
            .<StreamId, Kept>weigher((_, some) -> some.sizeBytes)
            .expireAfterAccess(UNUSED_MAX)
            .build();

    StreamFacts(Journal journal, Codec codec) {
        this.journal = journal;
        this.codec = codec;
    }

    /** Hands over the entries of a stream up to a position, the oldest first. */
    void each(StreamId stream, Position end, Consumer<Recorded> consumer) {
        Kept known = Optional.ofNullable(kept.getIfPresent(stream)).orElse(Kept.NOTHING);
        for (Recorded fact : known.facts) {
            if (fact.position().isAfter(end)) {
                return;
            }
            consumer.accept(fact);
        }
        if (end.isAfter(known.until)) {
            more(stream, known, end, consumer);
        }
    }

    /** Forgets all: some of it was erased. */
    void forget() {
        kept.invalidateAll();
    }

    private void more(StreamId stream, Kept known, Position end, Consumer<Recorded> consumer) {
        var facts = new ArrayList<Recorded>(known.facts);
        long sizeBytes = known.sizeBytes;
        Predicate<Entry> within = entry -> !entry.position().isAfter(end);
        try (var batches = new Batches(stream, known.facts.size(), within)) {
            for (List<Entry> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
                for (Entry entry : batch) {
                    if (!within.test(entry)) {
                        break;
                    }
                    Recorded fact = codec.recorded(entry);
                    consumer.accept(fact);
                    sizeBytes += sizeBytes(entry);
                    if (sizeBytes <= KEPT_BYTES_MAX / 4) {
                        facts.add(fact);
                    }
                }
            }
        }
        if (sizeBytes <= KEPT_BYTES_MAX / 4) {
            kept.put(stream, new Kept(List.copyOf(facts), end, (int) sizeBytes));
        }
    }

    /** The entries of a stream by and by; the next ones are read while those before are worked on. */
    private final class Batches implements AutoCloseable {

        private final StreamId stream;
        private final Predicate<Entry> within;
        private long revision;
        private Optional<FutureTask<List<Entry>>> ahead = Optional.empty();
        private boolean ended;

        Batches(StreamId stream, long revision, Predicate<Entry> within) {
            this.stream = stream;
            this.revision = revision;
            this.within = within;
        }

        /** Returns the next entries; none if there are no more that are wanted. */
        List<Entry> next() {
            if (ended) {
                return List.of();
            }
            Optional<FutureTask<List<Entry>>> begun = ahead;
            ahead = Optional.empty();
            List<Entry> batch = begun.map(Batches::awaited).orElseGet(() -> read(revision));
            revision += batch.size();
            ended = batch.size() < BATCH || !within.test(batch.getLast());
            if (!ended) {
                ahead = Optional.of(begin(revision));
            }
            return batch;
        }

        private List<Entry> read(long from) {
            return journal.readStream(stream, from, BATCH);
        }

        private FutureTask<List<Entry>> begin(long from) {
            var task = new FutureTask<>(() -> read(from));
            Thread.ofVirtual().name("stream-ahead").start(task);
            return task;
        }

        private static List<Entry> awaited(FutureTask<List<Entry>> task) {
            try {
                return task.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a stream is read", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            }
        }

        /** Awaits what is still read: the journal may be closed behind. */
        @Override
        public void close() {
            ahead.ifPresent(Batches::awaited);
        }
    }

    /** Large values that an event names are no part of its entry, and come back with it. */
    private long sizeBytes(Entry entry) {
        return codec.namesLargeValues(entry)
                ? KEPT_BYTES_MAX
                : ENTRY_BYTES + (long) TEXTS * entry.payload().sizeBytes();
    }
}
