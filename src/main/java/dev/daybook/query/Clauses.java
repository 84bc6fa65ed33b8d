package dev.daybook.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** The conditions of one question, all of which must hold, with their values. For one thread. */
public final class Clauses {

    private final List<Clause> clauses = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private Condition once = DSL.noCondition();
    private boolean isKept = true;

    /** Adds a condition with its values, in their order. */
    public Clauses and(Clause clause, Object... of) {
        if (of.length != clause.values()) {
            throw new IllegalArgumentException("%d values for a condition on %d".formatted(of.length, clause.values()));
        }
        clauses.add(clause);
        values.addAll(List.of(of));
        return this;
    }

    /** Adds a condition where there is a value for it. */
    public Clauses and(Clause clause, Optional<?> of) {
        of.ifPresent(value -> and(clause, value));
        return this;
    }

    /** Adds that rows are behind a cursor, if there is one. */
    public Clauses behind(Keyset order, Optional<String> cursor) {
        order.behind(cursor, this);
        return this;
    }

    /** Adds a condition of this question alone: no statement is kept for it. */
    public Clauses once(Condition condition) {
        once = once.and(condition);
        isKept = false;
        return this;
    }

    /** Returns whether others may ask the same with other values. */
    boolean isKept() {
        return isKept;
    }

    /** Returns what tells a statement from others. */
    List<Clause> form() {
        return List.copyOf(clauses);
    }

    List<Object> values() {
        return values;
    }

    Condition open() {
        return DSL.and(clauses.stream().map(Clause::open).toList());
    }

    Condition bound() {
        var conditions = new ArrayList<Condition>();
        int at = 0;
        for (Clause clause : clauses) {
            conditions.add(clause.bound(values.subList(at, at + clause.values())));
            at += clause.values();
        }
        return DSL.and(conditions).and(once);
    }
}
