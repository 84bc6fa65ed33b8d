package dev.daybook.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The payloads of a journal, read by nothing but JDBC: one connection, one prepared SELECT for each question. */
final class RawReads implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement ofStream;
    private final PreparedStatement ofActor;
    private final PreparedStatement all;

    RawReads(Path journal) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:file:%s?mode=ro".formatted(journal));
        ofStream = connection.prepareStatement("SELECT payload FROM entry"
                + " WHERE stream = (SELECT id FROM stream WHERE category = ? AND key = ?) ORDER BY revision");
        ofActor = connection.prepareStatement(
                "SELECT payload FROM entry WHERE actor = (SELECT id FROM actor WHERE name = ?)");
        all = connection.prepareStatement("SELECT payload FROM entry ORDER BY position");
    }

    void stream(String category, String key) throws SQLException {
        ofStream.setString(1, category);
        ofStream.setString(2, key);
        read(ofStream);
    }

    void ofActor(String actor) throws SQLException {
        ofActor.setString(1, actor);
        read(ofActor);
    }

    void all() throws SQLException {
        read(all);
    }

    private static void read(PreparedStatement select) throws SQLException {
        long bytes = 0;
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                bytes += rows.getBytes(1).length;
            }
        }
        if (bytes == 0) {
            throw new IllegalStateException("nothing was read");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
