package dev.daybook.projection;

import java.util.List;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one projection, inside one transaction. Statements are rendered by jOOQ and prepared once per
 * connection: make each {@link Query} once, as a constant with {@code DSL.param} placeholders, and bind by order.
 */
public interface Tables {

    /** Executes a statement with these values for its parameters, in order. Returns the number of rows. */
    int execute(Query statement, @Nullable Object... values);

    /** Runs a query with these values for its parameters, in order. */
    <R extends Record> List<R> fetch(ResultQuery<R> query, @Nullable Object... values);
}
