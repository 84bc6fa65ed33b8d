package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.List;
import java.util.function.Consumer;

/** Makes rows of single streams anew: those that a rollback has made void. Thread-safe. */
final class Mending {

    /** Entries of one stream that are read at a time. */
    private static final int STREAM_BATCH = 500;

    /** Rollbacks that one catching up mends, one after the other. */
    private static final int MENDED_MAX = 10;

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;

    Mending(Journal journal, Codec codec, Timelines timelines) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
    }

    /**
     * Takes void rows out, posts what counts now of their streams, and then everything up to the journal's head.
     *
     * @return false if another rollback came meanwhile, or only a rebuild can do that
     */
    boolean mend(Projector poster, Touched touched) {
        Timeline now = timelines.current();
        return poster.outdated(now)
                && poster.isOfJournal()
                && touched.streams(poster, now)
                        .filter(streams -> new Reposting(poster, now)
                                .mend(streams, (stream, consumer) -> each(stream, Position.START, consumer)))
                        .isPresent()
                && poster.catchUp(codec, timelines);
    }

    /**
     * Posts everything up to the journal's head, and mends what rollbacks make void meanwhile.
     *
     * @return false if only a rebuild can do that
     */
    boolean catchUp(Projector poster) {
        boolean isCurrent = poster.catchUp(codec, timelines);
        for (int tries = 0; !isCurrent && tries < MENDED_MAX; tries++) {
            isCurrent = mend(poster, new Touched(journal));
        }
        return isCurrent;
    }

    /** Hands over all entries of a stream behind {@code after}. */
    void each(StreamId stream, Position after, Consumer<Recorded> consumer) {
        int read = 0;
        List<Entry> batch = journal.readStream(stream, read, STREAM_BATCH);
        while (!batch.isEmpty()) {
            batch.stream()
                    .filter(entry -> entry.position().isAfter(after))
                    .forEach(entry -> consumer.accept(codec.recorded(entry)));
            read += batch.size();
            batch = batch.size() == STREAM_BATCH ? journal.readStream(stream, read, STREAM_BATCH) : List.of();
        }
    }
}
