package dev.daybook.journal.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;

/** Many values as one parameter. */
final class ArrayParameter {

    /** Binds them as arrays of their own class, which the driver sends as bytes; of others it makes a text. */
    static void bind(PreparedStatement statement, int parameter, String type, Object[] values) throws SQLException {
        Object[] typed = switch (type) {
            case "bytea" -> Arrays.copyOf(values, values.length, byte[][].class);
            case "bigint" -> Arrays.copyOf(values, values.length, Long[].class);
            case "text" -> Arrays.copyOf(values, values.length, String[].class);
            default -> values;
        };
        statement.setArray(parameter, statement.getConnection().createArrayOf(type, typed));
    }

    private ArrayParameter() {}
}
