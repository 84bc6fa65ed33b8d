package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.DEPENDENCY;
import static dev.daybook.readmodel.Tables.SBI;

import dev.daybook.projection.Dialects;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Which tasks may be worked on next, and which of them wait for others. */
final class Picking {

    /** How many possible tasks are looked at per query; those in a cycle among them fall out afterwards. */
    private static final int BATCH = 200;

    /** What is to be worked on. */
    static final Set<String> OPEN =
            Set.of(Status.READY.text(), Status.WIP.text(), Status.REVIEW.text(), Status.REVIEW_AND_WIP.text());

    // Literally the condition of idx_sbi_pick: bound values would not let SQLite see that.
    private static final Condition TO_BE_WORKED_ON = SBI.DELETED
            .eq(DSL.inline(0L))
            .and(SBI.STATUS.in(
                    DSL.inline(Status.READY.text()),
                    DSL.inline(Status.WIP.text()),
                    DSL.inline(Status.REVIEW.text()),
                    DSL.inline(Status.REVIEW_AND_WIP.text())));

    // Left to itself SQLite would rather take the list's index, and sort.
    private static final Table<Record> IN_ORDER = by("idx_sbi_pick");

    /** The tasks as leases end: few of many are leased, which SQLite does not know. */
    static final Table<Record> BY_LEASE = by("idx_sbi_lease");

    private static final Keyset NEXT_FIRST = Keyset.of(
            "ready",
            Part.number(SBI.PICK_FIRST),
            Part.number(SBI.PICK_NEXT),
            Part.number(SBI.REGISTERED_POSITION),
            Part.text(SBI.ID));

    private static final dev.daybook.readmodel.tables.Sbi NEEDED = SBI.as("needed");

    /** Of a task: nothing that it depends on is not done. */
    static final Condition ALL_DONE = DSL.notExists(DSL.selectOne()
            .from(DEPENDENCY)
            .leftJoin(NEEDED)
            .on(NEEDED.ID.eq(DEPENDENCY.DEPENDS_ON))
            .where(DEPENDENCY.SBI_ID.eq(SBI.ID))
            .and(NEEDED.STATUS.isNull().or(NEEDED.STATUS.ne(Status.DONE.text()))));

    /** Of a task: something that it depends on is not done. Found by the dependencies: few of many tasks have some. */
    static final Condition WAITS = SBI.ID.in(DSL.select(DEPENDENCY.SBI_ID)
            .from(DEPENDENCY)
            .leftJoin(NEEDED)
            .on(NEEDED.ID.eq(DEPENDENCY.DEPENDS_ON))
            .where(NEEDED.STATUS.isNull().or(NEEDED.STATUS.ne(DSL.inline(Status.DONE.text())))));

    private static final Rows<Candidate> ROW = Rows.of(Shape.plain(Candidate.class), SBI, SBI.DEPENDENCIES);

    private Picking() {}

    /** Returns the tasks as they are found by an index that SQLite would not take by itself. */
    static Table<Record> by(String index) {
        return DSL.table("sbi {0}", Dialects.onlyInSqlite("INDEXED BY " + index));
    }

    /** Returns what tells tasks to be worked on; those that are leased at {@code now} if it is given. */
    static Condition open(Optional<Instant> now) {
        return now.map(instant -> TO_BE_WORKED_ON.and(SBI.LEASE_EXPIRES_AT.gt(Times.text(instant))))
                .orElse(TO_BE_WORKED_ON);
    }

    /** Returns the next tasks behind those that were listed. */
    static Page<Candidate> pickable(
            DSLContext tables, Condition wanted, Instant now, Optional<String> cursor, int limit) {
        var picked = new ArrayList<Record>();
        Optional<String> behind = cursor;
        List<Record> rows;
        do {
            rows = batch(tables, wanted, now, behind);
            for (Record row : rows) {
                if (picked.size() <= limit && !isInCycle(tables, row)) {
                    picked.add(row);
                }
            }
            behind = rows.isEmpty() ? behind : Optional.of(NEXT_FIRST.cursor(rows.getLast()));
        } while (picked.size() <= limit && rows.size() == BATCH);
        return Page.of(picked, limit, NEXT_FIRST::cursor, ROW::of);
    }

