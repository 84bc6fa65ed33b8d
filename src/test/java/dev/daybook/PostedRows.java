package dev.daybook;

import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.projection.ReadModels;

/** What imports of a test have their files compared with: the rows of its read models, as the program does. */
public final class PostedRows {

    public static ReadModelLookup of(ReadModels models) {
        return new QueryLookup(models, AllSlices.of());
    }

    private PostedRows() {}
}
