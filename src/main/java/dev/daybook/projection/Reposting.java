package dev.daybook.projection;

import dev.daybook.event.Recorded;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts once more what lies before the checkpoint: of a stream that was set aside, or of streams of which a rollback has
 * made rows void. All of it or nothing, in one transaction; the checkpoint stays where it is.
 */
final class Reposting {

    /** Streams that are mended before their rows are written. */
    private static final int FLUSHED = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Reposting.class);

    private final Projector poster;
    private final Projection projection;
    private final Generation generation;
    private final Timeline now;

    Reposting(Projector poster, Timeline now) {
        this.poster = poster;
        this.projection = poster.projection();
        this.generation = poster.generation();
        this.now = now;
    }

    /**
     * Posts what waits of a stream that was set aside, from the event that failed on.
     *
     * @return how many events were posted
     */
    int retry(StreamId stream, Function<Position, List<Recorded>> from) {
        poster.begin(now);
        Optional<Quarantine.SetAside> aside = generation.quarantine().of(stream);
        if (aside.isEmpty()) {
            return 0;
        }
        int[] posted = {0};
        Optional<RuntimeException> failure = failure(generation.checkpoint().timeline(), () -> {
            generation.quarantine().free(stream);
            for (Recorded recorded : from.apply(new Position(aside.get().position()))) {
                if (!recorded.position().isAfter(poster.checkpoint())
                        && (projection.seesVoid() || now.counts(recorded.entry()))) {
                    projection.apply(recorded, generation.tables());
                    posted[0]++;
                }
            }
        });
        failure.ifPresent(why -> generation.quarantine().setAside(stream, Projector.describe(why)));
        return failure.isPresent() ? 0 : posted[0];
    }

    /**
     * Mends rows that a rollback has made void: those of each stream that it touched are taken out and posted again.
     *
     * @param touched the streams of which other entries count now, up to the checkpoint
     * @param entries hands over all entries of a stream
     * @return false, with the rows as they were, if only a rebuild can do that
     */
    boolean mend(List<StreamId> touched, BiConsumer<StreamId, Consumer<Recorded>> entries) {
        poster.begin(now);
        if (generation.quarantine().all().stream()
                .anyMatch(aside -> touched.stream()
                        .anyMatch(streamId -> streamId.toString().equals(aside.stream())))) {
            return false;
        }
        Optional<RuntimeException> failure = failure(now.number(), () -> {
            int mended = 0;
            for (StreamId stream : touched) {
                entries.accept(stream, this::post);
                if (++mended % FLUSHED == 0) {
                    projection.flush(generation.tables()); // its rows hold memory
                }
            }
        });
        failure.ifPresent(why -> LOG.debug("{} is not mended in place: {}", projection.name(), why.toString()));
        return failure.isEmpty();
    }

    private void post(Recorded recorded) {
        if (recorded.entry().revision() == 0 && !projection.remove(recorded, generation.tables())) {
            throw new IllegalStateException("the rows of %s cannot be told from others".formatted(recorded.stream()));
        }
        if (recorded.position().isAfter(poster.checkpoint())) {
            return;
        }
        if (now.counts(recorded.entry())) {
            projection.apply(recorded, generation.tables());
        } else {
            projection.passOver(recorded, generation.tables());
        }
    }

    /** Does the work, up to the commit. Returns why it could not be done; then the rows are as they were. */
    private Optional<RuntimeException> failure(int timeline, Runnable work) {
        Link madeOf = poster.madeOf(poster.checkpoint());
        try {
            generation.begin();
            work.run();
            projection.flush(generation.tables());
            generation.move(poster.checkpoint(), madeOf, timeline);
            generation.commit();
            return Optional.empty();
        } catch (RuntimeException e) {
            poster.rollback();
            Projector.throwIfOfTheDatabase(e);
            return Optional.of(e);
        }
    }
}
