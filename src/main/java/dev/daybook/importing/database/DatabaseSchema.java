package dev.daybook.importing.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a database consists of.
 *
 * @param columns the columns of its tables, without those tables in which SQLite keeps its indexes
 * @param numbered the tables whose rows have a number, in whose order they were put in
 * @param indexes full-text indexes over other tables, which hold nothing of their own and are never read
 */
record DatabaseSchema(Map<String, Set<String>> columns, Set<String> numbered, Set<String> indexes) {

    /** What SQLite says of full-text indexes that are not as their tables are. */
    private static final Pattern INDEX_FLAW =
            Pattern.compile("(?s)(?:fts5: |malformed inverted index for FTS|unable to validate the inverted index).*");

    private static final Pattern INDEX =
            Pattern.compile("(?is)\\s*CREATE\\s+VIRTUAL\\s+TABLE\\b.*\\bUSING\\s+FTS[45]\\b.*[(,]\\s*content\\s*=.*");

    /** Beyond so many, the flaws of a file are not looked at. */
    private static final int FLAWS_MAX = 100;

    /**
     * Reads it.
     *
     * @param thorough whether all pages are looked at, not only the names of tables and columns
     * @throws SQLException if the file is damaged, with what SQLite says of it
     */
    static DatabaseSchema of(Connection connection, boolean thorough) throws SQLException {
        var schema = new DatabaseSchema(new LinkedHashMap<>(), new HashSet<>(), new TreeSet<>());
        try (var statement = connection.createStatement()) {
            if (thorough) {
                try (ResultSet answer = statement.executeQuery("PRAGMA quick_check(%d)".formatted(FLAWS_MAX))) {
                    while (answer.next()) {
                        String line = String.valueOf(answer.getString(1));
                        if (!line.equals("ok") && !INDEX_FLAW.matcher(line).matches()) {
                            throw new SQLException(line);
                        }
                    }
                }
            }
            try (ResultSet names = statement.executeQuery(
                    "SELECT t.name, l.wr, c.name, l.type, t.sql FROM sqlite_schema t LEFT JOIN pragma_table_list l"
                            + " ON l.schema = 'main' AND l.name = t.name LEFT JOIN pragma_table_info(t.name) c"
                            + " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'"
                            + " AND l.type IS NOT 'shadow' ORDER BY t.name")) {
                while (names.next()) {
                    schema.add(names);
                }
            }
        }
        return schema;
    }

    private void add(ResultSet name) throws SQLException {
        String table = name.getString(1);
        if ("virtual".equals(name.getString(4)) && isIndex(name.getString(5))) {
            indexes.add(table);
            return;
        }
        columns.computeIfAbsent(table, _ -> new HashSet<>()).add(String.valueOf(name.getString(3)));
        if (name.getInt(2) == 0) {
            numbered.add(table);
        }
    }

    /** Returns whether a statement makes a full-text index that holds none of the texts it finds. */
    static boolean isIndex(String sql) {
        return INDEX.matcher(sql).matches();
    }

    boolean has(String table, String column) {
        return columns.getOrDefault(table, Set.of()).contains(column);
    }

    boolean isNumbered(String table) {
        return numbered.contains(table);
    }
}
