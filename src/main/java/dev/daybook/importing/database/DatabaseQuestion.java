package dev.daybook.importing.database;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A question to a database, and its rows as JSON.
 *
 * @param columns the names of what the answer consists of
 */
public record DatabaseQuestion(PreparedStatement statement, List<String> columns) {

    /**
     * The member of a row that holds the bytes, in base64, of texts that are no UTF-8, by their columns: there they are
     * shown with U+FFFD.
     */
    public static final String BYTES = "#bytes";

    /** The members of an object that stands for a value which JSON has no form for: bytes, or a number without end. */
    static final String ENCODING = "encoding";

    static final String CONTENT = "content";
    static final String BASE64 = "base64";
    static final String REAL = "real";

    /** Prepares a question whose columns are named by the answer; closed with its connection. */
    public static DatabaseQuestion of(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSetMetaData answer = statement.getMetaData();
        var columns = new ArrayList<String>();
        for (int i = 1; i <= answer.getColumnCount(); i++) {
            columns.add(answer.getColumnLabel(i));
        }
        return new DatabaseQuestion(statement, columns);
    }

    /** Returns the row on which an answer stands; what JSON has no form for as an object that says how it is spelled. */
    public ObjectNode row(ResultSet answer) throws SQLException {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        for (int i = 1; i <= columns.size(); i++) {
            String name = columns.get(i - 1);
            switch (answer.getObject(i)) {
                case null -> row.putNull(name);
                case Integer it -> row.put(name, it);
                case Long it -> row.put(name, it);
                case Double it when it.isInfinite() -> spelled(row, name, REAL, it.toString());
                case Double it -> row.put(name, it);
                case byte[] it -> spelled(row, name, BASE64, Base64.getEncoder().encodeToString(it));
                case Object it -> text(row, name, it.toString(), answer, i);
            }
        }
        return row;
    }

    private static void spelled(ObjectNode row, String name, String encoding, String content) {
        row.putObject(name).put(ENCODING, encoding).put(CONTENT, content);
    }

    private static void text(ObjectNode row, String name, String text, ResultSet answer, int at) throws SQLException {
        row.put(name, text);
        if (text.indexOf('\uFFFD') < 0) {
            return;
        }
        byte[] bytes = answer.getBytes(at);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            row.withObjectProperty(BYTES).put(name, Base64.getEncoder().encodeToString(bytes));
        }
    }
}
