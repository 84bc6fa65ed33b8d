package dev.daybook.journal.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;

/** Many values as one parameter. */
final class ArrayParameter {

    static void bind(PreparedStatement statement, int parameter, String type, Object[] values) throws SQLException {
        Object[] typed = type.equals("bytea") ? Arrays.copyOf(values, values.length, byte[][].class) : values;
        statement.setArray(parameter, statement.getConnection().createArrayOf(type, typed));
    }

    private ArrayParameter() {}
}
