package dev.daybook.query;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import dev.daybook.operation.Origin;
import dev.daybook.projection.Tables;
import dev.daybook.query.Keyset.Part;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/**
 * Rows of the audit log by position, in one direction.
 *
 * <p>Of a span of time alone, the database would read one row after the other until enough of them are of that time, or
 * sort all that are. So it is asked twice: among the next few rows, where those of a span that ends now stand; then, if
 * these are not enough, for the first positions that the index of times has, which is read alone.
 */
final class AuditLists {

    static final AuditLists OLDEST_FIRST = new AuditLists("audit", Function.identity(), false);
    static final AuditLists NEWEST_FIRST = new AuditLists("audit-newest", Part::down, true);

    private static final KeptSelect.Thing THING = new KeptSelect.Thing(AUDIT_LOG.ENTITY_TYPE, AUDIT_LOG.ENTITY_ID);

    /** Rows that are looked at one after the other before the index of times is. */
    private static final int NEAR = 2_000;

    private static final Query LAST = DSL.select(DSL.coalesce(DSL.max(AUDIT_LOG.POSITION), DSL.inline(0L)))
            .from(AUDIT_LOG);
    private static final Clause NOT_BEHIND = Clause.of(Long.class, AUDIT_LOG.POSITION::le);
    private static final Clause NOT_BEFORE = Clause.of(Long.class, AUDIT_LOG.POSITION::ge);

    private final Keyset order;
    private final boolean newestFirst;
    private final KeptSelect byPosition;
    private final Keyset unindexed;
    private final KeptSelect byTime;

    private AuditLists(String name, Function<Part, Part> direction, boolean newestFirst) {
        this.newestFirst = newestFirst;
        this.order = Keyset.of(name, direction.apply(Part.number(AUDIT_LOG.POSITION)));
        this.byPosition = select(Audit.ROWS.fields());
        // Its position is no way to a row: else SQLite would take that way.
        this.unindexed =
                Keyset.of(name, direction.apply(Part.number(DSL.field("+{0}", Long.class, AUDIT_LOG.POSITION))));
        List<SortField<?>> sort = order.sort();
        this.byTime = new KeptSelect(
                AUDIT_LOG,
                (from, where, limit) -> DSL.select(Audit.ROWS.fields())
                        .from(AUDIT_LOG)
                        .where(AUDIT_LOG.POSITION.in(DSL.select(AUDIT_LOG.POSITION)
                                .from(from)
                                .where(where)
                                .orderBy(unindexed.sort())
                                .limit(limit)))
                        .orderBy(sort));
    }

    static AuditLists of(AuditFilter filter) {
        return filter.newestFirst() ? NEWEST_FIRST : OLDEST_FIRST;
    }

    /** Returns a question for these fields of the rows. */
    KeptSelect select(List<Field<?>> fields) {
        return new KeptSelect(
                AUDIT_LOG,
                (from, where, limit) -> DSL.select(fields)
                        .from(from)
                        .where(where)
                        .orderBy(order.sort())
                        .limit(limit));
    }

    Clauses where(AuditFilter filter, Optional<String> cursor) {
        return AuditClauses.of(filter).behind(order, cursor);
    }

    String cursor(AuditRow row) {
        return order.cursor(row.position());
    }

    <T> List<T> fetch(
            DSLContext tables, KeptSelect select, Origin origin, Clauses where, int limit, Rows.Read<T> read) {
        return select.fetch(tables, origin, THING, where, limit, read);
    }

    Page<AuditRow> page(DSLContext tables, Origin origin, AuditFilter filter, Optional<String> cursor, int limit) {
        List<AuditRow> rows = origin == Origin.ANY && filter.isOfTimeAlone()
                ? ofTime(tables, filter, cursor, limit + 1)
                : fetch(tables, byPosition, origin, where(filter, cursor), limit + 1, Audit.ROWS::read);
        return Page.of(Audit.whole(tables, rows), limit, this::cursor, Function.identity());
    }

    private List<AuditRow> ofTime(DSLContext tables, AuditFilter filter, Optional<String> cursor, int limit) {
        long from = order.numberAfter(cursor).orElseGet(() -> newestFirst ? last(tables) : 0);
        Clauses near = newestFirst
                ? where(filter, cursor).and(NOT_BEFORE, from - NEAR)
                : where(filter, cursor).and(NOT_BEHIND, from + NEAR);
        List<AuditRow> rows = byPosition.fetch(tables, near, limit, Audit.ROWS::read);
        return rows.size() == limit
                ? rows
                : byTime.fetch(tables, AuditClauses.of(filter).behind(unindexed, cursor), limit, Audit.ROWS::read);
    }

    private static long last(DSLContext tables) {
        return Tables.of(tables).fetch(LAST, row -> row.getLong(1)).getFirst();
    }

    /** Returns the row at a position. */
    Optional<AuditRow> find(DSLContext tables, long position) {
        return byPosition
                .fetch(tables, new Clauses().and(AuditClauses.POSITION, position), 1, Audit.ROWS::read)
                .stream()
                .findFirst();
    }
}
