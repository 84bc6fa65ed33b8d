package dev.daybook;

import dev.daybook.importing.ReadModelLookup;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import dev.daybook.slice.Slices;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers an import's questions about what it wrote from the read models. */
final class QueryLookup implements ReadModelLookup {

    /** Posting the largest import takes minutes; what takes longer has stopped. */
    private static final Duration WAIT_MAX = Duration.ofMinutes(30);

    private final ReadModels models;
    private final Slices slices;
    private @Nullable Map<String, Function<String, Optional<Map<String, Object>>>> fields; // made when first asked for

    QueryLookup(ReadModels models, Slices slices) {
        this.models = models;
        this.slices = slices;
    }

    @Override
    public void await(Position position) {
        models.catchUp(); // after a large import by a rebuild, which is quicker than following
        try {
            if (!models.await(position, WAIT_MAX)) {
                throw new IllegalStateException(
                        "the read models have not come to position %s: see daybook projections".formatted(position));
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

    private synchronized Map<String, Function<String, Optional<Map<String, Object>>>> fields() {
        if (fields == null) {
            fields = slices.fields(models::read);
        }
        return fields;
    }
}
