package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.DEPENDENCY;
import static dev.daybook.readmodel.Tables.LABEL;
import static dev.daybook.readmodel.Tables.SBI;

import dev.daybook.operation.Origin;
import dev.daybook.projection.Tables;
import dev.daybook.query.Clause;
import dev.daybook.query.Clauses;
import dev.daybook.query.KeptSelect;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import dev.daybook.text.Times;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SelectLimitStep;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Lists of tasks in one order: what is asked for most. */
final class SbiLists {

    // Exactly the columns of idx_sbi_list: the list of one status never touches the table.
    static final Rows<SbiRow> ROW = Rows.of(Shape.plain(SbiRow.class), SBI, SBI.REGISTERED_POSITION);

    private static final KeptSelect.Thing TASK = new KeptSelect.Thing(DSL.inline("sbi"), SBI.ID);

    private static final Clause LISTED = Clause.of(SBI.DELETED.eq(DSL.inline(0L)));

    /**
     * As {@link #LISTED}, of tasks of which there are few: SQLite does not know that, and where an index has all tasks in the
     * order of the list, it would go through it and look at each. A column with a sign is in no index.
     */
    private static final Clause LISTED_OF_FEW =
            Clause.of(DSL.field("+{0}", Long.class, SBI.DELETED).eq(DSL.inline(0L)));

    /** So many are looked up and sorted as fast as others are walked past in the order of the list. */
    private static final int FEW = 5_000;

    private static final Query HAVE_STATUS = upTo(DSL.selectOne()
            .from(SBI)
            .where(SBI.DELETED.eq(DSL.inline(0L)), SBI.STATUS.eq(DSL.param("status", String.class))));
    private static final Query HAVE_PRIORITY = upTo(DSL.selectOne()
            .from(SBI)
            .where(SBI.DELETED.eq(DSL.inline(0L)), SBI.PRIORITY.eq(DSL.param("priority", Long.class))));
    private static final Query HAVE_LABEL =
            upTo(DSL.selectOne().from(LABEL).where(LABEL.LABEL_.eq(DSL.param("label", String.class))));

    private static final Query HAVE_ASSIGNEE =
            upTo(DSL.selectOne().from(SBI).where(SBI.ASSIGNEE.eq(DSL.param("assignee", String.class))));

    private static final Clause STATUS = Clause.of(String.class, SBI.STATUS::eq);
    private static final Clause PARENT = Clause.of(String.class, SBI.PARENT::eq);
    private static final Clause ASSIGNEE = Clause.of(String.class, SBI.ASSIGNEE::eq);
    private static final Clause PRIORITY = Clause.of(Long.class, SBI.PRIORITY::eq);
    private static final Clause LABELLED = Clause.of(
            String.class,
            label -> SBI.ID.in(DSL.select(LABEL.SBI_ID).from(LABEL).where(LABEL.LABEL_.eq(label))));

    private static final Clause WAITING = Clause.of(
            String.class,
            needed ->
                    SBI.ID.in(DSL.select(DEPENDENCY.SBI_ID).from(DEPENDENCY).where(DEPENDENCY.DEPENDS_ON.eq(needed))));

    private static final Clause BLOCKED = Clause.of(String.class, now -> blocked(now, Picking.WAITS));

    private static Condition blocked(Field<String> now, Condition waits) {
        return Picking.open(Optional.empty())
                .and(SBI.LEASE_EXPIRES_AT.isNull().or(SBI.LEASE_EXPIRES_AT.le(now)))
                .and(waits);
    }

    private static final Map<SbiFilter.Sort, SbiLists> ORDERS = Map.of(
            SbiFilter.Sort.CREATED,
            new SbiLists(Keyset.of("created", Part.text(SBI.CREATED_AT), Part.text(SBI.ID))),
            SbiFilter.Sort.NEWEST,
            new SbiLists(Keyset.of(
                    "newest",
                    Part.text(SBI.CREATED_AT).down(),
                    Part.text(SBI.ID).down())),
            SbiFilter.Sort.UPDATED,
            new SbiLists(Keyset.of(
                    "updated",
                    Part.text(SBI.UPDATED_AT).down(),
                    Part.text(SBI.ID).down())),
            SbiFilter.Sort.PRIORITY,
            new SbiLists(
                    Keyset.of("priority", Part.number(SBI.PRIORITY).down(), Part.number(SBI.REGISTERED_POSITION))));

    /** So many tasks are asked for at once, by the first of these that has room for them. */
    private static final List<Integer> SIZES = List.of(1, 10, 64, 512);

    private static final List<Query> LABELS =
            SIZES.stream().map(SbiLists::labels).toList();

    private final Keyset order;
    private final KeptSelect inOrder;

    // The rows are found first, by what is asked for, and put into order then.
    private final KeptSelect ofStatuses;
    private final KeptSelect ofPriority;

    private final Rows.Read<Rows.Keyed<SbiRow>> read;

