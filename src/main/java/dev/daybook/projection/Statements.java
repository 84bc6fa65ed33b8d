package dev.daybook.projection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Statements with a placeholder per column, in the order of the columns. */
public final class Statements {

    private Statements() {}

    public static Query insert(Table<?> table, List<? extends Field<?>> columns) {
        return DSL.insertInto(table).columns(columns).values(parameters(columns));
    }

    /** Inserts a row, or replaces all columns of the one with this key. */
    public static Query upsert(Table<?> table, List<? extends Field<?>> columns, List<? extends Field<?>> key) {
        Map<Field<?>, Field<?>> changes = new LinkedHashMap<>();
        for (Field<?> column : columns) {
            if (!key.contains(column)) {
                changes.put(column, DSL.excluded(column));
            }
        }
        return DSL.insertInto(table)
                .columns(columns)
                .values(parameters(columns))
                .onConflict(key)
                .doUpdate()
                .set(changes);
    }

    /** Inserts a row, or adds these numbers to those of the one with this key. */
    public static Query add(Table<?> table, List<? extends Field<?>> key, List<Field<Long>> numbers) {
        Map<Field<?>, Field<?>> changes = new LinkedHashMap<>();
        numbers.forEach(number -> changes.put(
                number,
                DSL.field(DSL.name(table.getName(), number.getName()), Long.class)
                        .plus(DSL.excluded(number))));
        List<Field<?>> columns =
                Stream.<Field<?>>concat(key.stream(), numbers.stream()).toList();
        return DSL.insertInto(table)
                .columns(columns)
                .values(parameters(columns))
                .onConflict(key)
                .doUpdate()
                .set(changes);
    }

    private static List<Param<?>> parameters(List<? extends Field<?>> columns) {
        var parameters = new ArrayList<Param<?>>();
        for (Field<?> column : columns) {
            parameters.add(DSL.param(column.getName(), column.getDataType()));
        }
        return parameters;
    }
}
