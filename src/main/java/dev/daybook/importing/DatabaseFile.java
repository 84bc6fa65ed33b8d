package dev.daybook.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A SQLite file made anew: its tables as they were, and their rows. For one thread. */
public final class DatabaseFile implements AutoCloseable {

    private final Connection connection;
    private final Map<String, List<String>> columns = new HashMap<>();
    private final List<String> afterwards = new ArrayList<>();

    /** Makes it; there must be none yet, or an empty one. */
    public DatabaseFile(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA foreign_keys = OFF");
            statement.execute("PRAGMA journal_mode = MEMORY"); // nothing is left beside it
        }
        connection.setAutoCommit(false);
    }

    /** Makes a table, an index or a view as it was; what is none of these is left out, and false is returned. */
    public boolean define(String sql) throws SQLException {
        String begin = sql.stripLeading().toUpperCase(Locale.ROOT);
        if (begin.startsWith("CREATE TABLE") && !begin.contains(" AS SELECT")) {
            execute(sql);
            return true;
        }
        boolean later = begin.startsWith("CREATE INDEX")
                || begin.startsWith("CREATE UNIQUE INDEX")
                || begin.startsWith("CREATE VIEW")
                || begin.startsWith("CREATE TRIGGER");
        if (later) {
            afterwards.add(sql); // a trigger must not act on rows that are only brought back
        }
        return later;
    }

    /** Puts a row in; returns whether there is such a table, with a column for all that it says. */
    public boolean insert(String table, ObjectNode row) throws SQLException {
        List<String> known = columns(table);
        var names = new ArrayList<String>();
        row.fieldNames().forEachRemaining(it -> {
            if (known.contains(it)) {
                names.add(it);
            }
        });
        if (names.isEmpty()) {
            return false;
        }
        String sql = "INSERT OR REPLACE INTO %s (%s) VALUES (%s)"
                .formatted(
                        quoted(table),
                        names.stream().map(DatabaseFile::quoted).collect(Collectors.joining(", ")),
                        names.stream().map(_ -> "?").collect(Collectors.joining(", ")));
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < names.size(); i++) {
                bind(insert, i + 1, row.get(names.get(i)));
            }
            insert.executeUpdate();
        }
        return names.size() == row.size();
    }

    private static void bind(PreparedStatement insert, int at, JsonNode value) throws SQLException {
        Optional<byte[]> bytes = Optional.of(value)
                .filter(it -> it.path("encoding").asText().equals("base64"))
                .map(it -> Base64.getDecoder().decode(it.path("content").asText()));
        if (bytes.isPresent()) {
            insert.setBytes(at, bytes.get());
        } else if (value.isNull()) {
            insert.setObject(at, null);
        } else if (value.isBoolean()) {
            insert.setInt(at, value.asBoolean() ? 1 : 0);
        } else if (value.isNumber() && value.canConvertToExactIntegral()) {
            insert.setLong(at, value.asLong());
        } else if (value.isNumber()) {
            insert.setDouble(at, value.asDouble());
        } else {
            insert.setString(at, value.isTextual() ? value.asText() : value.toString());
        }
    }

    private List<String> columns(String table) throws SQLException {
        List<String> known = columns.get(table);
        if (known == null) {
            known = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement("SELECT name FROM pragma_table_info(?)")) {
                query.setString(1, table);
                try (ResultSet names = query.executeQuery()) {
                    while (names.next()) {
                        known.add(names.getString(1));
                    }
                }
            }
            columns.put(table, known);
        }
        return known;
    }

    private void execute(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Writes what there is. */
    public void finish() throws SQLException {
        for (String it : afterwards) {
            execute(it);
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
