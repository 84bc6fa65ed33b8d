package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.DEPENDENCY;
import static dev.daybook.readmodel.Tables.LABEL;
import static dev.daybook.readmodel.Tables.SBI;
import static dev.daybook.readmodel.Tables.SPEC;

import dev.daybook.domain.Json;
import dev.daybook.text.Times;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** One task with its specification, labels and dependencies. */
final class SbiDetails {

    private SbiDetails() {}

    static Optional<SbiView> find(DSLContext tables, String id) {
        return tables.selectFrom(SBI).where(SBI.ID.eq(id)).fetchOptional(it -> view(tables, it));
    }

    private static SbiView view(DSLContext tables, Record it) {
        String id = it.get(SBI.ID);
        Optional<String> spec =
                tables.select(SPEC.TEXT).from(SPEC).where(SPEC.SBI_ID.eq(id)).fetchOptional(SPEC.TEXT);
        List<String> labels = tables.select(LABEL.LABEL_)
                .from(LABEL)
                .where(LABEL.SBI_ID.eq(id), LABEL.ORDINAL.ge(0L))
                .orderBy(LABEL.ORDINAL)
                .fetch(LABEL.LABEL_);
        List<String> dependsOn = tables.select(DEPENDENCY.DEPENDS_ON)
                .from(DEPENDENCY)
                .where(DEPENDENCY.SBI_ID.eq(id))
                .orderBy(DEPENDENCY.ORDINAL)
                .fetch(DEPENDENCY.DEPENDS_ON);
        return new SbiView(
                id,
                it.get(SBI.TASK_ID),
                SbiShape.SAID.ofRow(it::get),
                spec,
                List.copyOf(labels),
                it.get(SBI.STATUS),
                Optional.ofNullable(it.get(SBI.ORIGINAL_STATUS)),
                Optional.ofNullable(it.get(SBI.POR)).map(Long::intValue),
                List.copyOf(dependsOn),
                Optional.ofNullable(it.get(SBI.STEP)),
                it.get(SBI.TURN).intValue(),
                it.get(SBI.ATTEMPT).intValue(),
                Optional.ofNullable(it.get(SBI.DECISION)),
                SbiQueries.lease(it),
                Times.instant(it.get(SBI.CREATED_AT)),
                Times.instant(it.get(SBI.UPDATED_AT)),
                Times.optional(it.get(SBI.COMPLETED_AT)),
                it.get(SBI.DELETED) == 1,
                Times.optional(it.get(SBI.DELETED_AT)),
                it.get(SBI.PLACEHOLDER) == 1,
                it.get(SBI.NOTES).intValue(),
                new Json(it.get(SBI.METADATA)),
                it.get(SBI.REVISION),
                it.get(SBI.POSITION));
    }
}
