package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.DEPENDENCY;
import static dev.daybook.readmodel.Tables.SBI;

import dev.daybook.text.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * How many tasks there are, and what they wait for: counted, as to look at each would take seconds where there are many.
 *
 * @param open to be worked on
 * @param inWork of these: leased
 * @param blocked of these: not leased, and waiting for others or for themselves
 */
record Waiting(long open, long inWork, long blocked, Map<String, Long> byStatus) {

    static Waiting of(DSLContext tables, Instant now) {
        Field<Integer> tasks = DSL.count();
        var byStatus = new LinkedHashMap<String, Long>();
        long open = 0;
        // idx_sbi_status has all that is asked for
        for (var row : tables.select(SBI.STATUS, tasks)
                .from(SBI)
                .where(SBI.DELETED.eq(DSL.inline(0L)))
                .groupBy(SBI.STATUS)
                .orderBy(SBI.STATUS)
                .fetch()) {
            byStatus.put(row.value1(), row.value2().longValue());
            if (Picking.OPEN.contains(row.value1())) {
                open += row.value2();
            }
        }
        long inWork =
                tables.fetchCount(tables.selectOne().from(Picking.BY_LEASE).where(Picking.open(Optional.of(now))));
        return new Waiting(open, inWork, blocked(tables, now), byStatus);
    }

    private static long blocked(DSLContext tables, Instant now) {
        var needed = SBI.as("needed");
        String done = Status.DONE.text();
        Condition waits = Picking.open(Optional.empty())
                .and(SBI.LEASE_EXPIRES_AT.isNull().or(SBI.LEASE_EXPIRES_AT.le(Times.text(now))));
        Condition unmet = needed.STATUS.isNull().or(needed.STATUS.ne(done));
        Field<Integer> blocked = DSL.countDistinct(DSL.when(waits.and(unmet), DEPENDENCY.SBI_ID));
        // In a cycle of which something is done and something is not, something done depends on what is not, and on.
        var before = DEPENDENCY.as("before");
        var behind = DEPENDENCY.as("behind");
        Condition goesOn = DSL.exists(DSL.selectOne().from(before).where(before.DEPENDS_ON.eq(DEPENDENCY.SBI_ID)))
                .and(DSL.exists(DSL.selectOne().from(behind).where(behind.SBI_ID.eq(DEPENDENCY.DEPENDS_ON))));
        Field<Integer> odd = DSL.count(DSL.when(
                SBI.STATUS
                        .eq(done)
                        .and(needed.STATUS.in(Picking.OPEN))
                        .and(needed.DELETED.eq(0L))
                        .and(goesOn),
                DSL.inline(1)));
        var counts = tables.select(blocked, odd)
                .from(DEPENDENCY)
                .join(SBI)
                .on(SBI.ID.eq(DEPENDENCY.SBI_ID))
                .leftJoin(needed)
                .on(needed.ID.eq(DEPENDENCY.DEPENDS_ON))
                .fetchSingle();
        return counts.value1() + (counts.value2() == 0 ? 0 : inCycles(tables, waits));
    }

    /** Of those whose dependencies are all done: those that wait for themselves all the same. */
    private static long inCycles(DSLContext tables, Condition waits) {
        Set<String> possible = Cycles.among(tables.select(DEPENDENCY.SBI_ID, DEPENDENCY.DEPENDS_ON)
                .from(DEPENDENCY)
                .fetch(row -> new Cycles.Edge(row.value1(), row.value2())));
        return possible.stream()
                .filter(task ->
                        tables.fetchExists(SBI, SBI.ID.eq(task).and(waits).and(Picking.ALL_DONE)))
                .filter(task -> Picking.dependencies(tables, task).contains(task))
                .count();
    }
}