    private static boolean isInCycle(DSLContext tables, Record row) {
        return row.get(SBI.DEPENDENCIES) > 0
                && reachable(tables, row.get(SBI.ID), true).contains(row.get(SBI.ID));
    }

    private static List<Record> batch(DSLContext tables, Condition wanted, Instant now, Optional<String> cursor) {
        return new ArrayList<>(tables.select(ROW.fields())
                .select(SBI.PICK_FIRST, SBI.PICK_NEXT, SBI.REGISTERED_POSITION)
                .from(IN_ORDER)
                .where(TO_BE_WORKED_ON)
                .and(wanted)
                .and(SBI.LEASE_EXPIRES_AT.isNull().or(SBI.LEASE_EXPIRES_AT.le(Times.text(now))))
                .and(SBI.DEPENDENCIES.eq(0L).or(ALL_DONE))
                .and(NEXT_FIRST.behind(cursor))
                .orderBy(NEXT_FIRST.sort())
                .limit(BATCH)
                .fetch());
    }

    static Set<SbiId> dependants(DSLContext tables, String sbi) {
        var dependants = new LinkedHashSet<SbiId>();
        for (String id : reachable(tables, sbi, false)) {
            dependants.add(new SbiId(id));
        }
        return dependants;
    }

    /** Returns what each of some tasks depends on that is not done, in the order in which that was said. */
    static Map<String, List<Needed>> needed(DSLContext tables, Collection<String> waiting) {
        return tables.select(DEPENDENCY.SBI_ID, DEPENDENCY.DEPENDS_ON, NEEDED.STATUS)
                .from(DEPENDENCY)
                .leftJoin(NEEDED)
                .on(NEEDED.ID.eq(DEPENDENCY.DEPENDS_ON))
                .where(DEPENDENCY.SBI_ID.in(waiting))
                .and(NEEDED.STATUS.isNull().or(NEEDED.STATUS.ne(Status.DONE.text())))
                .orderBy(DEPENDENCY.SBI_ID, DEPENDENCY.ORDINAL)
                .fetchGroups(
                        row -> row.get(DEPENDENCY.SBI_ID),
                        row -> new Needed(row.get(DEPENDENCY.DEPENDS_ON), Optional.ofNullable(row.get(NEEDED.STATUS))));
    }

    /** Returns the tasks that one depends on, directly or not. */
    static Set<String> dependencies(DSLContext tables, String sbi) {
        return reachable(tables, sbi, true);
    }

    /** Returns what {@code sbi} depends on ({@code down}), or what depends on it; itself only if it is in a cycle. */
    private static Set<String> reachable(DSLContext tables, String sbi, boolean down) {
        var from = down ? DEPENDENCY.SBI_ID : DEPENDENCY.DEPENDS_ON;
        var to = down ? DEPENDENCY.DEPENDS_ON : DEPENDENCY.SBI_ID;
        var reached = DSL.field(DSL.name("reached", "id"), String.class);
        // UNION, not UNION ALL: a cycle ends when it comes round.
        CommonTableExpression<Record1<String>> closure = DSL.name("reached")
                .fields("id")
                .as(DSL.select(to)
                        .from(DEPENDENCY)
                        .where(from.eq(sbi))
                        .union(DSL.select(to)
                                .from(DEPENDENCY)
                                .join(DSL.table(DSL.name("reached")))
                                .on(from.eq(reached))));
        return new LinkedHashSet<>(tables.withRecursive(closure)
                .select(reached)
                .from(DSL.table(DSL.name("reached")))
                .orderBy(reached)
                .fetch(reached));
    }
}
