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
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The entries of single streams with their events, kept while they are asked for: reading and decoding them takes twice
 * as long as all that a question does with them. Whether they count is not kept. Thread-safe.
 *
 * <p>A stream only grows, so what is kept never becomes wrong, and is gone on with when the stream has grown.
 */
final class StreamFacts {

    private static final int BATCH = 500;

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

    private void more(StreamId stream, Kept known, Position end, Consumer<Recorded> consumer) {
        var facts = new ArrayList<Recorded>(known.facts);
        long sizeBytes = known.sizeBytes;
        Predicate<Entry> within = entry -> !entry.position().isAfter(end);
        long revision = known.facts.size();
        List<Entry> batch = journal.readStream(stream, revision, BATCH);
        while (!batch.isEmpty()) {
            for (Entry entry : batch.stream().takeWhile(within).toList()) {
                Recorded fact = codec.recorded(entry);
                consumer.accept(fact);
                sizeBytes += sizeBytes(entry);
                if (sizeBytes <= KEPT_BYTES_MAX / 4) {
                    facts.add(fact);
                }
            }
            revision += batch.size();
            batch = batch.size() == BATCH && within.test(batch.getLast())
                    ? journal.readStream(stream, revision, BATCH)
                    : List.of();
        }
        if (sizeBytes <= KEPT_BYTES_MAX / 4) {
            kept.put(stream, new Kept(List.copyOf(facts), end, (int) sizeBytes));
        }
    }

    /** Large values that an event names are no part of its entry, and come back with it. */
    private long sizeBytes(Entry entry) {
        return codec.namesLargeValues(entry)
                ? KEPT_BYTES_MAX
                : ENTRY_BYTES + (long) TEXTS * entry.payload().sizeBytes();
    }
}
