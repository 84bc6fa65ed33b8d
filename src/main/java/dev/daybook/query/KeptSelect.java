package dev.daybook.query;

import dev.daybook.operation.Origin;
import dev.daybook.projection.Tables;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.ResultQuery;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * A question that is asked with some conditions or others: its statement is rendered and prepared once for each
 * combination of them, and not for each call, which would take as long as to answer it. To be made once, as a constant.
 * Thread-safe.
 */
public final class KeptSelect {

    /** More than are asked: whoever tries all combinations must not fill the memory with statements. */
    private static final int FORMS_MAX = 64;

    /** Puts the statement together; its only values are in the condition and, behind it, the limit. */
    @FunctionalInterface
    public interface Select {
        ResultQuery<?> of(Table<?> from, Condition where, Field<Integer> limit);
    }

    private final Table<?> table;
    private final Select select;
    private final Map<List<Clause>, Query> kept = new ConcurrentHashMap<>();

    public KeptSelect(Table<?> table, Select select) {
        this.table = table;
        this.select = select;
    }

    /** Reads the rows for which these conditions hold. */
    public <T> List<T> fetch(DSLContext tables, Clauses where, int limit, Rows.Read<T> read) {
        List<Clause> form = where.form();
        Query query = where.isKept() ? kept.get(form) : null;
        if (query == null) {
            if (!where.isKept() || kept.size() >= FORMS_MAX) {
                return once(tables, table, where.bound(), limit, read);
            }
            query = kept.computeIfAbsent(form, _ -> select.of(table, where.open(), DSL.param("limit", Integer.class)));
        }
        var values = new Object[where.values().size() + 1];
        where.values().toArray(values);
        values[values.length - 1] = limit;
        return Tables.of(tables).fetch(query, read::of, values);
    }

    /** As {@link #fetch(DSLContext, Clauses, int, Rows.Read)}, of the things of that origin. */
    public <T> List<T> fetch(
            DSLContext tables, Origin origin, Thing thing, Clauses where, int limit, Rows.Read<T> read) {
        if (origin == Origin.ANY) {
            return fetch(tables, where, limit, read);
        }
        Origin.Narrowed wanted = origin.narrow(tables, table, thing.kind(), thing.id());
        return once(tables, wanted.from(), where.bound().and(wanted.condition()), limit, read);
    }

    /** What says about which thing a row is. */
    public record Thing(Field<String> kind, Field<String> id) {}

    private <T> List<T> once(DSLContext tables, Table<?> from, Condition where, int limit, Rows.Read<T> read) {
        ResultQuery<?> query = select.of(from, where, DSL.val(limit));
        tables.attach(query);
        return Rows.fetch(query, read);
    }
}
