package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_RECORD;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.LargeValues;
import dev.daybook.query.Keyset;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.shape.Change;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectConditionStep;

/** Records that questions find, with what their rows only refer to. */
final class Records {

    /** What a question selects for the record itself. */
    static final List<Field<?>> FIELDS = List.of(AGENT_RECORD.RECORD, AGENT_RECORD.LARGE);

    /**
     * Whether the record is that of a row, for a question that goes from the rows to their records: by a cross join, as
     * SQLite keeps the order of that. From a table of all records it would go to all of a kind.
     */
    static Condition isOf(Kind kind, Field<String> id) {
        return AGENT_RECORD.CATEGORY.eq(kind.category()).and(AGENT_RECORD.ID.eq(id));
    }

    /** Makes something of the one record that there is, or of none. */
    static <T> Optional<T> one(
            Reads reads, Function<DSLContext, SelectConditionStep<Record>> rows, Function<Record, T> view) {
        return reads.read(tables -> rows.apply(tables).fetchOptional(row -> view.apply(whole(row, tables))));
    }

    /** As {@link #one}, of all there are. */
    static <T> List<T> all(
            Reads reads, Function<DSLContext, SelectConditionStep<Record>> rows, Function<Record, T> view) {
        return reads.read(tables -> rows.apply(tables).fetch(row -> view.apply(whole(row, tables))));
    }

    /** As {@link #all}, of one page of them. */
    static <T> Page<T> page(
            Reads reads,
            Function<DSLContext, SelectConditionStep<Record>> rows,
            Keyset order,
            Optional<String> cursor,
            int limit,
            Function<Record, T> view) {
        Page.checkedLimit(limit);
        return reads.read(tables -> Page.of(
                rows.apply(tables)
                        .and(order.behind(cursor))
                        .orderBy(order.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                order::cursor,
                row -> view.apply(whole(row, tables))));
    }

    /** Returns the record of a row. */
    static JsonNode tree(Record row, DSLContext tables) {
        return Stored.of(row.get(AGENT_RECORD.RECORD), row.get(AGENT_RECORD.LARGE))
                .whole(tables);
    }

    /** Returns the text in a column that is a member of the same name, or refers to it; an empty one for none. */
    static String text(Record row, Field<String> column, DSLContext tables) {
        String text = row.get(column);
        if (text == null) {
            return "";
        }
        if (!Stored.pointers(row.get(AGENT_RECORD.LARGE)).contains(Change.pointer(column.getName()))) {
            return text;
        }
        JsonNode value = LargeValues.value(JsonText.tree(new Json(text)), Reads.blobs(tables));
        return value.isTextual() ? value.textValue() : JsonText.of(value).text();
    }

    private static Record whole(Record row, DSLContext tables) {
        if (row.get(AGENT_RECORD.LARGE) != null) {
            row.set(AGENT_RECORD.RECORD, JsonText.of(tree(row, tables)).text());
        }
        return row;
    }

    private Records() {}
}
