package dev.daybook.importing.database;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Changes rows of a table that triggers of its tool keep a full-text index of. Where such a trigger fails, as over a table
 * that lacks the columns of its index, the change is made without it, and the index is made anew.
 *
 * @param fillings how indexes get their rows, by their names
 */
public record IndexedChange(SqlTables tables, Map<String, String> fillings) {

    /** Something that is changed in a table, which may be tried twice. */
    public interface Change {
        void make() throws SQLException;
    }

    /** @throws SQLException why the change cannot be made without triggers either, or none of them is about an index */
    public void make(String table, Change change) throws SQLException {
        if (fillings.isEmpty()) {
            change.make();
            return;
        }
        tables.execute("SAVEPOINT indexed_change");
        try {
            change.make();
        } catch (SQLException e) {
            tables.execute("ROLLBACK TO indexed_change");
            Map<String, String> triggers = triggers(table);
            if (triggers.isEmpty()) {
                throw e;
            }
            without(triggers, change);
        }
        tables.execute("RELEASE indexed_change");
    }

    private void without(Map<String, String> triggers, Change change) throws SQLException {
        for (String name : triggers.keySet()) {
            tables.execute("DROP TRIGGER " + Database.quoted(name));
        }
        change.make();
        Set<String> indexes = new LinkedHashSet<>();
        for (String sql : triggers.values()) {
            fillings.keySet().stream().filter(sql::contains).forEach(indexes::add);
            tables.execute(sql);
        }
        for (String index : indexes) {
            tables.execute("INSERT INTO %1$s (%1$s) VALUES ('delete-all')".formatted(Database.quoted(index)));
            tables.execute(Objects.requireNonNull(fillings.get(index)));
        }
    }

    /** Returns how the triggers of a table are made that are about an index, by their names. */
    private Map<String, String> triggers(String table) throws SQLException {
        Map<String, String> triggers = new LinkedHashMap<>();
        List<Object> names =
                tables.values("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", table);
        for (Object name : names) {
            tables.values("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?", name).stream()
                    .map(Object::toString)
                    .filter(sql -> fillings.keySet().stream().anyMatch(sql::contains))
                    .forEach(sql -> triggers.put(name.toString(), sql));
        }
        return triggers;
    }
}
