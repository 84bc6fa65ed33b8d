package dev.daybook;

import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.importing.run.Slower;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Reads;
import dev.daybook.slice.Slices;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers an import's questions about what it wrote from the read models. */
final class QueryLookup implements ReadModelLookup {

    /** Posting the largest import takes minutes; what takes longer has stopped. */
    private static final Duration WAIT_MAX = Duration.ofMinutes(30);

    private static final Duration TELL_EVERY = Duration.ofMillis(200);

    private final ReadModels models;
    private final Slices slices;
    private final QuerySpeed speed;
    private @Nullable Map<String, Function<String, Optional<Map<String, Object>>>> fields; // made when first asked for

    /** One that takes any time for well. */
    QueryLookup(ReadModels models, Slices slices) {
        this(models, slices, new QuerySpeed(Integer.MAX_VALUE, Integer.MAX_VALUE, System::nanoTime));
    }

    QueryLookup(ReadModels models, Slices slices, QuerySpeed speed) {
        this.models = models;
        this.slices = slices;
        this.speed = speed;
    }

    @Override
    public void await(Position position) {
        await(position, (_, _) -> {});
    }

    @Override
    public void await(Position position, Posting listener) {
        // after a large import by a rebuild, which is quicker than following
        models.catchUp(progress -> listener.at(progress.done(), progress.total()));
        long endNs = System.nanoTime() + WAIT_MAX.toNanos();
        try {
            while (!models.await(position, TELL_EVERY)) {
                if (System.nanoTime() - endNs >= 0) {
                    throw new IllegalStateException(
                            "the read models have not come to position %s: see daybook projections"
                                    .formatted(position));
                }
                listener.at(models.position().value(), position.value());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("waiting for the read models was interrupted", e);
        }
    }

    @Override
    public Optional<Map<String, Object>> fields(StreamId stream) {
        return Optional.ofNullable(fields().get(stream.category())).flatMap(of -> of.apply(stream.key()));
    }

    @Override
    public Supplier<Optional<Slower>> timed() {
        return speed.begin(slices.questions(Reads.of(models, models.names())));
    }

    private synchronized Map<String, Function<String, Optional<Map<String, Object>>>> fields() {
        if (fields == null) {
            fields = slices.fields(Reads.of(models, models.names()));
        }
        return fields;
    }
}
