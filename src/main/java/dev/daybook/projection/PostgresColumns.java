package dev.daybook.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The tables of the first schema that a connection to PostgreSQL looks in, as {@link TableHash} wants them. */
final class PostgresColumns {

    private static final String TABLES = """
        SELECT c.relname FROM pg_class AS c
        WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
        AND c.relname NOT IN ('checkpoint', 'quarantine') ORDER BY c.relname COLLATE "C"\
        """;

    /** Words and how many they are follow from the texts: all other whole numbers are bigint. */
    private static final String COLUMNS = """
        SELECT attname, atttypid = 'bigint'::regtype FROM pg_attribute
        WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND atttypid NOT IN ('tsvector'::regtype, 'integer'::regtype) ORDER BY attnum\
        """;

    /** The columns of one key: the primary one, or the first that was made of the others. */
    private static final String KEY = """
        SELECT a.attname, a.atttypid = 'bigint'::regtype FROM pg_constraint AS k
        CROSS JOIN unnest(k.conkey) WITH ORDINALITY AS part (attnum, number)
        JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = part.attnum
        WHERE k.oid = (SELECT min(oid) FROM pg_constraint WHERE conrelid = ?::regclass AND contype = ?::"char")
        ORDER BY part.number\
        """;

    private record Column(String name, boolean isWholeNumber) {}

    private PostgresColumns() {}

    static List<TableHash.Table> tables(Connection connection, boolean everything) throws SQLException {
        var names = new ArrayList<String>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TABLES)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        var tables = new ArrayList<TableHash.Table>();
        for (String name : names) {
            List<Column> key = columns(connection, KEY, name, "p");
            tables.add(TableHash.of(
                    name,
                    names(columns(connection, COLUMNS, name)),
                    names(key),
                    !key.isEmpty() && key.getLast().isWholeNumber(),
                    names(columns(connection, KEY, name, "u")),
                    everything));
        }
        return tables;
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private static List<Column> columns(Connection connection, String sql, String table, String... more)
            throws SQLException {
        var columns = new ArrayList<Column>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, SchemaPlace.quoted(table));
            for (int i = 0; i < more.length; i++) {
                query.setString(i + 2, more[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(new Column(row.getString(1), row.getBoolean(2)));
                }
            }
        }
        return columns;
    }
}
