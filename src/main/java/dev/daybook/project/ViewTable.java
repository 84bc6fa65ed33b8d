package dev.daybook.project;

import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** A table of views, which are read and written as a whole: those that a batch has touched are written at its end. */
final class ViewTable<V> {

    private final Shape<V> shape;
    private final Rows<V> rows;
    private final Query write;
    private final Query find;
    private final Query remove;
    private final Query takeRevision;
    private final List<Function<? super V, ?>> columns = new ArrayList<>();
    private final Map<String, Optional<V>> touched = new TreeMap<>(); // what is listed together stands together

    /** @param more columns that are made of a view and not read with it */
    ViewTable(Class<V> view, Table<?> table, Field<String> key, Map<Field<?>, Function<V, ?>> more) {
        shape = Shape.plain(view);
        rows = Rows.of(shape, table);
        var fields = new ArrayList<Field<?>>();
        shape.columns().forEach(column -> {
            fields.add(Objects.requireNonNull(table.field(column.name()), column.name()));
            columns.add(column.of());
        });
        more.forEach((field, of) -> {
            fields.add(field);
            columns.add(of);
        });
        var which = key.eq(DSL.param("key", String.class));
        write = Statements.upsert(table, fields, List.of(key));
        find = DSL.select(rows.fields()).from(table).where(which);
        remove = DSL.deleteFrom(table).where(which);
        takeRevision = DSL.update(table)
                .set(DSL.field(DSL.name("revision"), Long.class), DSL.param("revision", Long.class))
                .where(which);
    }

    /** Changes the view of a key; nothing removes it. */
    void change(String key, boolean isNew, Tables tables, UnaryOperator<Optional<V>> change) {
        Optional<V> before = touched.get(key);
        if (before == null) {
            before = isNew ? Optional.empty() : find(key, tables);
        }
        touched.put(key, change.apply(before));
    }

    private Optional<V> find(String key, Tables tables) {
        return tables.fetch(find, rows::read, key).stream().findFirst();
    }

    /** Notes that an entry that does not count has taken a revision. */
    void takeRevision(String key, long revision, Tables tables) {
        Optional<V> view = touched.get(key);
        if (view == null) {
            tables.execute(takeRevision, revision, key);
        } else {
            touched.put(key, view.map(value -> shape.with(value, "revision", revision)));
        }
    }

    void flush(Tables tables) {
        touched.forEach((key, view) -> view.ifPresentOrElse(
                value -> tables.execute(
                        write, columns.stream().map(of -> of.apply(value)).toArray()),
                () -> tables.execute(remove, key)));
        touched.clear();
    }

    void forget() {
        touched.clear();
    }
}
