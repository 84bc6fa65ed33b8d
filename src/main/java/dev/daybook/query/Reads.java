package dev.daybook.query;

import dev.daybook.journal.Blobs;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RowsMissing;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * Lends a read-only view of all read models, each one's tables under the names of its {@code schema.sql}.
 *
 * <p>Thread-safe; the view is one snapshot of each read model and belongs to the calling thread until
 * {@code question} returns. Nothing lazy may leave it.
 */
@FunctionalInterface
public interface Reads {

    <T> T read(Function<DSLContext, T> question);

    /**
     * Returns how questions to the tables of these read models are asked. They are refused with {@link RowsMissing} while
     * one of them is built anew.
     */
    static Reads of(ReadModels readModels, List<String> names) {
        return new WholeReads(readModels, List.copyOf(names));
    }

    /** Returns the large values that rows of a view refer to. */
    static Blobs blobs(DSLContext view) {
        return (Blobs) Objects.requireNonNull(view.configuration().data(Blobs.class));
    }
}
