package dev.daybook.item;

import static dev.daybook.readmodel.Tables.ITEM;
import static dev.daybook.readmodel.Tables.ITEM_FIELD;

import dev.daybook.domain.Rejected;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import dev.daybook.slice.Briefing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Questions about records of tools that have no slice of their own. Thread-safe. */
public final class ItemQueries {

    private static final Keyset BY_KEY =
            Keyset.of("items", Part.text(ITEM.KIND), Part.text(ITEM.PROJECT), Part.text(ITEM.KEY));

    private static final Rows<ItemView> ROW = Rows.of(Shape.plain(ItemView.class), ITEM);

    private final Reads reads;

    public ItemQueries(Reads reads) {
        this.reads = reads;
    }

    /**
     * What to list.
     *
     * @param fields each {@code name=value}: only records whose member of that name is that text, number or flag
     */
    public record Filter(Optional<String> kind, Optional<String> project, Optional<String> file, List<String> fields) {}

    /** Returns a record by its id, {@code [project!/]kind/key}. */
    public Optional<ItemView> find(String id) {
        return reads.read(
                tables -> tables.selectFrom(ITEM).where(ITEM.ID.eq(id)).fetchOptional(ROW::of));
    }

    /** Lists records by kind, project and key. */
    public Page<ItemView> list(Filter filter, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Condition wanted = BY_KEY.behind(cursor).and(DSL.and(conditions(filter)));
        return reads.read(tables -> Page.of(
                tables.selectFrom(ITEM)
                        .where(wanted)
                        .orderBy(BY_KEY.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                BY_KEY::cursor,
                ROW::of));
    }

    /** Returns how many there are of each kind and status. */
    Briefing.Told briefing() {
        Field<Integer> count = DSL.count();
        Field<String> status = DSL.coalesce(ITEM.STATUS, DSL.inline(""));
        var counted = reads.read(tables -> tables.select(ITEM.KIND, status, count)
                .from(ITEM)
                .groupBy(ITEM.KIND, status)
                .orderBy(ITEM.KIND, status)
                .fetch());
        return new Briefing.Told(
                counted.stream().mapToLong(row -> row.get(count)).sum(),
                counted.size(),
                counted.map(row -> "%s: %d"
                        .formatted(
                                "%s %s"
                                        .formatted(row.get(ITEM.KIND), row.get(status))
                                        .strip(),
                                row.get(count))));
    }

    private static List<Condition> conditions(Filter filter) {
        var conditions = new ArrayList<Condition>();
        filter.kind().ifPresent(kind -> conditions.add(ITEM.KIND.eq(kind)));
        filter.project().ifPresent(project -> conditions.add(ITEM.PROJECT.eq(project)));
        filter.file().ifPresent(file -> conditions.add(ITEM.FILE.eq(file)));
        for (String field : filter.fields()) {
            int equals = field.indexOf('=');
            if (equals <= 0) {
                throw Rejected.invalidAt("/field", "'%s' names no field: want name=value", field);
            }
            conditions.add(DSL.exists(DSL.selectOne()
                    .from(ITEM_FIELD)
                    .where(
                            ITEM_FIELD.ID.eq(ITEM.ID),
                            ITEM_FIELD.NAME.eq(field.substring(0, equals)),
                            ITEM_FIELD.VALUE.eq(field.substring(equals + 1)))));
        }
        return conditions;
    }
}
