package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.DEPENDENCY;
import static dev.daybook.readmodel.Tables.LABEL;
import static dev.daybook.readmodel.Tables.SBI;
import static dev.daybook.readmodel.Tables.SPEC;

import dev.daybook.projection.Tables;
import dev.daybook.query.Rows;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** One task with its specification, labels and dependencies. */
final class SbiDetails {

    private static final Rows<SbiView> ROW = Rows.of(
            SbiShape.VIEW,
            SBI,
            DSL.field(DSL.select(SPEC.TEXT).from(SPEC).where(SPEC.SBI_ID.eq(SBI.ID)))
                    .as("spec"),
            list(LABEL.LABEL_, LABEL, LABEL.SBI_ID.eq(SBI.ID).and(LABEL.ORDINAL.ge(DSL.inline(0L))), LABEL.ORDINAL)
                    .as("labels"),
            list(DEPENDENCY.DEPENDS_ON, DEPENDENCY, DEPENDENCY.SBI_ID.eq(SBI.ID), DEPENDENCY.ORDINAL)
                    .as("depends_on"));

    private static final Query FIND =
            DSL.select(ROW.fields()).from(SBI).where(SBI.ID.eq(DSL.param("id", String.class)));

    private SbiDetails() {}

    private static Field<String> list(Field<String> of, Table<?> table, Condition which, Field<?> order) {
        return DSL.field(DSL.select(DSL.field("json_group_array({0})", String.class, DSL.field(DSL.name("item"))))
                .from(DSL.select(of.as("item")).from(table).where(which).orderBy(order)));
    }

    static Optional<SbiView> find(DSLContext tables, String id) {
        return Tables.of(tables).fetch(FIND, ROW::read, id).stream().findFirst();
    }
}
