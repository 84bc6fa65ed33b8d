package dev.daybook.query;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import dev.daybook.domain.Rejected;
import dev.daybook.text.Times;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** What a filter of the audit log asks of its rows. */
final class AuditClauses {

    static final Clause POSITION = Clause.of(Long.class, AUDIT_LOG.POSITION::eq);
    static final Clause COUNTS = Clause.of(AUDIT_LOG.UNDONE_BY.isNull());

    private static final Clause ENTITY_TYPE = Clause.of(String.class, AUDIT_LOG.ENTITY_TYPE::eq);
    private static final Clause ENTITY_ID = Clause.of(String.class, AUDIT_LOG.ENTITY_ID::eq);
    private static final Clause CORRELATION = Clause.of(String.class, AUDIT_LOG.CORRELATION::eq);
    private static final Clause SESSION = Clause.of(String.class, AUDIT_LOG.SESSION_ID::eq);
    private static final Beginning ACTOR = Beginning.of(AUDIT_LOG.USER);
    private static final Beginning ACTION = Beginning.of(AUDIT_LOG.ACTION);
    private static final Beginning SOURCE = Beginning.of(AUDIT_LOG.SOURCE);
    private static final Bounds HAPPENED = Bounds.of(AUDIT_LOG.TIMESTAMP);
    private static final Bounds RECORDED = Bounds.of(AUDIT_LOG.RECORDED_AT);

    private AuditClauses() {}

    static Clauses of(AuditFilter filter) {
        var where = new Clauses();
        filter.entity().ifPresent(text -> entity(text, where));
        filter.actor().ifPresent(text -> ACTOR.add(text, where));
        filter.action().ifPresent(text -> ACTION.add(text, where));
        filter.source().ifPresent(text -> SOURCE.add(text, where));
        where.and(CORRELATION, filter.correlation()).and(SESSION, filter.session());
        HAPPENED.add(filter.happened(), where);
        recorded(filter.recorded(), where);
        return filter.includeUndone() ? where : where.and(COUNTS);
    }

    /** Adds that rows were written down in that span. */
    static void recorded(Span span, Clauses where) {
        RECORDED.add(span, where);
    }

    static Condition within(Field<String> time, Span span) {
        Condition from =
                span.since().map(instant -> time.ge(Times.text(instant))).orElse(DSL.noCondition());
        return span.until()
                .map(instant -> from.and(time.lt(Times.text(instant))))
                .orElse(from);
    }

    /** Adds that rows are of this entity, or of this kind. */
    private static void entity(String entity, Clauses where) {
        int slash = entity.indexOf('/');
        if (slash == 0 || slash == entity.length() - 1 || entity.isEmpty()) {
            throw Rejected.invalidAt("/entity", "'%s' is no entity: want kind/id, or a kind such as sbi", entity);
        }
        if (slash < 0) {
            where.and(ENTITY_TYPE, entity);
        } else {
            entity(entity.substring(0, slash), entity.substring(slash + 1), where);
        }
    }

    static Clauses entity(String kind, String id, Clauses where) {
        return where.and(ENTITY_TYPE, kind).and(ENTITY_ID, id);
    }

    /** A text, or all that begin with what stands before a star. */
    private record Beginning(Clause equal, Clause notBefore, Clause before) {

        static Beginning of(Field<String> field) {
            return new Beginning(
                    Clause.of(String.class, field::eq),
                    Clause.of(String.class, field::ge),
                    Clause.of(String.class, field::lt));
        }

        void add(String wanted, Clauses where) {
            if (wanted.endsWith("*")) {
                String beginning = wanted.substring(0, wanted.length() - 1);
                where.and(notBefore, beginning).and(before, beginning + Character.MAX_VALUE);
            } else {
                where.and(equal, wanted);
            }
        }
    }

    /** A span of time. */
    private record Bounds(Clause since, Clause until) {

        static Bounds of(Field<String> time) {
            return new Bounds(Clause.of(String.class, time::ge), Clause.of(String.class, time::lt));
        }

        void add(Span span, Clauses where) {
            where.and(since, span.since().map(Times::text))
                    .and(until, span.until().map(Times::text));
        }
    }
}
