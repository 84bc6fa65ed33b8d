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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of single streams with their events, kept while they are asked for: reading and decoding them takes twice
 * as long as all that a question does with them. Whether they count is not kept. Thread-safe.
 *
 * <p>A stream only grows, so what is kept never becomes wrong, and is gone on with when the stream has grown.
 */
final class StreamFacts {

    /** A stream of a thousand entries is read in some: while one is worked on, the next ones come. */
    private static final int BATCH = 125;

    private static final int AHEAD_MAX = 2;

    /** Of all streams; one that is longer than a quarter of it is read anew each time. */
    private static final int KEPT_BYTES_MAX = 16 << 20;

    private static final Duration UNUSED_MAX = Duration.ofMinutes(10);

    /** What an entry takes in memory beside its texts, which stand in its payload and in its event. */
    private static final int ENTRY_BYTES = 600;

    private static final int TEXTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(StreamFacts.class);

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

    /**
     * Hands over the entries of a stream up to a position, the oldest first.
     *
     * @param revision of the first one that is wanted
     * @param expected how many are probably wanted: so many are read at once, if it is not too much for that
     */
    void each(StreamId stream, long revision, int expected, Position end, Consumer<Recorded> consumer) {
        Kept known = Optional.ofNullable(kept.getIfPresent(stream)).orElse(Kept.NOTHING);
        if (revision > known.facts.size()) {
            batches(stream, revision, Math.min(expected, BATCH), end, consumer);
            return;
        }
        for (Recorded fact : known.facts.subList((int) revision, known.facts.size())) {
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
        var sizeBytes = new AtomicLong(known.sizeBytes);
        batches(stream, known.facts.size(), BATCH, end, fact -> {
            consumer.accept(fact);
            if (sizeBytes.addAndGet(sizeBytes(fact.entry())) <= KEPT_BYTES_MAX / 4) {
                facts.add(fact);
            }
        });
        if (sizeBytes.get() <= KEPT_BYTES_MAX / 4) {
            kept.put(stream, new Kept(List.copyOf(facts), end, sizeBytes.intValue()));
        }
    }

    private void batches(StreamId stream, long revision, int size, Position end, Consumer<Recorded> consumer) {
        try (var batches = new Batches(stream, revision, size, end)) {
            for (List<Recorded> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
                batch.forEach(consumer);
            }
        }
    }

    /** The entries of a stream by and by; the next ones are read and decoded while those before are worked on. */
    private final class Batches implements AutoCloseable {

        private final StreamId stream;
        private final int size;
        private final Position end;
        private final Deque<FutureTask<List<Recorded>>> ahead = new ArrayDeque<>();
        private long revision;
        private boolean ended;

        Batches(StreamId stream, long revision, int size, Position end) {
            this.stream = stream;
            this.revision = revision;
            this.size = size;
            this.end = end;
        }

        /** Returns the next entries; none if there are no more that are wanted. */
        List<Recorded> next() {
            if (ended) {
                return List.of();
            }
            List<Recorded> batch = ahead.isEmpty() ? read(begun()) : awaited(ahead.removeFirst());
            ended = batch.size() < size;
            while (!ended && ahead.size() < AHEAD_MAX) {
                long from = begun();
                var task = new FutureTask<>(() -> read(from));
                ahead.addLast(task);
                Thread.ofVirtual().name("stream-ahead").start(task);
            }
            return batch;
        }

        private long begun() {
            long from = revision;
            revision += size;
            return from;
        }

        private List<Recorded> read(long from) {
            return journal.readStream(stream, from, size).stream()
                    .takeWhile(entry -> !entry.position().isAfter(end))
                    .map(codec::recorded)
                    .toList();
        }

        private static List<Recorded> awaited(FutureTask<List<Recorded>> task) {
            try {
                return task.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a stream is read", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            }
        }

        /** Awaits what is still read, whatever became of it: the journal may be closed behind. */
        @Override
        public void close() {
            for (FutureTask<List<Recorded>> task : ahead) {
                try {
                    awaited(task);
                } catch (RuntimeException e) {
                    LOG.debug("what was read ahead of {} is not needed: {}", stream, e.toString());
                }
            }
        }
    }

    /** Large values that an event names are no part of its entry, and come back with it. */
    private long sizeBytes(Entry entry) {
        return codec.namesLargeValues(entry)
                ? KEPT_BYTES_MAX
                : ENTRY_BYTES + (long) TEXTS * entry.payload().sizeBytes();
    }
}