    private SbiLists(Keyset order) {
        this.order = order;
        this.read = ROW.keyed(order);
        this.inOrder = select(SBI);
        this.ofStatuses = select(Picking.by("idx_sbi_status"));
        this.ofPriority = select(Picking.by("idx_sbi_priority"));
    }

    private KeptSelect select(Table<?> tasks) {
        return new KeptSelect(
                tasks,
                (from, where, limit) -> DSL.select(ROW.fields())
                        .from(from)
                        .where(where)
                        .orderBy(order.sort())
                        .limit(limit));
    }

    static SbiLists of(SbiFilter.Sort sort) {
        return Objects.requireNonNull(ORDERS.get(sort));
    }

    Page<SbiRow> page(DSLContext tables, Origin origin, SbiFilter filter, Optional<String> cursor, int limit) {
        boolean named = filter.parent().isPresent()
                || filter.dependsOn().isPresent()
                || filter.blocked().isPresent()
                || isOfFew(tables, HAVE_LABEL, filter.label())
                || isOfFew(tables, HAVE_ASSIGNEE, filter.assignee());
        Clauses where = where(filter, named);
        filter.blocked().ifPresent(now -> blocked(Times.text(now), tables, where));
        where.behind(order, cursor);
        KeptSelect found = named ? inOrder : found(tables, filter);
        return Page.of(found.fetch(tables, origin, TASK, where, limit + 1, read), limit, order);
    }

    private static void blocked(String now, DSLContext tables, Clauses where) {
        Set<String> inCycles = TaskCounts.inCycles(tables);
        if (inCycles.isEmpty()) {
            where.and(BLOCKED, now);
        } else {
            where.once(blocked(DSL.val(now), Picking.WAITS.or(SBI.ID.in(inCycles))));
        }
    }

    /** Tasks are found by what few have; not where an index has just those in the order of the list. */
    private KeptSelect found(DSLContext tables, SbiFilter filter) {
        boolean byPriority = filter.sort() == SbiFilter.Sort.PRIORITY;
        if (!byPriority && isOfFew(tables, HAVE_PRIORITY, filter.priority().map(Integer::longValue))) {
            return ofPriority;
        }
        int statuses = filter.statuses().size();
        if (statuses == 0 || (statuses == 1 && !byPriority)) {
            return inOrder;
        }
        long tasks = filter.statuses().stream()
                .mapToLong(status -> count(tables, HAVE_STATUS, status.text()))
                .sum();
        return tasks <= FEW ? ofStatuses : inOrder;
    }

    private static boolean isOfFew(DSLContext tables, Query query, Optional<?> value) {
        return value.filter(it -> count(tables, query, it) <= FEW).isPresent();
    }

    /** Returns how many there are, if no more than one above {@link #FEW}. */
    private static long count(DSLContext tables, Query query, Object value) {
        return Tables.of(tables).fetch(query, row -> row.getLong(1), value).getFirst();
    }

    private static Query upTo(SelectLimitStep<?> rows) {
        return DSL.selectCount().from(rows.limit(DSL.inline(FEW + 1)));
    }

    private static Clauses where(SbiFilter filter, boolean named) {
        var where = new Clauses().and(named ? LISTED_OF_FEW : LISTED);
        List<String> statuses =
                filter.statuses().stream().map(Status::text).sorted().toList();
        switch (statuses.size()) {
            case 0 -> {}
            case 1 -> where.and(STATUS, statuses.getFirst());
            default -> where.once(SBI.STATUS.in(statuses));
        }
        return where.and(PARENT, filter.parent())
                .and(ASSIGNEE, filter.assignee())
                .and(PRIORITY, filter.priority().map(Integer::longValue))
                .and(LABELLED, filter.label())
                .and(WAITING, filter.dependsOn());
    }

    /** Returns all labels of each of these tasks in their order; none for who has none. */
    static Map<String, List<String>> labels(DSLContext tables, Collection<String> tasks) {
        var labels = new HashMap<String, List<String>>();
        List<String> all = List.copyOf(tasks);
        for (int from = 0; from < all.size(); from += SIZES.getLast()) {
            List<String> some = all.subList(from, Math.min(all.size(), from + SIZES.getLast()));
            int size = 0;
            while (SIZES.get(size) < some.size()) {
                size++;
            }
            var ids = new Object[SIZES.get(size)];
            Arrays.setAll(ids, place -> some.get(Math.min(place, some.size() - 1))); // who stands twice is found once
            Tables.of(tables)
                    .fetch(LABELS.get(size), row -> Map.entry(row.getString(1), row.getString(2)), ids)
                    .forEach(label -> labels.computeIfAbsent(label.getKey(), _ -> new ArrayList<>())
                            .add(label.getValue()));
        }
        return labels;
    }

    private static Query labels(int tasks) {
        return DSL.select(LABEL.SBI_ID, LABEL.LABEL_)
                .from(LABEL)
                .where(LABEL.SBI_ID.in(Collections.nCopies(tasks, DSL.param("sbi", String.class))))
                .orderBy(LABEL.SBI_ID, LABEL.ORDINAL);
    }
}
