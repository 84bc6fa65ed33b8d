package dev.daybook.projection;

import dev.daybook.journal.Position;
import java.util.List;
import java.util.Optional;

/**
 * What a rebuild would change.
 *
 * @param id by which what was built is swapped in; it is kept for {@link ReadModels#PREVIEW_KEPT}, or until the next one
 */
public record Preview(String id, List<Model> models) {

    /**
     * What it would change in one read model.
     *
     * @param version of the tables that were built, {@code versionBefore} of those that they were compared with
     * @param position up to which both were compared
     * @param reason why the live rows are being made anew: then it was compared with the generation before them, if there is one
     * @param tables before: as they are; after: as they were built; those without a difference, too
     */
    public record Model(
            String name,
            int version,
            int versionBefore,
            Position position,
            Optional<String> reason,
            List<TableDifference> tables) {

        /** Returns whether nothing would change. */
        public boolean isEqual() {
            return tables.stream().allMatch(TableDifference::isEqual);
        }
    }
}
