package dev.daybook.importing.database;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.importing.frame.FileEntity.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A SQLite file of a tool in an export: made of what the journal keeps of it, its rows changed where they are to say
 * something else. Worked on aside, and written as a whole. For one thread.
 */
public final class DatabaseExport extends SqlTables implements AutoCloseable {

    /** The table that tells how the others are made. */
    public static final String DEFINITIONS = "sqlite_schema";

    private final ExportTree tree;
    private final String file;
    private final Path aside;
    private final List<String> afterwards = new ArrayList<>();
    private final Map<String, String> indexes = new LinkedHashMap<>();
    private Optional<Connection> opened = Optional.empty();

    private DatabaseExport(ExportTree tree, String file) {
        this.tree = tree;
        this.file = file;
        this.aside = tree.scratch();
    }

    /** Returns the file whose bytes are kept in these pieces. */
    public static DatabaseExport whole(
            ExportTree tree, String file, Iterable<String> pieces, Function<String, Optional<Content>> content) {
        var database = new DatabaseExport(tree, file);
        try (var out = new BufferedOutputStream(Files.newOutputStream(database.aside))) {
            for (String piece : pieces) {
                out.write(content.apply(piece).orElseThrow().bytes());
            }
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a file made anew, with the tables as they were and all rows that are kept. */
    public static DatabaseExport tables(ExportTree tree, String file, KeptTables kept) {
        var database = new DatabaseExport(tree, file);
        kept.rows(DEFINITIONS, database::define);
        kept.names()
                .filter(table -> !table.equals(DEFINITIONS) && database.isThere(table))
                .forEach(table -> kept.rows(table, row -> database.put(table, row)));
        return database;
    }

    /** A table that its tool has removed since it was kept is told of once. */
    private boolean isThere(String table) {
        boolean there = !columnsOf(table).isEmpty();
        if (!there) {
            tree.finding(Finding.info(
                    file, table, "UNKNOWN_SCHEMA", "is no table of the database any more: its rows are left out"));
        }
        return there;
    }

    /** Returns the columns of a table; none if there is no such table. */
    public List<String> columnsOf(String table) {
        try {
            return columns(table);
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    /** A trigger must not act on rows that are only brought back, and an index is made faster at the end. */
    private void define(ObjectNode definition) {
        if (definition.path("row") instanceof ObjectNode row) {
            put(definition.path("tbl_name").asText(), row);
            return;
        }
        String name = definition.path("name").asText();
        String sql = definition.path("sql").asText();
        String begin = sql.stripLeading().toUpperCase(Locale.ROOT);
        if (DatabaseSchema.isIndex(sql)) {
            indexes.put(name, sql);
        } else if (begin.matches("(?s)CREATE (VIRTUAL )?TABLE.*") && !begin.contains(" AS SELECT")) {
            if (!name.startsWith("sqlite_")) {
                change(name, "UNKNOWN_SCHEMA", "cannot be made: %s", () -> execute(sql));
            }
        } else if (begin.matches("(?s)CREATE (INDEX|UNIQUE INDEX|VIEW|TRIGGER).*")) {
            afterwards.add(sql);
        } else {
            tree.finding(Finding.warn(file, name, "UNKNOWN_SCHEMA", "is neither table, index nor view: left out"));
        }
    }

    /** Rows that are changed together. */
    public interface Change {
        void make() throws SQLException;
    }

    /**
     * Makes a change, or nothing of it if a table does not take it.
     *
     * @param message what the finding says then, with a place for the reason
     * @return whether it was made
     */
    public boolean change(String where, String code, String message, Change change) {
        try {
            Savepoint before = connection().setSavepoint();
            try {
                change.make();
                return true;
            } catch (SQLException e) {
                connection().rollback(before);
                throw e;
            } finally {
                connection().releaseSavepoint(before);
            }
        } catch (SQLException e) {
            tree.finding(Finding.warn(file, where, code, message, String.valueOf(e.getMessage())));
            return false;
        }
    }

    @Override
    public Connection connection() throws SQLException {
        if (opened.isEmpty()) {
            opened = Optional.of(DriverManager.getConnection("jdbc:sqlite:" + aside.toAbsolutePath()));
            opened.get().setAutoCommit(false);
        }
        return opened.get();
    }

    /** Puts a row in the place of the one with its key; what the table has no column for is told. */
    public void put(String table, ObjectNode row) {
        change(table, "INCONSISTENT_STATE", "does not take a row: %s", () -> {
            var names = new ArrayList<>(columns(table));
            names.add(DatabaseQuestion.BYTES);
            ObjectNode known = row.deepCopy().retain(names);
            if (known.size() < row.size()) {
                tree.finding(Finding.warn(file, table, "UNKNOWN_FIELD", "has no column for all of a row"));
            }
            if (!known.isEmpty()) {
                insert("INSERT OR REPLACE", table, known);
            }
        });
    }

    /** Keeps what was changed so far: {@link #takeBack} goes back to here. */
    public void keep() throws SQLException {
        if (opened.isPresent()) {
            opened.get().commit();
        }
    }

    /** Gives up what was written into the database since it was opened. */
    public void takeBack() {
        try {
            if (opened.isPresent()) {
                opened.get().rollback();
            }
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    /** Writes the file into the export. */
    public void write() {
        write(Map.of());
    }

    /**
     * Writes the file into the export.
     *
     * @param fillings how full-text indexes get their rows, by their names, where it is not from the table that they
     *     name themselves
     */
    public void write(Map<String, String> fillings) {
        try {
            indexes.forEach((name, sql) -> change(name, "UNKNOWN_SCHEMA", "cannot be made: %s", () -> {
                execute(sql);
                execute(Optional.ofNullable(fillings.get(name))
                        .orElseGet(
                                () -> "INSERT INTO %1$s (%1$s) VALUES ('rebuild')".formatted(Database.quoted(name))));
            }));
            for (String sql : afterwards) {
                change("", "UNKNOWN_SCHEMA", "cannot be made: %s", () -> execute(sql));
            }
            if (opened.isPresent()) {
                opened.get().commit();
                opened.get().close();
                opened = Optional.empty();
            }
            tree.write(file, out -> Files.copy(aside, out));
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(SQLException e) {
        return new IllegalStateException("the database of the tool cannot be made: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            if (opened.isPresent()) {
                opened.get().close();
            }
            Files.deleteIfExists(aside);
        } catch (SQLException e) {
            throw broken(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
