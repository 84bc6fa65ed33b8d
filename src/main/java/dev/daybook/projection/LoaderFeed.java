package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.projection.RebuildProgress.Phase;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Gives several read models that are being built one reading of the journal, and tells how far they are. One thread reads
 * and decodes; each has a thread of its own that posts and then makes the indexes, so that the cores share the work.
 */
final class LoaderFeed {

    /** The live writer waits for no more than about this many entries to be posted. */
    private static final long LAST_ENTRIES = 2_000;

    private static final long REPORT_NANOS = 200_000_000;

    private final Journal journal;
    private final Codec codec;
    private final BooleanSupplier stopped;
    private final Consumer<RebuildProgress> listener;

    /** @param stopped whether to end without a result */
    LoaderFeed(Journal journal, Codec codec, BooleanSupplier stopped, Consumer<RebuildProgress> listener) {
        this.journal = journal;
        this.codec = codec;
        this.stopped = stopped;
        this.listener = listener;
    }

    /**
     * Posts the journal to all of them, and makes their indexes. Each goes at least as far as {@code end} then, but for
     * the last few entries; less far if it is stopped.
     *
     * @param end how far it goes, which may grow meanwhile
     */
    void post(List<Loader> loaders, Supplier<Position> end) {
        Position from = journal.head();
        for (Loader loader : loaders) {
            from = from.isAfter(loader.poster().checkpoint()) ? loader.poster().checkpoint() : from;
        }
        var feed = new Feed(
                journal,
                codec,
                from,
                entry -> loaders.stream().anyMatch(loader -> loader.poster().reads(entry)));
        long started = System.nanoTime();
        long reported = started;
        report(loaders, Phase.POSTING, from.value(), end.get(), started);
        boolean whole = false;
        try {
            loaders.forEach(Loader::start);
            Position head = end.get();
            List<Feed.Item> batch = feed.batch(head);
            while (!stopped.getAsBoolean()) {
                if (batch.isEmpty()) {
                    if (end.get().value() - head.value() <= LAST_ENTRIES) {
                        break;
                    }
                    head = end.get();
                } else {
                    for (Loader loader : loaders) {
                        loader.put(batch);
                    }
                }
                if (System.nanoTime() - reported > REPORT_NANOS) {
                    reported = System.nanoTime();
                    report(loaders, Phase.POSTING, from.value(), end.get(), started);
                }
                batch = feed.batch(head);
            }
            whole = !stopped.getAsBoolean();
        } finally {
            for (Loader loader : loaders) {
                loader.end(whole);
            }
        }
        for (Loader loader : loaders) {
            while (!loader.ended(REPORT_NANOS)) {
                boolean indexing = loaders.stream().allMatch(oneLoader -> oneLoader.isIndexing());
                report(loaders, indexing ? Phase.INDEXING : Phase.POSTING, from.value(), end.get(), started);
            }
        }
        report(loaders, Phase.POSTING, from.value(), end.get(), started);
    }

    void report(List<Loader> loaders, Phase phase, long from, Position end, long started) {
        long total = end.value();
        long done = total;
        for (Loader loader : loaders) {
            done = Math.min(done, loader.posted());
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        double rate = phase == Phase.POSTING && seconds > 0.001 ? (done - from) / seconds : 0;
        Duration remaining = rate > 0 ? Duration.ofMillis((long) ((total - done) / rate * 1_000)) : Duration.ZERO;
        listener.accept(new RebuildProgress(
                loaders.stream().map(oneLoader -> oneLoader.slot().ddl().name()).toList(),
                phase,
                done,
                total,
                rate,
                remaining));
    }
}
