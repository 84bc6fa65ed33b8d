package dev.daybook.projection;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.impl.CustomField;
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** What the two databases spell in different ways, where neither knows the other's. */
public final class Dialects {

    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private Dialects() {}

    /** Returns an expression over {@code parts}, which each of the two spells its own way. */
    public static <T> Field<T> field(DataType<T> type, String sqlite, String postgres, QueryPart... parts) {
        return CustomField.of(
                "expression",
                type,
                context -> context.visit(DSL.sql(isPostgres(context.family()) ? postgres : sqlite, parts)));
    }

    /** Returns a condition over {@code parts}, which each of the two spells its own way. */
    public static Condition condition(String sqlite, String postgres, QueryPart... parts) {
        return DSL.condition(field(SQLDataType.BOOLEAN, sqlite, postgres, parts));
    }

    /** Returns a statement that each of the two spells its own way, with the same parameters. */
    public static Query query(String sqlite, String postgres) {
        return DSL.query(
                "{0}",
                CustomQueryPart.of(
                        context -> context.visit(DSL.sql(isPostgres(context.family()) ? postgres : sqlite))));
    }

    /** Returns words that PostgreSQL is not given: how SQLite is to look things up, which the other finds by itself. */
    public static QueryPart onlyInSqlite(String sql) {
        return CustomQueryPart.of(context -> {
            if (!isPostgres(context.family())) {
                context.sql(sql);
            }
        });
    }

    /**
     * Returns whether a text stands in a column, the letters A to Z capital or not. Others are what they are: SQLite knows
     * no capital of them, and PostgreSQL those of a language, of the text and not of the column.
     */
    public static Condition has(Field<String> column, String text) {
        return DSL.lower(column)
                .contains(CAPITAL.matcher(text)
                        .replaceAll(letter -> letter.group().toLowerCase(Locale.ROOT)));
    }

    private static boolean isPostgres(SQLDialect family) {
        return family == SQLDialect.POSTGRES;
    }
}
