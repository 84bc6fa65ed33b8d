package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.DEPENDENCY;
import static dev.daybook.readmodel.Tables.SBI;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * How many tasks there are, and how many of them wait, whoever has leased them: what stays as it is until the read model goes
 * on. To count them takes as long as there are tasks and dependencies.
 *
 * @param unmet to be worked on, and dependent on something that is not done
 * @param inCycles to be worked on, dependent on themselves through others, all of whom are done
 */
record TaskCounts(Map<String, Long> byStatus, long unmet, Set<String> inCycles) {

    static TaskCounts of(DSLContext tables) {
        Field<Integer> tasks = DSL.count();
        var byStatus = new LinkedHashMap<String, Long>();
        // idx_sbi_status has all that is asked for
        tables.select(SBI.STATUS, tasks)
                .from(SBI)
                .where(SBI.DELETED.eq(DSL.inline(0L)))
                .groupBy(SBI.STATUS)
                .orderBy(SBI.STATUS)
                .forEach(row -> byStatus.put(row.value1(), row.value2().longValue()));
        var needed = SBI.as("needed");
        String done = Status.DONE.text();
        Condition open = Picking.open(Optional.empty());
        Condition isNotDone = needed.STATUS.isNull().or(needed.STATUS.ne(done));
        Field<Integer> unmet = DSL.countDistinct(DSL.when(open.and(isNotDone), DEPENDENCY.SBI_ID));
        Field<Integer> odd = DSL.count(DSL.when(odd(needed), DSL.inline(1)));
        var counts = tables.select(unmet, odd)
                .from(DEPENDENCY)
                .join(SBI)
                .on(SBI.ID.eq(DEPENDENCY.SBI_ID))
                .leftJoin(needed)
                .on(needed.ID.eq(DEPENDENCY.DEPENDS_ON))
                .fetchSingle();
        return new TaskCounts(byStatus, counts.value1(), counts.value2() == 0 ? Set.of() : inCycles(tables, open));
    }

    /** In a cycle of which something is done and something is not, something done depends on what is not, and on. */
    private static Condition odd(dev.daybook.readmodel.tables.Sbi needed) {
        var before = DEPENDENCY.as("before");
        var behind = DEPENDENCY.as("behind");
        return SBI.STATUS
                .eq(Status.DONE.text())
                .and(needed.STATUS.in(Picking.OPEN))
                .and(needed.DELETED.eq(0L))
                .and(DSL.exists(DSL.selectOne().from(before).where(before.DEPENDS_ON.eq(DEPENDENCY.SBI_ID))))
                .and(DSL.exists(DSL.selectOne().from(behind).where(behind.SBI_ID.eq(DEPENDENCY.DEPENDS_ON))));
    }

    /** Returns the tasks to be worked on that depend on themselves through others, all of whom are done. */
    static Set<String> inCycles(DSLContext tables) {
        var needed = SBI.as("needed");
        boolean maybe = tables.fetchExists(DSL.selectOne()
                .from(DEPENDENCY)
                .join(SBI)
                .on(SBI.ID.eq(DEPENDENCY.SBI_ID))
                .join(needed)
                .on(needed.ID.eq(DEPENDENCY.DEPENDS_ON))
                .where(odd(needed)));
        return maybe ? inCycles(tables, Picking.open(Optional.empty())) : Set.of();
    }

    /** Of those whose dependencies are all done: those that wait for themselves all the same. */
    private static Set<String> inCycles(DSLContext tables, Condition open) {
        Set<String> possible = Cycles.among(tables.select(DEPENDENCY.SBI_ID, DEPENDENCY.DEPENDS_ON)
                .from(DEPENDENCY)
                .fetch(row -> new Cycles.Edge(row.value1(), row.value2())));
        return possible.stream()
                .filter(task ->
                        tables.fetchExists(SBI, SBI.ID.eq(task).and(open).and(Picking.ALL_DONE)))
                .filter(task -> Picking.dependencies(tables, task).contains(task))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns what of them is leased, is ready, and waits at {@code now}; few of many are leased. */
    Waiting at(DSLContext tables, Instant now) {
        Condition leased = Picking.open(Optional.of(now));
        Field<Integer> all = DSL.count();
        Field<Integer> waiting = DSL.count(DSL.when(SBI.DEPENDENCIES.gt(0L).andNot(Picking.ALL_DONE), DSL.inline(1)));
        var held =
                tables.select(all, waiting).from(Picking.BY_LEASE).where(leased).fetchSingle();
        long inCycle = inCycles.stream()
                .filter(task -> tables.fetchExists(SBI, SBI.ID.eq(task).and(leased)))
                .count();
        long open = byStatus.entrySet().stream()
                .filter(status -> Picking.OPEN.contains(status.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        long inWork = held.value1();
        long blocked = unmet - held.value2() + inCycles.size() - inCycle;
        // What is leased may be counted a moment later than what is open.
        return new Waiting(open, inWork, Math.max(0, open - inWork - blocked), blocked, byStatus);
    }
}
