package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteLimits;

/**
 * A question in SQL by somebody who knows the tables: one SELECT, over connections that cannot write. It ends when its
 * time is over, and none of its values is longer than a row may be.
 *
 * @param sql the statement
 * @param rowsMax how many rows are answered at most
 * @param patience how long it may take
 */
public record SqlQuestion(String sql, int rowsMax, Duration patience) {

    private static final String AT = "/q";
    private static final int STEPS = 10_000;
    private static final int VALUE_BYTES_MAX = 1 << 20;
    private static final int VALUE_BYTES_USUAL = 1_000_000_000;

    /** All values of an answer together: more than that nobody reads. */
    private static final long CHARS_MAX = 8L << 20;

    /**
     * What comes of it.
     *
     * @param rows values by the names of their columns: text, numbers, null
     * @param isCut whether there would have been more
     */
    public record Answer(List<Map<String, Object>> rows, boolean isCut) {}

    public SqlQuestion {
        if (!OneSelect.is(sql)) {
            throw Rejected.invalidAt(AT, "this is no single SELECT: want one, beginning with SELECT, WITH or VALUES");
        }
    }

    /**
     * Asks it of tables that are lent.
     *
     * @throws Rejected if SQLite does not understand it, or if it takes too long
     */
    public Answer ask(DSLContext tables) {
        return tables.connectionResult(this::ask);
    }

    private Answer ask(Connection lent) throws SQLException {
        var connection = lent.unwrap(SQLiteConnection.class);
        long deadlineNs = System.nanoTime() + patience.toNanos();
        ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() > deadlineNs ? 1 : 0;
            }
        });
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX);
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            return read(rows);
        } catch (SQLException e) {
            throw refusal(e);
        } finally {
            connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, VALUE_BYTES_USUAL);
            ProgressHandler.clearHandler(connection);
        }
    }

    private Answer read(ResultSet rows) throws SQLException {
        List<String> names = names(rows.getMetaData());
        var all = new ArrayList<Map<String, Object>>();
        long chars = 0;
        while (rows.next()) {
            if (all.size() == rowsMax || chars > CHARS_MAX) {
                return new Answer(all, true);
            }
            var row = new LinkedHashMap<String, Object>();
            for (int at = 0; at < names.size(); at++) {
                Object value = rows.getObject(at + 1);
                Object shown = value instanceof byte[] bytes ? bytes.length + " bytes" : value;
                chars += shown instanceof String text ? text.length() : 1;
                row.put(names.get(at), shown);
            }
            all.add(row);
        }
        return new Answer(all, false);
    }

    /** Columns of one name are told apart by numbers. */
    private static List<String> names(ResultSetMetaData columns) throws SQLException {
        var names = new ArrayList<String>();
        for (int at = 1; at <= columns.getColumnCount(); at++) {
            String name = columns.getColumnLabel(at);
            String other = name;
            for (int number = 2; names.contains(other); number++) {
                other = name + "_" + number;
            }
            names.add(other);
        }
        return names;
    }

    private RuntimeException refusal(SQLException e) {
        return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xFF)) {
            case SQLITE_INTERRUPT ->
                Rejected.invalidAt(AT, "it took longer than %d s: want one that reads less", patience.toSeconds());
            // What answers no rows the driver refuses by itself, without a code.
            case SQLITE_OK, SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_RANGE, SQLITE_MISMATCH, SQLITE_READONLY, SQLITE_AUTH ->
                Rejected.invalidAt(AT, "%s", String.valueOf(e.getMessage()));
            default -> new TablesFailed(e);
        };
    }
}
