package dev.daybook.projection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one projection, inside one transaction. Statements are rendered by jOOQ and prepared once per
 * connection: make each {@link Query} once, as a constant with {@code DSL.param} placeholders, and bind by order.
 */
public interface Tables {

    /**
     * Executes a statement with these values for its parameters, in order. Who reads the same tables sees it; to the server of
     * a database it may be sent later, so what is wrong with it may be thrown by a later statement.
     */
    void execute(Query statement, @Nullable Object... values);

    /** Runs a query with these values for its parameters, in order. */
    <T> List<T> fetch(Query query, RowReader<T> reader, @Nullable Object... values);

    /** Returns whether they are SQLite's: a full-text index of it is told things that no other database knows. */
    default boolean isSqlite() {
        return true;
    }

    /**
     * Returns the tables of a question, for queries that are asked thousands of times, one after the other. They only
     * read.
     *
     * @param question what {@link ReadModels#read} lends
     */
    static Tables of(DSLContext question) {
        return (Tables) Objects.requireNonNull(question.configuration().data(Tables.class));
    }

    /** Makes something of the row that the result stands at; columns are counted from 1. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
